"""Where two commands or a command and a tick meet: nothing is lost, doubled, or put on somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.context import Context
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.timer_sessions import session_of
from tests.fakes import FakeClock
from tests.services.test_timer import KEY, NO_RULES, NURSE, Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, FakeClock())
    yield made
    made.timer.close()
    made.store.vault.close()


def test_a_parked_session_stopped_twice_leaves_the_clock_of_another_patient_alone(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(30)
    bob = bench.timer.start("bob").value
    bench.timer.stop(ann)
    with pytest.raises(Refusal, match="stands still already"):
        bench.timer.stop(ann)
    view = bench.timer.view()
    assert (view.session_id, view.state) == (bob, "running")


def test_who_gives_a_command_is_there_so_that_no_absence_reaches_back_behind_it(bench: Bench) -> None:
    bench.timer.start("ann", "chart_review")
    bench.work(5395)
    cut = bench.timer._run.cut()
    bench.work(10)  # the ninetieth minute ends while the cut is being recorded
    bench.timer._run.carry_on(cut, bench.timer._run.session, "care_plan")
    bench.work(5)
    assert cut.end - cut.segments[0][0] == 5395
    assert bench.timer.elapsed_seconds() == 15
    assert bench.timer.view().gaps == ()


def test_nobody_goes_on_with_somebody_elses_work(bench: Bench) -> None:
    """On a shared computer: the clock would run, and who started it would see no timer."""
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.close()
    with bench.context.transaction() as tx:
        tx.record(PersonProfile("A. Lead", "RN", role="lead"), entity="lead-1")
    lead = TimerService(Context(bench.store, bench.clock, "lead-1", NO_RULES), TimerJournal(bench.folder / "l.hb", KEY))
    lead.open(ticking=False)
    with pytest.raises(Refusal, match="somebody else's work"):
        lead.undo_stop(ann)
    assert lead.elapsed_seconds() == 0
    assert lead.due_of(ann).seconds == 60
    lead.close()


def test_a_stop_undone_at_the_last_moment_runs_on(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.work(119)
    assert bench.timer._run.can_revive(session)
    bench.work(2)  # two minutes are over while the undo is being recorded
    bench.timer._run.revive(session)
    bench.work(1)
    assert bench.timer._run.session == session
    assert bench.timer.elapsed_seconds() == 122


def test_who_typed_between_the_stop_and_its_undoing_was_there(bench: Bench) -> None:
    session = bench.timer.start("ann", "chart_review").value
    bench.timer.note_input()
    bench.work(60)
    bench.timer.stop()
    bench.work(100)
    bench.timer.note_input()
    bench.timer.undo_stop(session)
    bench.work(250)  # of silence, but more than five minutes since the stop
    view = bench.timer.view()
    assert (view.elapsed_seconds, view.away_since, view.gaps) == (410, 0, ())


def test_a_screen_locked_after_the_stop_is_a_gap_when_the_stop_is_undone(bench: Bench) -> None:
    session = bench.timer.start("ann", "chart_review").value
    bench.work(60)
    bench.timer.stop()
    bench.timer.hint("lock")
    bench.work(110)
    bench.timer.undo_stop(session)
    bench.timer.note_input()
    view = bench.timer.view()
    assert view.elapsed_seconds == 60
    assert [(gap.kind, gap.seconds) for gap in view.gaps] == [("lock", 110)]


@pytest.mark.parametrize("state", ["stopped", "paused", "parked"])
def test_work_stopped_within_its_first_second_has_its_true_start(bench: Bench, state: str) -> None:
    """It said December 31, 1969."""
    began = bench.context.now()
    session = bench.timer.start("ann").value
    if state != "stopped":
        {"paused": bench.timer.pause, "parked": bench.timer.park}[state]()
        bench.clock.advance(600)
    bench.timer.stop(session)
    (due,) = bench.timer.note_due()
    assert (due.started_at, due.seconds) == (began, 0)


def test_work_that_began_with_a_gap_began_there(bench: Bench) -> None:
    began = bench.context.now()
    bench.timer.start("ann")
    bench.clock.sleep(600)
    bench.timer.tick()
    bench.timer.stop()
    (due,) = bench.timer.note_due()
    assert (due.started_at, due.gaps[0].seconds) == (began, 600)


@pytest.mark.parametrize("end", ["discarded", "finished"])
def test_what_is_typed_after_the_session_is_over_changes_nothing(bench: Bench, end: str) -> None:
    session = bench.timer.start("ann").value
    bench.work(5)
    bench.timer.stop()
    if end == "discarded":
        bench.timer.discard(session, "Wrong chart")
    else:
        bench.timer.finish(session, note="Wrong chart", outcome="reached")
    bench.timer.save_draft(session, "typed", None)
    with bench.context.reading() as reader:
        assert session_of(reader, session)[1].value.note == "Wrong chart"


def test_work_taken_up_after_a_crash_asks_about_its_own_gaps_only(bench: Bench) -> None:
    """What nobody saw is for the recovery sheet: beside the timer no answer to it would be taken but one."""
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.clock.advance(1200)
    bench.crash()
    bench.timer.undo_stop(ann)
    bench.work(10)
    assert bench.timer.view().gaps == ()
    bench.clock.sleep(600)
    bench.timer.tick()
    bench.work(10)
    assert [gap.kind for gap in bench.timer.view().gaps] == ["suspend"]
    bench.timer.stop()
    (line,) = bench.timer.view().recovery
    assert line.back_at - line.last_seen_at == 1200


@pytest.mark.parametrize("state", ["running", "paused", "parked", "final", "void"])
def test_only_what_was_stopped_is_taken_back(bench: Bench, state: str) -> None:
    ann = bench.timer.start("ann", "care_plan").value
    bench.work(60)
    if state in ("paused", "parked"):
        (bench.timer.pause if state == "paused" else bench.timer.park)()
    elif state != "running":
        bench.timer.stop()
        (bench.timer.finish(ann, note="Plan.", outcome="") if state == "final" else bench.timer.discard(ann, "Slip"))
    with pytest.raises(Refusal, match="not stopped here, or its note is written"):
        bench.timer.undo_stop(ann)
    with bench.context.reading() as reader:
        assert session_of(reader, ann)[1].value.state == state


def test_what_was_stopped_on_another_computer_is_not_taken_back_here(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    with bench.context.transaction() as tx:
        patient, held = session_of(tx, ann)
        tx.record(replace(held.value, device="another"), entity=ann, patient=patient, prev=held.heads)
    with pytest.raises(Refusal, match="not stopped here"):
        bench.timer.undo_stop(ann)
    assert bench.timer.view().state == "idle"


def test_parked_work_is_not_moved_back_over_what_runs(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.park()
    bench.clock.advance(600)
    bob = bench.timer.start("bob").value
    bench.work(60)
    with pytest.raises(Refusal, match="A timer runs"):
        bench.timer.resume_parked(ann, backdate_seconds=300)
    assert bench.timer.view().session_id == bob


def test_who_may_not_time_starts_nothing(bench: Bench) -> None:
    with bench.context.transaction() as tx:
        tx.record(PersonProfile("A. Lead", "RN", role="lead"), entity="lead-1")
        held = tx.held(PersonProfile, NURSE)
        assert held is not None
        tx.record(replace(held.value, role="biller"), entity=NURSE, prev=held.heads)
    with pytest.raises(Refusal, match="run the timer"):
        bench.timer.start("ann")
    assert bench.timer.view().state == "idle"


def test_a_gap_of_what_runs_on_another_computer_is_not_answered_with_the_time_of_this_one(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.clock.sleep(600)
    bench.work(1)
    bench.timer.pause()
    with bench.context.transaction() as tx:
        patient, held = session_of(tx, ann)
        there = replace(held.value, device="another", state="running", running_since=bench.context.now())
        tx.record(there, entity=ann, patient=patient, prev=held.heads)
    bench.timer.start("bob")
    bench.work(30)
    with pytest.raises(Refusal, match="runs on another computer"):
        bench.timer.decide_gaps(ann, "removed")
    assert bench.timer.view().elapsed_seconds == 30
