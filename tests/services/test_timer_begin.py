"""What a start takes up, what it asks again, and how far it goes back: never over time that is counted already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.consent import ConsentRevoked
from ccm_desktop.ledger.payloads.month_close import MonthState, closing_entity
from ccm_desktop.ledger.payloads.patient import PatientProgram
from ccm_desktop.models import refold
from ccm_desktop.services.changes import Changed
from tests.fakes import FakeClock
from tests.services.test_timer import NURSE, Bench
from tests.services.test_timer_states import asleep, code, session


@pytest.fixture
def bench(tmp_path: Path, clock: FakeClock) -> Iterator[Bench]:
    bench = Bench(tmp_path, clock, more=("dan",))
    yield bench
    assert refold.verify(bench.store.vault) == []
    bench.timer.close()
    bench.store.vault.close()


def parts(bench: Bench, session_id: str) -> list[tuple[int, str]]:
    """Seconds and activity of each stretch."""
    return [(end - start, activity) for start, end, activity in session(bench, session_id).segments]


def put_aside(bench: Bench, how: str, activity: str = "call_patient") -> str:
    """A minute on Ann, then paused or parked."""
    ann = bench.timer.start("ann", activity).value
    bench.work(60)
    getattr(bench.timer, how)()
    return ann


# What is taken up


@pytest.mark.parametrize(("back", "unsure"), [(60, False), (180, True)])
@pytest.mark.parametrize("how", ["pause", "park"])
def test_taken_up_after_the_clock_was_set_back_it_is_marked(bench: Bench, how: str, back: int, unsure: bool) -> None:
    ann = put_aside(bench, how)
    bench.clock.wall -= timedelta(seconds=back)  # a minute is not worth a mark
    bench.timer.start("ann")
    bench.work(5)
    bench.timer.stop()
    assert parts(bench, ann) == [(65, "call_patient")]
    assert session(bench, ann).clock_unsure == unsure


@pytest.mark.parametrize("how", ["pause", "park"])
def test_a_start_on_the_patient_takes_up_what_was_put_aside(bench: Bench, how: str) -> None:
    ann = put_aside(bench, how)
    bench.clock.advance(30)
    assert bench.timer.start("ann", "care_plan").value == ann
    bench.work(10)
    assert bench.timer.view().parked == ()
    bench.timer.stop()
    assert parts(bench, ann) == [(60, "call_patient"), (10, "care_plan")]


@pytest.mark.parametrize("how", ["pause", "park"])
def test_without_an_activity_it_goes_on_with_its_own(bench: Bench, how: str) -> None:
    ann = put_aside(bench, how, "care_plan")
    assert bench.timer.start("ann").value == ann
    assert bench.timer.view().activity == "care_plan"
    assert bench.timer.start("bob").value != ann
    assert bench.timer.view().activity == "call_patient"


def test_a_start_on_the_parked_patient_puts_aside_what_runs_at_the_same_second(bench: Bench) -> None:
    ann = put_aside(bench, "park")
    bob = bench.timer.start("bob").value
    bench.work(20)
    assert bench.timer.start("ann").value == ann
    bench.work(5)
    bench.timer.stop()
    assert session(bench, bob).state == "parked"
    assert session(bench, ann).segments[-1][0] == session(bench, bob).segments[-1][1]


def test_of_two_parked_on_one_patient_the_paused_goes_first_then_the_last(bench: Bench) -> None:
    first = put_aside(bench, "park")
    bench.timer.stop(first)
    second = put_aside(bench, "park")
    bench.timer.undo_stop(first)
    bench.work(5)
    bench.timer.pause()
    assert bench.timer.start("ann").value == first
    bench.clock.advance(5)
    bench.timer.park()
    assert bench.timer.start("ann").value == first, "put aside last"
    assert [line.session_id for line in bench.timer.view().parked] == [second]


def test_another_activity_for_the_patient_who_runs_is_a_change_of_activity(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(40)
    assert bench.timer.start("ann", "documentation").value == ann
    bench.work(20)
    assert bench.timer.start("ann").changed is Changed.NOTHING
    assert bench.timer.view().activity == "documentation"
    bench.timer.stop()
    assert parts(bench, ann) == [(40, "call_patient"), (20, "documentation")]


def test_a_parked_session_named_goes_on_with_the_activity_asked(bench: Bench) -> None:
    ann = put_aside(bench, "park")
    bench.clock.advance(300)
    bench.timer.resume_parked(ann, "care_plan", 120)
    bench.timer.stop()
    assert parts(bench, ann) == [(60, "call_patient"), (120, "care_plan")]


# How far back


@pytest.mark.parametrize("how", ["pause", "park"])
def test_work_begun_before_the_resume_counts_back_to_where_the_last_was_counted(bench: Bench, how: str) -> None:
    ann = put_aside(bench, how)
    bench.clock.advance(90)
    bench.timer.start("ann", "call_patient", 300)
    assert bench.timer.view().elapsed_seconds == 150
    bench.work(10)
    bench.timer.stop()
    first, *_ = segments = session(bench, ann).segments
    assert (first[1] - first[0], sum(b - a for a, b, _ in segments)) == (160, 160), "one stretch, nothing twice"
    bench.timer.finish(ann, note="Talked.", outcome="reached")
    assert [entry.value.reason for entry in bench.standing("ann")] == ["Started late, moved back"]


def test_a_resume_moved_back_survives_a_crash(bench: Bench) -> None:
    ann = put_aside(bench, "pause")
    bench.clock.advance(600)
    bench.timer.start("ann", "", 300)
    bench.work(10)
    bench.crash()
    assert [(due.session_id, due.seconds) for due in bench.timer.note_due()] == [(ann, 370)]


def test_work_begun_before_the_resume_never_lies_over_a_gap_of_the_same_session(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    asleep(bench, 300)
    bench.timer.pause()
    bench.clock.advance(20)
    bench.timer.start("ann", "", 120)
    assert bench.timer.view().elapsed_seconds == 80
    bench.timer.stop()
    bench.timer.decide_gaps(ann, "removed")
    assert [end - start for start, end, _ in session(bench, ann).segments] == [60, 20]


def test_a_start_beside_a_paused_one_is_moved_back_to_the_pause(bench: Bench) -> None:
    put_aside(bench, "pause")
    bench.clock.advance(90)
    bob = bench.timer.start("bob", "", 300).value
    bench.timer.stop()
    assert parts(bench, bob) == [(90, "call_patient")]


@pytest.mark.parametrize("patient", ["ann", "bob", "dan"])
def test_while_a_timer_runs_no_start_is_moved_back_and_nothing_changes(bench: Bench, patient: str) -> None:
    bench.timer.start("dan")
    bench.timer.park()
    bench.timer.start("ann")
    bench.work(60)
    assert code(lambda: bench.timer.start(patient, "care_plan", 120)) == "backdate_running"
    view = bench.timer.view()
    assert (view.patient_id, view.activity, view.elapsed_seconds) == ("ann", "call_patient", 60)


# What is asked again


def end_enrolment(bench: Bench) -> None:
    with bench.context.transaction() as tx:
        tx.revise(PatientProgram("disenrolled"), entity="ann", patient="ann")


def close_month(bench: Bench) -> None:
    with bench.context.transaction() as tx:
        tx.record(MonthState("2026-10", "closed", 1, "c"), entity=closing_entity("2026-10"))


def withdraw(bench: Bench) -> None:
    with bench.context.transaction() as tx:
        tx.record(ConsentRevoked(bench.context.now(), NURSE), entity=new_id(), patient="ann")


@pytest.mark.parametrize("again", ["resume", "start", "resume_parked", "undo", "late undo"])
@pytest.mark.parametrize(
    ("happened", "refused"),
    [(end_enrolment, "not_enrolled"), (close_month, "month_closed"), (withdraw, "consent_missing")],
)
def test_what_changed_meanwhile_is_asked_before_the_clock_goes_on(
    bench: Bench, again: str, happened: Callable[[Bench], None], refused: str
) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    getattr(bench.timer, {"resume": "pause", "start": "pause", "resume_parked": "park"}.get(again, "stop"))()
    bench.work(121 if again == "late undo" else 5)
    happened(bench)
    ways = {"resume": bench.timer.resume, "start": lambda: bench.timer.start("ann"),
            "resume_parked": bench.timer.resume_parked}  # fmt: skip
    assert code(ways.get(again, lambda: bench.timer.undo_stop(ann))) == refused
    if again in ("resume", "start"):
        bench.timer.stop()
    bench.timer.finish(ann, note="Talked.", outcome="reached")
    assert [entry.value.ended_at - entry.value.started_at for entry in bench.standing("ann")] == [60]


def test_the_refusal_says_that_what_was_counted_can_be_finished(bench: Bench) -> None:
    put_aside(bench, "pause")
    end_enrolment(bench)
    with pytest.raises(Refusal) as refused:
        bench.timer.resume()
    assert refused.value.next_step == "Enroll the patient first. What was timed so far can be finished with its note."


@pytest.mark.parametrize("how", ["pause", "park"])
def test_after_a_withdrawal_it_goes_on_when_asked_and_answered(bench: Bench, how: str) -> None:
    ann = put_aside(bench, how)
    withdraw(bench)
    assert code(lambda: bench.timer.start("ann")) == "consent_missing"
    assert bench.timer.start("ann", anyway=True).value == ann


def test_a_question_answered_at_the_start_is_not_asked_at_every_pause(bench: Bench) -> None:
    bench.clock.advance(60)
    withdraw(bench)
    bench.clock.advance(1)
    bench.timer.start("ann", anyway=True)
    bench.timer.pause()
    bench.timer.resume()
    bench.work(5)
    bench.timer.park()
    bench.timer.resume_parked()
    assert bench.timer.view().state == "running"


# Pressed twice


def test_pause_and_resume_pressed_twice_are_pressed_once(bench: Bench) -> None:
    ann = put_aside(bench, "pause")
    bench.clock.advance(5)
    since = bench.timer.view().paused_since
    again = bench.timer.pause()
    assert (again.value, again.changed) == (ann, Changed.NOTHING)
    assert bench.timer.view().paused_since == since
    bench.timer.resume()
    again = bench.timer.resume()
    assert (again.value, again.changed) == (ann, Changed.NOTHING)
    assert bench.timer.view().state == "running"


def test_what_cannot_be_done_to_a_paused_timer_does_not_say_that_none_runs(bench: Bench) -> None:
    assert code(bench.timer.pause) == "timer_not_running"
    put_aside(bench, "pause")
    assert code(lambda: bench.timer.change_activity("care_plan")) == "timer_paused"
