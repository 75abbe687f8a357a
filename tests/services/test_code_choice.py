"""Choosing the codes of a month, and what the rules hear of the practice file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ccm_desktop.domain.billing.facts import Facts
from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.care_plan import PlanCopyGiven, PlanVersion
from ccm_desktop.ledger.payloads.month import FamilyChoice
from ccm_desktop.ledger.payloads.patient import InitiatingVisit, PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PolicyChoice
from ccm_desktop.services.code_choice import choice_entity
from ccm_desktop.services.month_facts import month_facts
from ccm_desktop.services.time_entries import NewTime
from tests.services.conftest import Demo

MONTH = Month(2026, 10)
SOON = int(datetime(2026, 10, 1, 14, tzinfo=UTC).timestamp())


@pytest.fixture
def complex_month(demo: Demo) -> str:
    """An enrolled patient with an hour of approved time, consent, a plan and attested complexity."""
    patient = demo.attested()
    office = demo.office
    office.enrolment.enrol(patient, started_on="2026-01-02", last_seen_on="2025-12-20")
    office.enrolment.record_consent(patient, demo.consent(at=SOON - 86_400))
    with office.context.transaction() as tx:
        version = new_id()
        tx.record(PlanVersion(1, "current", (), "Signed."), entity=version, patient=patient)
        tx.record(PlanCopyGiven(version, SOON - 86_400, "printed"), entity=new_id(), patient=patient)
    for hour in (0, 1):
        entry = office.time.add(NewTime(patient, SOON + hour * 3600, SOON + hour * 3600 + 1800, "care_plan",
                                        "Went through the plan.", "Away from the desk.")).value  # fmt: skip
        office.time.approve(entry)
    demo.complex(patient)
    return patient


def heard(demo: Demo, patient: str) -> Facts:
    """What the rules are told of the patient."""
    with demo.office.context.reading() as reader:
        practice = demo.office.context.practice_of(reader)
        return next(facts for _, facts in month_facts(practice, reader, MONTH, patient))


def test_lower_is_chosen_and_taken_back(demo: Demo, complex_month: str) -> None:
    choice = demo.office.code_choice
    found = choice.compare(complex_month, MONTH)
    assert [a.family for a in found.alternatives] == ["staff", "practitioner", "complex"]
    assert found.form.value.family == ""
    lawful = [a.family for a in found.alternatives if a.lawful]
    assert lawful == ["staff", "complex"]
    choice.choose(complex_month, replace(found.form, value=FamilyChoice("2026-10", "staff", "As agreed.")))
    assert heard(demo, complex_month).family_choice == "staff"
    again = choice.compare(complex_month, MONTH)
    assert [a.family for a in again.alternatives if a.billed] == ["staff"]
    choice.choose(complex_month, replace(again.form, value=FamilyChoice("2026-10", "", "Not any more.")))
    assert heard(demo, complex_month).family_choice == ""


def test_not_billing_is_a_choice(demo: Demo, complex_month: str) -> None:
    form = demo.office.code_choice.compare(complex_month, MONTH).form
    demo.office.code_choice.choose(complex_month, replace(form, value=FamilyChoice("2026-10", "none", "Courtesy.")))
    line = next(line for line in demo.office.month_end.board(MONTH).lines if line.patient_id == complex_month)
    assert [blocker.key for blocker in line.blockers] == ["B_NOT_BILLED_BY_CHOICE"]


@pytest.mark.parametrize(
    ("month", "family", "reason", "problem"),
    [("2026-10", "practitioner", "Because.", "does not support"), ("2026-10", "best", "Because.", "no such family"),
     ("2026-10", "staff", "  ", "no reason"), ("2026-09", "staff", "Because.", "another patient or month")],
)  # fmt: skip
def test_what_cannot_be_chosen(
    demo: Demo, complex_month: str, month: str, family: str, reason: str, problem: str
) -> None:
    form = demo.office.code_choice.compare(complex_month, MONTH).form
    with pytest.raises((Refusal, BadInput), match=problem):
        demo.office.code_choice.choose(complex_month, replace(form, value=FamilyChoice(month, family, reason)))
    assert heard(demo, complex_month).family_choice == ""


def test_a_patient_outside_the_programme_has_no_choice(demo: Demo) -> None:
    with pytest.raises(Refusal, match="not in the program"):
        demo.office.code_choice.compare(demo.patient(), MONTH)


def test_two_choices_at_once_leave_it_to_the_rules(demo: Demo, complex_month: str) -> None:
    with demo.office.context.transaction() as tx:
        for family in ("staff", "complex"):
            tx.record(FamilyChoice("2026-10", family, "Mine."), entity=choice_entity(complex_month, MONTH),
                      patient=complex_month)  # fmt: skip
    assert heard(demo, complex_month).family_choice == ""
    assert len(demo.office.code_choice.compare(complex_month, MONTH).form.others) == 1


def test_the_rules_hear_of_policies_consent_visit_and_death(demo: Demo, complex_month: str) -> None:
    office = demo.office
    line = next(one for one in office.policies.lines() if one.policy.key == "visit_by_group_member")
    office.policies.choose(replace(line.form, value=PolicyChoice("visit_by_group_member", "yes", "Same group.")))
    other = office.people.add(PersonProfile("Omar Said", "NP", "practitioner", "practitioner")).value
    demo.visit(complex_month, InitiatingVisit("G0439", "2025-12-20", other, telehealth=True))
    with office.context.transaction() as tx:
        held = tx.held(PatientIdentity, complex_month)
        assert held is not None
        tx.record(replace(held.value, deceased_on="2026-10-18"), entity=complex_month, patient=complex_month,
                  prev=held.heads)  # fmt: skip
    found = heard(demo, complex_month)
    assert found.practice.policies.visit_by_group_member == "yes"
    assert found.enrolment.visit_by_group_member
    assert found.enrolment.visit_by_telehealth
    assert found.consent.elements is not None
    assert len(found.consent.elements) == 4
    # The hour of death is not known: the whole day counts as life.
    assert found.died_at == to_epoch(datetime.fromisoformat("2026-10-18T23:59:59-04:00"))
    assert all(entry.entered_at == demo.now for entry in found.entries)


def test_g0506_of_another_month_is_heard_and_other_services_are_not(demo: Demo, complex_month: str) -> None:
    for code in ("G0506", "99457"):
        demo.office.other_services.note(complex_month, code, "2026-09-20", "same_practitioner", "billed")
    assert [service.code for service in heard(demo, complex_month).other_services] == ["G0506"]


def test_prior_authorization_waits_for_approval(demo: Demo, complex_month: str) -> None:
    entry = demo.office.time.add(
        NewTime(complex_month, SOON + 9000, SOON + 9300, "prior_authorization", "Called the plan.", "Late.")
    ).value
    before = demo.office.code_choice.compare(complex_month, MONTH).alternatives[0].seconds
    demo.office.time.approve(entry)
    assert demo.office.code_choice.compare(complex_month, MONTH).alternatives[0].seconds == before + 300
