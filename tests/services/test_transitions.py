"""What follows a discharge: its steps with their days and owners, Today, corrections, and every way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.patient import PatientAssignment
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.forms import Caregiver, Form
from ccm_desktop.services.today_lines import TodayLine
from ccm_desktop.services.transitions import Discharge, StepLine, TransitionStep
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026.
HOME = Discharge("Mercy Hospital", "2026-10-13", "home", "yes", "high")


def record(demo: Demo, patient: str, value: Discharge = HOME) -> str:
    return demo.office.transitions.record(patient, value).value


def step(demo: Demo, discharge: str, key: str) -> StepLine:
    return next(one for one in demo.office.transitions.one(discharge).steps if one.step == key)


def lines(demo: Demo, *, everybody: bool = False) -> list[TodayLine]:
    view = demo.office.today.view(demo.office.patients.panel(), everybody=everybody)
    return [one for one in view.lines if one.step is not None]


def done(demo: Demo, line: StepLine, on: str, words: str = "") -> StepLine:
    value = replace(line.form.value, status="done", done_on=on, words=words)
    return demo.office.transitions.settle(line, value).value


def test_a_discharge_opens_its_three_steps_with_days_and_owner(demo: Demo) -> None:
    patient = demo.enrolled()
    discharge = record(demo, patient)
    found = demo.office.transitions.one(discharge)
    assert [(one.step, one.due_on, one.state, one.owner_name) for one in found.steps] == [
        ("contact", "2026-10-15", "open", "Maria Ortiz, RN"),
        ("medicines", "2026-10-20", "open", "Maria Ortiz, RN"),
        ("visit", "2026-10-20", "open", "Maria Ortiz, RN"),
    ]
    assert found.last_day == "2026-11-11"
    assert found.steps[1].title == "Medicine reconciliation (changed at discharge)"
    assert [one.discharge_id for one in demo.office.transitions.open()] == [discharge]


def test_moderate_decisions_have_fourteen_days(demo: Demo) -> None:
    discharge = record(demo, demo.enrolled(), replace(HOME, complexity="moderate", medicines="no"))
    assert step(demo, discharge, "visit").due_on == "2026-10-27"
    assert step(demo, discharge, "medicines").title == "Medicine reconciliation"


def test_the_contact_stands_on_today_at_once_and_the_visit_while_it_can_be_arranged(demo: Demo) -> None:
    record(demo, demo.enrolled(), replace(HOME, complexity="moderate"))
    (line,) = lines(demo)
    assert line.what == "After discharge from Mercy Hospital: Interactive contact with the patient or caregiver"
    assert (line.due_on, line.overdue) == ("2026-10-15", False)
    ahead = demo.office.today.view(demo.office.patients.panel()).ahead
    assert "Face-to-face visit" not in [one.what for one in ahead], "thirteen days away"
    demo.clock.advance(2 * 86_400)
    assert [(one.step.step, one.overdue) for one in lines(demo) if one.step] == [("contact", True)]
    demo.clock.advance(6 * 86_400)
    assert [one.step.step for one in lines(demo) if one.step] == ["contact", "medicines", "visit"]


def test_done_from_today_is_done_today_and_undo_opens_it_again(demo: Demo) -> None:
    record(demo, demo.enrolled())
    (line,) = lines(demo)
    assert line.step is not None
    after = demo.office.transitions.done(line.step).value
    assert (after.state, after.form.value.done_on) == ("done", "2026-10-14")
    assert lines(demo) == []
    demo.office.transitions.put_back(after)
    assert [one.key for one in lines(demo)] == [line.key]


def test_a_visit_moves_what_must_precede_it_and_late_is_said(demo: Demo) -> None:
    discharge = record(demo, demo.enrolled(), replace(HOME, discharged_on="2026-10-05"))
    done(demo, step(demo, discharge, "visit"), "2026-10-09")
    medicines = step(demo, discharge, "medicines")
    assert (medicines.due_on, medicines.state) == ("2026-10-09", "overdue")
    assert done(demo, medicines, "2026-10-12").state == "late"
    assert done(demo, step(demo, discharge, "contact"), "2026-10-07", "Daughter, by phone").state == "done"
    assert demo.office.transitions.open() == ()
    assert len(demo.office.transitions.of(demo.office.transitions.one(discharge).patient_id)) == 1


def test_a_step_that_is_not_needed_says_why(demo: Demo) -> None:
    discharge = record(demo, demo.enrolled())
    line = step(demo, discharge, "visit")
    with pytest.raises(BadInput):
        demo.office.transitions.settle(line, replace(line.form.value, status="not_needed", words=" "))
    after = demo.office.transitions.settle(
        line, replace(line.form.value, status="not_needed", words="Back in hospital")
    ).value
    assert (after.state, after.form.value.words) == ("not_needed", "Back in hospital")


@pytest.mark.parametrize("day", ["2026-10-12", "2026-10-15", "yesterday", ""])
def test_nothing_is_done_before_the_discharge_or_in_the_future(demo: Demo, day: str) -> None:
    line = step(demo, record(demo, demo.enrolled()), "contact")
    with pytest.raises(BadInput):
        done(demo, line, day)
    assert step(demo, line.discharge.entity, "contact").state == "open"


def test_a_corrected_day_moves_the_steps_but_not_past_what_was_done(demo: Demo) -> None:
    discharge = record(demo, demo.enrolled())
    form = demo.office.transitions.one(discharge).discharge
    demo.office.transitions.correct(replace(form, value=replace(form.value, discharged_on="2026-10-09")))
    assert [one.due_on for one in demo.office.transitions.one(discharge).steps] == [
        "2026-10-14", "2026-10-16", "2026-10-16",
    ]  # fmt: skip
    done(demo, step(demo, discharge, "contact"), "2026-10-10")
    form = demo.office.transitions.one(discharge).discharge
    with pytest.raises(BadInput):
        demo.office.transitions.correct(replace(form, value=replace(form.value, discharged_on="2026-10-12")))


def test_a_wrong_discharge_is_withdrawn_and_comes_back(demo: Demo) -> None:
    patient = demo.enrolled()
    discharge = record(demo, patient)
    line = step(demo, discharge, "contact")
    with pytest.raises(BadInput):
        demo.office.transitions.withdraw(discharge, " ")
    demo.office.transitions.withdraw(discharge, "Another patient")
    assert lines(demo) == []
    (found,) = demo.office.transitions.of(patient)
    assert (found.holds, found.discharge.value.reason) == (False, "Another patient")
    for again in (lambda: demo.office.transitions.withdraw(discharge), lambda: demo.office.transitions.done(line),
                  lambda: demo.office.transitions.correct(found.discharge)):  # fmt: skip
        with pytest.raises(Refusal):
            again()
    demo.office.transitions.restore(discharge)
    assert len(lines(demo)) == 1
    with pytest.raises(Refusal):
        demo.office.transitions.restore(discharge)


def test_a_step_is_its_owners_and_of_nobody_unknown(demo: Demo) -> None:
    nurse = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    discharge = record(demo, demo.enrolled(), replace(HOME, owner=nurse))
    assert (lines(demo), len(lines(demo, everybody=True))) == ([], 1)
    line = step(demo, discharge, "contact")
    demo.office.transitions.settle(line, replace(line.form.value, owner=demo.office.context.person))
    assert len(lines(demo)) == 1
    with pytest.raises(BadInput):
        record(demo, demo.enrolled("Baker"), replace(HOME, owner="nobody"))


def test_what_was_whose_who_left_is_everybodys_and_can_be_done_corrected_and_undone(demo: Demo) -> None:
    nurse = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    discharge = record(demo, demo.enrolled(), replace(HOME, owner=nurse))
    line = step(demo, discharge, "contact")
    demo.office.transitions.settle(line, replace(line.form.value, owner=nurse))
    assert lines(demo) == []
    with demo.office.context.transaction() as tx:
        tx.revise(PersonProfile("Tom Berg", "LPN", "nurse", active=False), entity=nurse)
    (shown,) = lines(demo)
    assert shown.step is not None
    assert (shown.step.step, shown.step.owner_name) == ("contact", "Tom Berg, LPN")
    form = demo.office.transitions.one(discharge).discharge
    demo.office.transitions.correct(replace(form, value=replace(form.value, facility="St. Mary")))
    before = step(demo, discharge, "contact")
    after = demo.office.transitions.done(before).value
    assert after.state == "done"
    assert demo.office.transitions.settle(after, before.form.value).value.state == "open"
    visit = step(demo, discharge, "visit")
    with pytest.raises(BadInput):  # nothing new is given to somebody who is not there
        demo.office.transitions.settle(visit, replace(visit.form.value, owner=nurse))


def test_the_patients_coordinator_has_it_unless_said(demo: Demo) -> None:
    nurse = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    patient = demo.enrolled()
    with demo.office.context.transaction() as tx:
        tx.revise(PatientAssignment(nurse, demo.biller), entity=patient, patient=patient)
    discharge = record(demo, patient)
    assert step(demo, discharge, "visit").owner_name == "Tom Berg, LPN"


BAD: list[tuple[str, dict[str, str]]] = [
    ("facility_missing", {"facility": "  "}),
    ("date_unreadable", {"discharged_on": "10/13"}),
    ("discharge_in_future", {"discharged_on": "2026-10-15"}),
    ("choice_unknown", {"destination": "moon"}),
    ("choice_unknown", {"medicines": "perhaps"}),
    ("choice_unknown", {"complexity": "low"}),
    ("text_too_long", {"note": "x" * 301}),
]


@pytest.mark.parametrize(("code", "wrong"), BAD)
def test_what_is_not_sound_is_refused_and_nothing_is_recorded(demo: Demo, code: str, wrong: dict[str, str]) -> None:
    patient = demo.enrolled()
    with pytest.raises(BadInput) as refused:
        record(demo, patient, replace(HOME, **wrong))
    assert refused.value.code == code
    assert demo.office.transitions.of(patient) == ()


def test_settled_discharges_cost_the_list_of_open_ones_nothing(demo: Demo) -> None:
    patient = demo.enrolled()
    for _ in range(3):
        discharge = record(demo, patient)
        for key in ("contact", "medicines", "visit"):
            done(demo, step(demo, discharge, key), "2026-10-14")
    counted: list[str] = []
    connection = demo.office.context.store.vault.engine

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    sa.event.listen(connection, "before_cursor_execute", count)
    try:
        assert demo.office.transitions.open() == ()
    finally:
        sa.event.remove(connection, "before_cursor_execute", count)
    assert sum("FROM discharge" in one for one in counted) == 1
    assert sum("transition_step" in one for one in counted) == 1, "within that one"


def test_a_key_pressed_twice_says_it_once(demo: Demo) -> None:
    line = step(demo, record(demo, demo.enrolled()), "contact")
    for _ in range(2):
        assert demo.office.transitions.done(line).value.state == "done"
    assert len(step(demo, line.discharge.entity, "contact").form.heads) == 1
    assert demo.office.conflicts.open() == ()


def test_what_two_people_said_of_a_step_at_once_stays_to_decide(demo: Demo) -> None:
    line = step(demo, record(demo, demo.enrolled()), "contact")
    done(demo, line, "2026-10-13", "By phone")
    demo.office.transitions.settle(line, TransitionStep("", "contact", "not_needed", words="Declined"))
    after = step(demo, line.discharge.entity, "contact")
    assert len(after.form.others) == 1


# What was recorded elsewhere and may be the contact. The discharge was on Tuesday, October 13.
NOON = 1_791_993_600  # October 14, 2026, noon in New York
DAY = 86_400


def call(demo: Demo, patient: str, at: int = NOON - DAY // 24, outcome: str = "reached", channel: str = "phone") -> str:
    return demo.office.contacts.record(
        patient, channel=channel, outcome=outcome, note="Feels well, has her pills", at=at
    ).value


def log(demo: Demo, patient: str, counterparty: str = "Patient", on: str = "2026-10-14") -> str:
    new = NewCoordination(counterparty, "from_us", "transition", "Went over the discharge papers", happened_on=on)
    return demo.office.coordination.record(patient, new).value


def offered(demo: Demo, discharge: str) -> tuple[str, str, str] | None:
    one = step(demo, discharge, "contact").offered
    return (one.noun, one.on, one.record) if one else None


def test_a_call_after_the_discharge_is_offered_and_nothing_is_done_by_itself(demo: Demo) -> None:
    patient = demo.enrolled()
    made = call(demo, patient)
    discharge = record(demo, patient)
    assert offered(demo, discharge) == ("call", "2026-10-14", made)
    assert step(demo, discharge, "contact").state == "open"
    assert [step(demo, discharge, key).offered for key in ("medicines", "visit")] == [None, None]
    (line,) = lines(demo)
    assert line.what == "A call on Oct 14 may be the contact after discharge from Mercy Hospital"


def test_taken_it_is_done_on_its_day_with_the_call_as_evidence_and_undo_offers_it_again(demo: Demo) -> None:
    patient = demo.enrolled()
    made = call(demo, patient)
    discharge = record(demo, patient)
    demo.clock.advance(DAY)
    before = step(demo, discharge, "contact")
    after = demo.office.transitions.take(before).value
    value = after.form.value
    assert (value.status, value.done_on, value.evidence, value.words) == (
        "done", "2026-10-14", made, "Feels well, has her pills",
    )  # fmt: skip
    assert (after.offered, after.rests_on and after.rests_on.record) == (None, made)
    demo.office.transitions.put_back(after)
    assert offered(demo, discharge) == ("call", "2026-10-14", made)
    assert step(demo, discharge, "contact").form.value.evidence == ""


@pytest.mark.parametrize(
    "made",
    [
        lambda demo, patient: call(demo, patient, outcome="voicemail"),
        lambda demo, patient: call(demo, patient, channel="letter"),
        lambda demo, patient: call(demo, patient, at=NOON - 2 * DAY),
        lambda demo, _: call(demo, demo.enrolled("Baker")),
        lambda demo, patient: log(demo, patient, "Mercy Hospital"),
        lambda demo, patient: log(demo, patient, on="2026-10-12"),
    ],
    ids=["voicemail", "letter", "before", "another's", "the hospital", "an entry from before"],
)
def test_what_is_no_such_contact_is_not_offered(demo: Demo, made: Callable[[Demo, str], str]) -> None:
    patient = demo.enrolled()
    made(demo, patient)
    assert offered(demo, record(demo, patient)) is None


def test_an_entry_with_the_patient_or_a_caregiver_is_offered_and_withdrawn_is_not(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.care_plans.save(patient, [Form("", Caregiver("Ann Castillo", "Daughter"))], "Helper")
    discharge = record(demo, patient)
    entry = log(demo, patient, "Ann Castillo")
    assert offered(demo, discharge) == ("log entry", "2026-10-14", entry)
    shown = demo.office.coordination.one(entry)
    demo.office.coordination.correct(shown, NewCoordination("Ann Castillo", "to_us", "transition", "x"), "Word")
    assert offered(demo, discharge) == ("log entry", "2026-10-14", entry), "a corrected entry is the same one"
    (standing,) = [one for one in demo.office.coordination.log(patient) if one.state == "noted"]
    demo.office.coordination.withdraw(standing.entry_id)  # then the first words hold again
    demo.office.coordination.withdraw(entry)
    assert offered(demo, discharge) is None


def test_another_contact_than_the_offered_one_can_be_taken_but_none_that_is_not_there(demo: Demo) -> None:
    patient = demo.enrolled()
    discharge = record(demo, patient)
    call(demo, patient, at=NOON - DAY)
    later = log(demo, patient)
    line = step(demo, discharge, "contact")
    for key, wanted in (("contact", "nothing"), ("visit", later)):
        with pytest.raises(Refusal):
            demo.office.transitions.take(step(demo, discharge, key), wanted)
    assert demo.office.transitions.take(line, later).value.form.value.evidence == later


def test_without_an_offer_there_is_nothing_to_take(demo: Demo) -> None:
    line = step(demo, record(demo, demo.enrolled()), "contact")
    with pytest.raises(Refusal):
        demo.office.transitions.take(line)


def test_a_step_whose_evidence_was_withdrawn_stays_done_and_says_so(demo: Demo) -> None:
    patient = demo.enrolled()
    discharge = record(demo, patient)
    entry = log(demo, patient)
    after = demo.office.transitions.take(step(demo, discharge, "contact")).value
    assert not after.rests_on_nothing
    demo.office.coordination.withdraw(entry)
    line = step(demo, discharge, "contact")
    assert (line.state, line.rests_on_nothing) == ("done", True)


def test_said_to_be_another_day_it_does_not_rest_on_the_call(demo: Demo) -> None:
    patient = demo.enrolled()
    discharge = record(demo, patient)
    call(demo, patient)
    after = demo.office.transitions.take(step(demo, discharge, "contact")).value
    assert done(demo, after, "2026-10-13").form.value.evidence == ""
