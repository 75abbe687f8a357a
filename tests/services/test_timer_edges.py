"""Where two commands or a command and a tick meet: nothing is lost, doubled, or put on somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services.timer_sessions import session_of
from tests.fakes import FakeClock
from tests.services.test_timer import Bench


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
