"""Figures of one payer or coordinator: every list, the paper and the CSV follow the choice and say so."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.patient import PatientAssignment, PatientCoverage, PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.office import Office
from ccm_desktop.services.programme_selection import Selection
from tests.services.billable import billable, closed_unasked
from tests.services.conftest import Demo
from tests.services.test_programme import _text, tile

OCTOBER = Month(2026, 10)
MEDICARE = Selection(payer="Medicare")


def covered(demo: Demo, patient: str, payer: str, member: str = "") -> None:
    form = demo.office.patients.coverage(patient)
    demo.office.patients.save(replace(form, value=PatientCoverage(payer, member)))


@pytest.fixture
def mixed(demo: Demo) -> dict[str, str]:
    """Two of Medicare, spelled differently, one of another payer, one of none; the last two with a coordinator Bo."""
    office = demo.office
    found = {family: billable(demo, family, 1200 + n * 60) for n, family in enumerate(("Adams", "Baker", "Cole"))}
    found["Short"] = billable(demo, "Short", 600)
    for family, payer in (("Adams", "Medicare"), ("Baker", " medicare"), ("Cole", "Sunrise")):
        covered(demo, found[family], payer)
    bo = office.people.add(PersonProfile("Bo Lund", "LPN", "coordinator")).value
    for family in ("Cole", "Short"):
        form = office.patients.assignment(found[family])
        office.patients.save(replace(form, value=PatientAssignment(bo, demo.biller)))
    return found


def names(office: Office, key: str, selection: Selection) -> list[str]:
    return [one.name.split(",")[0] for one in office.programme.month(OCTOBER, selection).listed(key)]


def test_figures_lists_and_claims_are_those_of_the_payer(demo: Demo, mixed: dict[str, str], office: Office) -> None:
    shown = office.programme.month(OCTOBER, MEDICARE)
    assert tile(shown, "capture") == ("0 of 2 (0 %)", "2 of 2 (100 %) support a code")
    assert tile(shown, "enrolment")[0] == "2 of 2 (100 %)"
    assert shown.point.enrolled == 2
    for key in ("enrolment", "capture", "completion", "minutes", "check:time", "band:20-39"):
        assert set(names(office, key, MEDICARE)) <= {"Adams", "Baker"}
    assert {row.name.split(",")[0] for row in shown.claims} == {"Adams", "Baker"}
    assert names(office, "completion", Selection(payer="")) == ["Short"]
    assert shown.choices.payers == ("Medicare", "Sunrise", "")


def test_a_coordinator_narrows_too_and_both_together(mixed: dict[str, str], office: Office) -> None:
    bo = Selection(coordinator="Bo Lund, LPN")
    assert sorted(names(office, "capture", bo)) == ["Cole", "Short"]
    assert names(office, "capture", replace(bo, payer="Sunrise")) == ["Cole"]
    assert names(office, "capture", replace(bo, payer="Medicare")) == []
    assert office.programme.point(OCTOBER, bo).enrolled == 2


def test_a_closed_month_keeps_its_coordinators(demo: Demo, mixed: dict[str, str], office: Office) -> None:
    closed_unasked(office)
    form = office.patients.assignment(mixed["Cole"])
    office.patients.save(replace(form, value=PatientAssignment(office.context.person, demo.biller)))
    assert sorted(names(office, "capture", Selection(coordinator="Bo Lund, LPN"))) == ["Cole", "Short"]


def test_the_report_says_whose_figures_it_shows(mixed: dict[str, str], office: Office) -> None:
    shown = office.programme.month(OCTOBER, MEDICARE)
    rendering = office.programme_paper.report(shown, (shown.point,))
    text = _text(rendering.render(Unobserved()))
    assert "Only these patients: Payer Medicare (as on file today). All figures below are theirs." in text
    assert "Adams, Ann" in text
    assert "Cole, Ann" not in text
    assert rendering.name == "CCM_2026-10_programme-selected.pdf"
    whole = office.programme.month(OCTOBER)
    assert "Only these patients" not in _text(office.programme_paper.report(whole, ()).render(Unobserved()))


def test_every_line_of_the_csv_says_so(mixed: dict[str, str], office: Office) -> None:
    rendering = office.programme_paper.claim_sheet(OCTOBER, MEDICARE)
    rows = list(csv.DictReader(io.StringIO(rendering.render(Unobserved()).decode("utf-8-sig"))))
    assert {row["Patient last name (2; NM103)"] for row in rows} == {"Adams", "Baker"}
    assert all("; only: Payer Medicare (as on file today)" in str(row) for row in rows)
    assert rendering.name == "CCM_2026-10_claim-lines-selected.csv"
    assert office.programme_paper.claim_sheet(OCTOBER).name == "CCM_2026-10_claim-lines.csv"


def test_a_name_is_a_part_that_fits_one(mixed: dict[str, str], office: Office) -> None:
    choices = office.programme.choices(OCTOBER)
    assert choices.selection("sun", "bo") == Selection("Sunrise", "Bo Lund, LPN")
    assert choices.selection("-", None) == Selection("", None)
    for payer in ("", "e", "Aetna"):
        with pytest.raises(BadInput, match="which payer is meant"):
            choices.selection(payer, None)


def test_coverage_is_a_register_that_shows_two_versions(demo: Demo, office: Office) -> None:
    patient = demo.patient()
    opened = office.patients.coverage(patient)
    covered(demo, patient, "Medicare", "1EG4TE5MK73")
    office.patients.save(replace(opened, value=PatientCoverage("Sunrise")))
    found = office.patients.coverage(patient)
    assert {found.value.payer, *(other.payer for other in found.others)} == {"Medicare", "Sunrise"}
    office.patients.save(replace(found, value=PatientCoverage("Medicare")))
    assert office.patients.coverage(patient).others == ()
    assert office.patients.payers() == ("Medicare",)


def test_a_member_id_needs_its_payer(demo: Demo, office: Office) -> None:
    form = office.patients.coverage(demo.patient())
    with pytest.raises(BadInput, match="A member id without its payer"):
        office.patients.save(replace(form, value=PatientCoverage(" ", "123")))
    with pytest.raises(BadInput, match="A member id without its payer"):
        office.patients.add(
            PatientIdentity("Doe", "Jo"), office.patients.contact(form.entity).value, PatientCoverage("", "1")
        )


def test_a_biller_does_not_change_coverage(demo: Demo, office: Office) -> None:
    patient = demo.patient()
    form = office.patients.coverage(patient)
    person = office.people.open(office.context.person)
    with office.context.transaction() as tx:
        elena = office.people.open(demo.biller)
        tx.record(replace(elena.value, role="lead"), entity=demo.biller, prev=elena.heads)
        tx.record(replace(person.value, role="biller"), entity=person.entity, prev=person.heads)
    with pytest.raises(Refusal):
        office.patients.save(replace(form, value=PatientCoverage("Medicare")))
