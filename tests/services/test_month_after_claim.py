"""A paid claim, a reopened month and time that would pay more in another family: the family stays."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.facts import Facts
from ccm_desktop.domain.claims import claim_number
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services import month_facts
from ccm_desktop.services.claims import NewOutcome
from ccm_desktop.services.month_end import judged
from ccm_desktop.services.month_standing import month_standing
from tests.services.billable import reopened
from tests.services.month_world import OCTOBER, MonthWorld, at


def claimed(world: MonthWorld, patient: str, status: str = "paid") -> None:
    """October's claim of the patient went out, and this became of it."""
    (line, *_) = [one for one in world.office.claims.lines(OCTOBER).lines if one.patient_id == patient]
    world.office.claims.record(NewOutcome(line.claim, line.code, "submitted", "2026-11-02"))
    if status != "submitted":
        amount, reason = ("0", "97") if status == "denied" else ("66.13", "")
        world.office.claims.record(NewOutcome(line.claim, line.code, status, "2026-11-02", amount, reason))


def practitioners_hour_and_a_half(world: MonthWorld, patient: str) -> None:
    """By 99491 and two 99437 it would pay more than any staff code."""
    world.work(patient, at(20), 5400, person=world.elena, lane="practitioner", note="Titrated three drugs by phone.")


def line(world: MonthWorld, patient: str) -> tuple[tuple[str, int], ...]:
    return next(one.codes for one in world.office.month_end.board(OCTOBER).lines if one.patient_id == patient)


def warned(world: MonthWorld, patient: str) -> tuple[str, ...]:
    context = world.office.context
    with context.reading() as reader:
        live = judged(context, reader, OCTOBER, month_standing(context, reader, OCTOBER))
    return next(one.decision.warnings for one in live.found if one.patient.id == patient)


def test_without_a_claim_the_dearer_family_would_be_billed(closed: MonthWorld) -> None:
    patient, _ = closed.patients
    reopened(closed.office)
    practitioners_hour_and_a_half(closed, patient)
    assert line(closed, patient) == (("99491", 1), ("99437", 2))


@pytest.mark.parametrize("status", ["submitted", "paid", "partially_paid"])
@pytest.mark.parametrize("scope", ["all", "this patient"])
def test_a_claim_that_is_out_binds_its_family(closed: MonthWorld, status: str, scope: str) -> None:
    patient, _ = closed.patients
    claimed(closed, patient, status)
    reopened(closed.office, *([patient] if scope == "this patient" else []))
    practitioners_hour_and_a_half(closed, patient)
    assert line(closed, patient) == (("99490", 1), ("99439", 2))
    assert "W_BASE_ALREADY_CLAIMED" in warned(closed, patient)


def test_nobody_chooses_another_family_past_the_claim(closed: MonthWorld) -> None:
    patient, _ = closed.patients
    claimed(closed, patient)
    reopened(closed.office)
    practitioners_hour_and_a_half(closed, patient)
    office = closed.office
    form = office.code_choice.compare(patient, OCTOBER).form
    chosen = form.value.__class__("2026-10", "practitioner", "Pays more")
    with pytest.raises(Refusal) as refused:
        office.code_choice.choose(patient, form.__class__(form.entity, chosen, form.heads))
    assert refused.value.code == "family_claimed"
    assert refused.value.what == "A claim of 99490 is out for this month, so it stays with those codes."
    assert line(closed, patient) == (("99490", 1), ("99439", 2))


def test_an_earlier_choice_does_not_outlive_the_claim(closed: MonthWorld) -> None:
    """Not to bill at all is no way out either: the claim is out."""
    patient, _ = closed.patients
    claimed(closed, patient)
    reopened(closed.office)
    office = closed.office
    form = office.code_choice.compare(patient, OCTOBER).form
    none = form.value.__class__("2026-10", "none", "Not now")
    with pytest.raises(Refusal) as refused:
        office.code_choice.choose(patient, form.__class__(form.entity, none, form.heads))
    assert refused.value.code == "family_claimed"


def test_without_its_time_nothing_is_billed_and_the_claim_is_still_named(closed: MonthWorld) -> None:
    patient, _ = closed.patients
    claimed(closed, patient)
    reopened(closed.office)
    (entry,) = closed.lines(patient)
    closed.office.time.void(entry.entry_id, "Another patient's")
    found = next(one for one in closed.office.month_end.board(OCTOBER).lines if one.patient_id == patient)
    assert (found.codes, found.state) == ((), "no_time")
    assert "W_BASE_ALREADY_CLAIMED" in warned(closed, patient)
    practitioners_hour_and_a_half(closed, patient)
    assert line(closed, patient) == (("99490", 1), ("99439", 2)), "practitioner's time may stand in for staff time"


def test_a_denied_claim_binds_nothing(closed: MonthWorld) -> None:
    patient, _ = closed.patients
    claimed(closed, patient, "denied")
    reopened(closed.office)
    practitioners_hour_and_a_half(closed, patient)
    assert line(closed, patient) == (("99491", 1), ("99437", 2))


def test_a_withdrawn_outcome_leaves_the_claim_before_it(closed: MonthWorld) -> None:
    """Paid was typed wrongly: sent still stands, and still binds."""
    patient, _ = closed.patients
    claimed(closed, patient)
    (row, *_) = [one for one in closed.office.claims.board(OCTOBER).rows if one.patient_id == patient]
    closed.office.claims.withdraw(row.outcome, "Typed for another")
    reopened(closed.office)
    practitioners_hour_and_a_half(closed, patient)
    assert line(closed, patient) == (("99490", 1), ("99439", 2))


@pytest.mark.parametrize("state", ["closed", "reopened for one", "reopened"])
def test_a_typed_outcome_judges_no_patient_but_its_own(
    closed: MonthWorld, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = closed.patients
    number = claim_number(second, OCTOBER)
    judged_for: list[str] = []

    def counting(facts: Facts, rules: RuleSet) -> Decision:
        judged_for.append(facts.case_id)
        return assess(facts, rules)

    monkeypatch.setattr(month_facts, "assess", counting)
    if state != "closed":
        reopened(closed.office, *([first] if state == "reopened for one" else []))
    if state == "reopened":
        with pytest.raises(Refusal) as refused:
            closed.office.claims.record(NewOutcome(number, "99490", "submitted", "2026-11-02"))
        assert refused.value.code == "claim_not_final"
    else:
        closed.office.claims.record(NewOutcome(number, "99490", "submitted", "2026-11-02"))
        closed.office.claims.record(NewOutcome(number, "99490", "paid", "2026-11-02", "66.13"))
    assert set(judged_for) <= {second}
