"""Time by hand: what is refused, what must be approved, and what a correction keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Problem, Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.time_entries import Amendment, NewTime, TimedWork
from ccm_desktop.services.time_lines import TimeLine
from tests.services.conftest import Demo

OCTOBER = Month(2026, 10)


def lines(demo: Demo, patient: str) -> list[TimeLine]:
    return list(demo.office.charts.month(patient, OCTOBER).lines)


def standing(demo: Demo, patient: str) -> TimeLine:
    (line,) = [line for line in lines(demo, patient) if not line.voided]
    return line


def work(demo: Demo, patient: str, ago: int = 3600, seconds: int = 600, **more: Any) -> NewTime:
    """By hand, `ago` seconds before now."""
    start = demo.now - ago
    values = {"activity": "coordination", "note": "Called the pharmacy.", "reason": "Away from the desk", **more}
    return NewTime(patient, start, start + seconds, **values)


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def nurse(demo: Demo) -> str:
    """Somebody who may not approve, signed in."""
    person = demo.office.people.add(PersonProfile("Denise Bell", "MA")).value
    demo.office.context.person = person
    return person


def test_time_by_hand_waits_for_a_lead(demo: Demo) -> None:
    patient = demo.enrolled()
    lead = demo.office.context.person
    nurse(demo)
    entry = demo.office.time.add(work(demo, patient)).value
    assert (standing(demo, patient).source, standing(demo, patient).reviewed) == ("manual", False)
    assert refusal(lambda: demo.office.time.approve(entry)) == "role_may_not"
    demo.office.context.person = lead
    demo.office.time.approve(entry)
    assert standing(demo, patient).reviewed


def approved(demo: Demo, patient: str, **more: Any) -> str:
    """Time of a nurse, who is signed in afterwards, approved by the lead."""
    lead = demo.office.context.person
    person = nurse(demo)
    entry = demo.office.time.add(work(demo, patient, **more)).value
    demo.office.context.person = lead
    demo.office.time.approve(entry)
    demo.office.context.person = person
    return entry


def test_an_approval_holds_for_the_note_and_for_less_time(demo: Demo) -> None:
    patient = demo.enrolled()
    lead = demo.office.context.person
    entry = approved(demo, patient)
    shorter = Amendment(ended_at=demo.now - 3300, note="Called the pharmacy about metformin.")
    changed = demo.office.time.amend(entry, shorter, "Shorter").value
    assert standing(demo, patient).reviewed
    with demo.office.context.reading() as reader:
        row = "SELECT person FROM time_review WHERE entry = ?"
        cursor: Any = reader.connection.connection.driver_connection
        assert cursor.execute(row, (changed,)).fetchone() == (lead,)


@pytest.mark.parametrize("change", ["longer", "earlier", "activity", "outcome", "patient"])
def test_an_approval_does_not_cover_what_nobody_approved(demo: Demo, change: str) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    entry = approved(demo, patient, activity="call_patient", outcome="no_answer")
    amendment = {
        "longer": Amendment(ended_at=demo.now),
        "earlier": Amendment(started_at=demo.now - 7200),
        "activity": Amendment(activity="coordination"),
        "outcome": Amendment(outcome="reached"),
        "patient": Amendment(patient=other),
    }[change]
    demo.office.time.amend(entry, amendment, "Correction")
    assert not standing(demo, other if change == "patient" else patient).reviewed


def test_timed_work_that_is_made_longer_must_be_approved(demo: Demo) -> None:
    patient = demo.enrolled()
    start = demo.now - 3600
    timed = TimedWork(patient, start, start + 600, "coordination", "", "Called the pharmacy.")
    entry = demo.office.time.record_timed(timed).value
    entry = demo.office.time.amend(entry, Amendment(ended_at=start + 300), "Interrupted").value
    assert standing(demo, patient).source == "timer"
    demo.office.time.amend(entry, Amendment(ended_at=start + 1200), "Forgot to start")
    assert (standing(demo, patient).source, standing(demo, patient).reviewed) == ("manual", False)


def test_a_correction_leaves_the_original_visible_and_void(demo: Demo) -> None:
    patient = demo.enrolled()
    entry = demo.office.time.add(work(demo, patient)).value
    changed = demo.office.time.amend(entry, Amendment(ended_at=demo.now - 3300), "Shorter").value
    old = next(line for line in lines(demo, patient) if line.entry_id == entry)
    assert (old.voided, old.void_reason, old.replaced_by) == (True, "Shorter", changed)
    assert (standing(demo, patient).entry_id, standing(demo, patient).version) == (changed, 2)
    assert refusal(lambda: demo.office.time.amend(entry, Amendment(note="Again"), "Again")) == "entry_void"
    demo.office.time.void(changed, "Twice")
    assert refusal(lambda: demo.office.time.void(changed, "Twice")) == "entry_void"
    assert refusal(lambda: demo.office.time.approve(changed)) == "entry_void"
    assert all(line.voided for line in lines(demo, patient))


@pytest.mark.parametrize(
    ("ago", "seconds", "more", "code"),
    [
        (3600, 600, {"note": " "}, "note_missing"),
        (3600, 600, {"reason": ""}, "reason_missing"),
        (3600, 600, {"activity": "napping"}, "activity_unknown"),
        (3600, 600, {"activity": "call_patient"}, "outcome_missing"),
        (3600, 600, {"person": "nobody"}, "person_unknown"),
        (3600, 0, {}, "end_before_start"),
        (90_000, 86_401, {}, "entry_too_long"),
        (0, 61, {}, "entry_in_future"),
    ],
)
def test_what_cannot_be_true_is_refused_and_leaves_nothing(
    demo: Demo, ago: int, seconds: int, more: dict[str, str], code: str
) -> None:
    patient = demo.enrolled()
    assert refusal(lambda: demo.office.time.add(work(demo, patient, ago, seconds, **more))) == code
    assert lines(demo, patient) == []


def test_minutes_of_one_person_count_once_whoever_the_patient_is(demo: Demo) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    first = demo.office.time.add(work(demo, patient)).value
    time = demo.office.time
    assert refusal(lambda: time.add(work(demo, other, ago=3001))) == "overlaps_own_time"
    second = time.add(work(demo, other, ago=3000)).value
    assert refusal(lambda: time.amend(second, Amendment(started_at=demo.now - 3001), "Earlier")) == "overlaps_own_time"
    time.void(first, "Not done")
    time.amend(second, Amendment(started_at=demo.now - 3001), "Earlier")


@pytest.mark.parametrize("state", ["running", "paused", "stopped", "discarded"])
def test_time_by_hand_never_lies_over_timed_work_that_waits_for_its_note(demo: Demo, state: str) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    timer = demo.office.timer
    session = timer.start(patient, "coordination", anyway=True).value
    for _ in range(1200):
        demo.clock.advance(0.5)
        timer.tick()
    if state == "paused":
        timer.pause()
    elif state != "running":
        timer.stop()
    if state == "discarded":
        timer.discard(session, "Not work")
        demo.office.time.add(work(demo, other, ago=600))
    else:
        assert refusal(lambda: demo.office.time.add(work(demo, other, ago=600))) == "overlaps_own_time"
        assert refusal(lambda: demo.office.time.add(work(demo, other, ago=1199))) == "overlaps_own_time"
        demo.office.time.add(work(demo, other, ago=1200))


def test_time_is_recorded_only_for_patients_in_the_programme(demo: Demo) -> None:
    candidate, patient = demo.patient(), demo.enrolled("Baker", "Eugene")
    assert refusal(lambda: demo.office.time.add(work(demo, candidate))) == "not_enrolled"
    entry = demo.office.time.add(work(demo, patient)).value
    moved = Amendment(patient=candidate)
    assert refusal(lambda: demo.office.time.amend(entry, moved, "Wrong chart")) == "not_enrolled"
    assert not standing(demo, patient).voided


def test_no_time_is_entered_for_days_after_an_enrolment(demo: Demo) -> None:
    patient, time = demo.enrolled(), demo.office.time
    demo.office.enrolment.end(patient, "2026-10-14", "Hospice")
    demo.clock.advance(13 * 3600)  # midnight by the practice's clock
    last_evening = time.add(work(demo, patient, ago=7200)).value
    assert refusal(lambda: time.add(work(demo, patient, ago=0, seconds=60))) == "not_enrolled_then"
    moved = Amendment(started_at=demo.now, ended_at=demo.now + 60)
    assert refusal(lambda: time.amend(last_evening, moved, "Later")) == "not_enrolled_then"
    demo.clock.advance(10 * 86_400)
    demo.office.enrolment.enrol(patient)
    assert refusal(lambda: time.add(work(demo, patient, ago=5 * 86_400))) == "not_enrolled_then"
    time.add(work(demo, patient, ago=0, seconds=60))


def test_time_of_a_year_without_rules_is_kept_and_not_judged(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.clock.wall = datetime(2027, 1, 5, 15, 0, tzinfo=UTC)
    demo.office.time.record_timed(
        TimedWork(patient, demo.now - 1200, demo.now, "care_plan", "", "Goals reviewed with the daughter.")
    )
    found = demo.office.charts.month(patient)
    assert (found.logged_seconds, found.counted_seconds, found.next) == (1200, 0, None)
    assert [line.why for line in found.lines] == ["No rule tables for 2027"]
    with pytest.raises(Refusal, match="No rule tables for 2027"):
        demo.office.month_end.board(Month(2027, 1))
