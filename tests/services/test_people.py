"""The practice's profile and its staff, on a real file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.patient import PatientAssignment
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.changes import Changed
from tests.services.conftest import Demo


def test_the_profile_is_changed_and_read_back(demo: Demo) -> None:
    people = demo.office.people
    form = people.practice()
    value = replace(form.value, name="Lakeside & Sons", after_hours_phone="555-0100")
    assert people.save_practice(replace(form, value=value)).changed is Changed.PRACTICE
    assert people.practice().value == value


def test_a_profile_changed_in_two_places_keeps_both(demo: Demo) -> None:
    people = demo.office.people
    opened = people.practice()
    for name in ("One", "Two"):
        people.save_practice(replace(opened, value=replace(opened.value, name=name)))
    both = people.practice()
    assert {both.value.name, *(other.name for other in both.others)} == {"One", "Two"}
    people.save_practice(both)
    assert people.practice().others == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "practice_name_missing"),
        ({"time_zone": "Nowhere"}, "zone_unknown"),
        ({"setting": "spaceship"}, "setting_unknown"),
        ({"fee_schedule": "ours"}, "fee_schedule_unknown"),
        ({"billing_practitioner": "nobody"}, "person_unknown"),
    ],
)
def test_a_profile_that_would_break_reports_is_refused(demo: Demo, changed: dict[str, str], code: str) -> None:
    form = demo.office.people.practice()
    with pytest.raises((BadInput, Refusal)) as refused:
        demo.office.people.save_practice(replace(form, value=replace(form.value, **changed)))
    assert refused.value.code == code
    assert demo.office.people.practice() == form


def test_only_a_practitioner_is_billed_for(demo: Demo) -> None:
    office, patient = demo.office, demo.attested()
    nurse, form = office.people.add(PersonProfile("Aaron Chu", "LPN", "nurse")).value, office.people.practice()
    assigned = replace(office.patients.assignment(patient), value=PatientAssignment(nurse, nurse))
    for call in (
        lambda: office.people.save_practice(replace(form, value=replace(form.value, billing_practitioner=nurse))),
        lambda: office.enrolment.enrol(patient, practitioner=nurse),
        lambda: office.patients.save(assigned),
    ):
        with pytest.raises(BadInput) as refused:
            call()
        assert refused.value.code == "biller_no_practitioner"
    assert office.patients.panel()[0].program_status != "enrolled"


def test_somebody_joins_and_later_changes_role(demo: Demo) -> None:
    people = demo.office.people
    person = people.add(PersonProfile("Aaron Chu", "LPN", "nurse")).value
    form = people.open(person)
    people.save(replace(form, value=replace(form.value, role="coordinator", active=False)))
    found = next(p for p in people.everybody() if p.id == person)
    assert (found.title, found.role, found.active) == ("Aaron Chu, LPN", "coordinator", False)


def test_a_person_without_credential_is_called_by_name(demo: Demo) -> None:
    person = demo.office.people.add(PersonProfile("Aaron Chu")).value
    assert next(p.title for p in demo.office.people.everybody() if p.id == person) == "Aaron Chu"


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (PersonProfile(" "), "person_name_missing"),
        (PersonProfile("A", role="owner"), "role_unknown"),
        (PersonProfile("A", lane="machine"), "lane_unknown"),
        (PersonProfile("A", npi="123"), "npi_unsound"),
        (PersonProfile("A", npi="1234567890"), "npi_unsound"),
    ],
)
def test_a_person_the_rules_cannot_place_is_refused(demo: Demo, profile: PersonProfile, code: str) -> None:
    before = demo.office.people.everybody()
    with pytest.raises(BadInput) as refused:
        demo.office.people.add(profile)
    assert refused.value.code == code
    assert demo.office.people.everybody() == before


def test_nobody_opens_a_person_who_is_not_there(demo: Demo) -> None:
    with pytest.raises(BadInput, match="not in the practice"):
        demo.office.people.open("nobody")
