"""The timer's states on a real encrypted file: switching, parking, undoing, gaps, and what a crash leaves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision, Piece
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.month_close import MonthState, closing_entity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PolicyChoice
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models import refold
from ccm_desktop.services.time_entries import NewTime, TimeEntryService
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.timer_recovery import RecoveryChoice
from tests.fakes import FakeClock
from tests.services.test_timer import NURSE, Bench

BEGAN = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)


@pytest.fixture
def bench(tmp_path: Path, clock: FakeClock) -> Iterator[Bench]:
    bench = Bench(tmp_path, clock, more=("dan", "eve", "fay", "gil", "hal"))
    yield bench
    assert refold.verify(bench.store.vault) == []
    bench.timer.close()
    bench.store.vault.close()


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as refused:
        act()
    return refused.value.code


def session(bench: Bench, session_id: str) -> TimerSession:
    with bench.context.reading() as reader:
        held = reader.held(TimerSession, session_id)
    assert held is not None
    return held.value


def seconds(bench: Bench, session_id: str) -> int:
    return sum(end - start for start, end, _ in session(bench, session_id).segments)


def asleep(bench: Bench, length: float) -> None:
    bench.clock.sleep(length)
    bench.timer.tick()


# Starting


def test_without_consent_it_asks_and_then_waits_as_before_consent(bench: Bench) -> None:
    bench.withdraw("ann")
    assert code(lambda: bench.timer.start("ann")) == "consent_missing"
    assert bench.timer.view().state == "idle"
    bench.timer.start("ann", anyway=True)
    assert bench.timer.view().patient_id == "ann"


def test_a_patient_who_is_not_enrolled_is_refused_anyway(bench: Bench) -> None:
    assert code(lambda: bench.timer.start("cid", anyway=True)) == "not_enrolled"


def test_a_closed_month_is_refused(bench: Bench) -> None:
    with bench.context.transaction() as tx:
        tx.record(MonthState("2026-10", "closed", 1, "c"), entity=closing_entity("2026-10"))
    assert code(lambda: bench.timer.start("ann", anyway=True)) == "month_closed"


def test_a_clock_years_behind_is_refused_and_the_lead_may_say_it_is_right(bench: Bench) -> None:
    bench.clock.wall = datetime(2019, 11, 21, 15, 0, tzinfo=UTC)
    assert code(lambda: bench.timer.start("ann")) == "clock_behind"
    with bench.context.transaction() as tx:
        tx.revise(PersonProfile("Lead", "MD", "lead"), entity="boss")  # now the nurse is not the lead besides
    assert code(lambda: bench.timer.start("ann", anyway=True)) == "clock_behind"
    with bench.context.transaction() as tx:
        tx.revise(PersonProfile("M. Ortiz", "RN", "lead"), entity=NURSE)
    started = bench.timer.start("ann", anyway=True).value
    assert session(bench, started).clock_unsure


def test_after_a_clock_was_set_back_an_hour_nothing_lies_over_earlier_work(bench: Bench) -> None:
    first = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.clock.wall -= timedelta(hours=1)
    second = bench.timer.start("bob").value
    bench.work(10)
    bench.timer.stop()
    (one,), (two,) = session(bench, first).segments, session(bench, second).segments
    assert two[:2] == (one[1], one[1] + 10)
    assert session(bench, second).clock_unsure


# Switching and parking


def test_a_switch_parks_what_has_no_note_and_stops_what_has(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(90)
    bench.timer.start("bob")
    assert [(line.session_id, line.seconds) for line in bench.timer.view().parked] == [(ann, 90)]
    assert bench.timer.note_due() == ()
    bench.timer.save_draft(bench.timer.view().session_id, "Talked.", "")
    bench.work(30)
    bench.timer.start("dan")
    assert [due.patient_id for due in bench.timer.note_due()] == ["bob"]
    assert [line.patient_id for line in bench.timer.view().parked] == ["ann"]


def test_a_start_on_the_patient_who_is_paused_goes_on(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.pause()
    bench.work(30)
    assert bench.timer.start("ann", "care_plan").value == ann
    bench.work(10)
    bench.timer.stop()
    assert [(end - start, activity) for start, end, activity in session(bench, ann).segments] == [
        (60, "call_patient"),
        (10, "care_plan"),
    ]


def test_switching_loses_and_doubles_no_second(bench: Bench) -> None:
    found = []
    for number in range(60):
        found.append(bench.timer.start("ann" if number % 2 else "bob").value)
        bench.clock.advance(0.83)
        bench.timer.tick()
    bench.timer.stop()
    edges = sorted((start, end) for one in set(found) for start, end, _ in session(bench, one).segments)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(edges))
    assert edges[-1][1] - edges[0][0] == 49  # 60 times 0.83 s, whole seconds


def test_the_sixth_parked_session_is_stopped(bench: Bench) -> None:
    for patient in ("ann", "bob", "dan", "eve", "fay", "gil"):
        bench.timer.start(patient)
        bench.work(2)
    bench.timer.park()
    assert len(bench.timer.view().parked) == 5
    assert [due.patient_id for due in bench.timer.note_due()] == ["gil"]


def test_beside_five_parked_the_one_taken_up_makes_room_for_what_runs(bench: Bench) -> None:
    found = []
    for patient in ("ann", "bob", "dan", "eve", "fay"):
        found.append(bench.timer.start(patient).value)
        bench.work(2)
    bench.timer.park()
    gil = bench.timer.start("gil").value
    bench.work(2)
    bench.timer.resume_parked(found[0])
    assert {line.session_id for line in bench.timer.view().parked} == {gil, *found[1:]}
    assert bench.timer.note_due() == ()


def test_parked_work_is_taken_up_again_with_the_hole_outside(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.park()
    bench.clock.advance(600)
    bob = bench.timer.start("bob").value
    bench.work(30)
    assert bench.timer.resume_parked().value == ann
    assert [line.session_id for line in bench.timer.view().parked] == [bob]
    bench.work(10)
    bench.timer.stop()
    assert [end - start for start, end, _ in session(bench, ann).segments] == [60, 10]
    assert session(bench, ann).gaps == ()
    assert code(lambda: bench.timer.resume_parked(ann)) == "session_not_parked"
    bench.timer.stop(bob)
    assert [due.session_id for due in bench.timer.note_due()] == [ann, bob]


def test_a_parked_session_may_be_finished_as_it_is(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.park()
    bench.timer.finish(ann, note="Talked.", outcome="reached")
    assert bench.timer.view().parked == ()
    assert len(bench.standing("ann")) == 1


@pytest.mark.parametrize("put_aside", ["pause", "park"])
def test_over_the_practices_midnight_it_is_stopped(bench: Bench, put_aside: str) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    getattr(bench.timer, put_aside)()
    bench.clock.wall = datetime(2026, 10, 15, 3, 59, 59, tzinfo=UTC)  # 23:59:59 in New York
    assert bench.timer.note_due() == ()
    bench.timer.view()
    assert session(bench, ann).state == ("paused" if put_aside == "pause" else "parked")
    bench.clock.wall = datetime(2026, 10, 15, 4, 0, tzinfo=UTC)
    again = bench.timer.resume if put_aside == "pause" else bench.timer.resume_parked
    assert code(again) in ("timer_not_running", "session_not_parked")
    assert (session(bench, ann).state, seconds(bench, ann)) == ("stopped", 60)


# Undo


def test_a_stop_taken_back_within_two_minutes_leaves_no_gap(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    view = bench.timer.view()
    assert view.can_undo_stop == ann
    assert view.undo_until == bench.context.now() + 120
    bench.work(100)
    assert bench.timer.undo_stop(ann).value == ann
    bench.work(20)
    bench.timer.stop()
    assert [end - start for start, end, _ in session(bench, ann).segments] == [180]


def test_after_two_minutes_the_hole_stays_outside(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.work(121)
    assert bench.timer.view().can_undo_stop == ""
    bench.timer.undo_stop(ann)
    bench.work(20)
    bench.timer.stop()
    assert [end - start for start, end, _ in session(bench, ann).segments] == [60, 20]


def test_what_slept_before_the_undo_is_asked_about(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.work(10)
    asleep(bench, 60)
    bench.timer.undo_stop(ann)
    bench.work(10)
    (gap,) = bench.timer.view().gaps
    assert (gap.kind, gap.seconds) == ("suspend", 60)
    assert bench.timer.view().elapsed_seconds == 80


def test_a_crash_ends_the_undo(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.work(10)
    bench.crash()
    assert bench.timer.view().can_undo_stop == ""
    bench.timer.undo_stop(ann)
    bench.work(5)
    bench.timer.stop()
    assert seconds(bench, ann) == 65


def test_a_stop_is_not_undone_over_other_work(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.work(60)
    new = NewTime("bob", bench.context.now() - 30, bench.context.now(), "care_plan", "Plan.", "Forgot to start")
    TimeEntryService(bench.context).add(new)
    bench.timer.undo_stop(ann)
    bench.work(5)
    bench.timer.stop()
    assert [end - start for start, end, _ in session(bench, ann).segments] == [60, 5]


def test_yesterdays_stop_is_not_undone(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.clock.advance(86_400)
    assert code(lambda: bench.timer.undo_stop(ann)) == "session_over_day"


# Activities


def test_a_slip_of_seconds_takes_the_next_activity(bench: Bench) -> None:
    ann = bench.timer.start("ann", "call_patient").value
    bench.work(9)
    bench.timer.change_activity("care_plan")
    bench.work(60)
    bench.timer.change_activity("referral")
    bench.work(5)
    bench.timer.change_activity("care_plan")
    bench.work(5)
    bench.timer.stop()
    assert [(end - start, activity) for start, end, activity in session(bench, ann).segments] == [(79, "care_plan")]


# Gaps


def with_a_gap(bench: Bench, activity: str = "care_plan") -> tuple[str, str]:
    """A running session: a minute of work, seven minutes and twelve seconds asleep, a minute of work."""
    ann = bench.timer.start("ann", activity).value
    bench.work(60)
    asleep(bench, 432)
    bench.work(60)
    (gap,) = bench.timer.view().gaps
    return ann, gap.gap_id


def test_a_gap_counts_nothing_and_stops_the_note(bench: Bench) -> None:
    ann, _ = with_a_gap(bench)
    view = bench.timer.view()
    assert (view.elapsed_seconds, view.gap_seconds) == (120, 432)
    bench.timer.stop()
    assert code(lambda: bench.timer.finish(ann, note="Plan.", outcome="")) == "gaps_undecided"
    assert bench.standing("ann") == []
    bench.timer.decide_gaps(ann, "removed")
    bench.timer.finish(ann, note="Plan.", outcome="")
    assert [e.value.ended_at - e.value.started_at for e in bench.standing("ann")] == [60, 60]
    assert [e.value.kept_gap_seconds for e in bench.standing("ann")] == [0, 0]


def test_what_grew_after_somebody_looked_is_not_answered_with_the_rest(bench: Bench) -> None:
    ann, shown = with_a_gap(bench)
    asleep(bench, 300)
    asleep(bench, 300)
    bench.timer.decide_gaps(ann, "kept", only=[shown])
    (left,) = bench.timer.view().gaps
    assert left.seconds == 600
    assert code(lambda: bench.timer.decide_gaps(ann, "kept", only=[shown])) == "gap_unknown"
    assert bench.timer.view().gaps == (left,)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_kept_gap_counts_and_is_seen_as_kept(bench: Bench, stopped: bool) -> None:
    ann, gap = with_a_gap(bench)
    if stopped:
        bench.timer.stop()
    bench.timer.decide_gap(ann, gap, GapDecision("kept"))
    if not stopped:
        assert (bench.timer.view().gaps, bench.timer.view().elapsed_seconds) == ((), 552)
        bench.work(10)
        bench.timer.stop()
    bench.timer.finish(ann, note="Plan.", outcome="")
    (entry,) = bench.standing("ann")
    assert entry.value.ended_at - entry.value.started_at == (552 if stopped else 562)
    assert entry.value.kept_gap_seconds == 432


def test_an_answer_can_be_changed_until_the_note_is_written(bench: Bench) -> None:
    ann, gap = with_a_gap(bench)
    bench.timer.decide_gap(ann, gap, GapDecision("kept"))
    bench.timer.decide_gap(ann, gap, GapDecision("removed"))
    assert bench.timer.view().elapsed_seconds == 120
    bench.timer.stop()
    bench.timer.finish(ann, note="Plan.", outcome="")
    assert code(lambda: bench.timer.decide_gap(ann, gap, GapDecision("kept"))) == "session_final"


def test_a_gap_is_split_between_work_rest_and_another_patient(bench: Bench) -> None:
    ann, gap = with_a_gap(bench)
    pieces = (Piece(180, "kept"), Piece(100, "removed"), Piece(152, "moved", "bob", "referral"))
    bench.timer.decide_gap(ann, gap, GapDecision("split", pieces=pieces))
    bench.timer.stop()
    assert seconds(bench, ann) == 300
    (moved,) = [due for due in bench.timer.note_due() if due.patient_id == "bob"]
    assert (moved.seconds, moved.activity) == (152, "referral")
    parts = session(bench, ann).gaps
    assert [part.decision for part in parts] == ["split", "kept", "removed", "moved"]
    assert parts[-1].moved_to == moved.session_id
    bench.timer.finish(moved.session_id, note="Called the clinic.", outcome="")
    (entry,) = bench.standing("bob")
    assert (entry.value.source, entry.value.kept_gap_seconds) == ("moved", 152)


def test_a_gap_moves_to_another_patient_only(bench: Bench) -> None:
    ann, gap = with_a_gap(bench)
    for patient, refused in (("", "gap_patient"), ("ann", "gap_patient"), ("cid", "not_enrolled")):
        assert code(partial(bench.timer.decide_gap, ann, gap, GapDecision("moved", patient))) == refused
    bench.timer.decide_gap(ann, gap, GapDecision("moved", "bob"))
    assert bench.timer.view().elapsed_seconds == 120
    assert [due.seconds for due in bench.timer.note_due()] == [432]


@pytest.mark.parametrize("decision", [GapDecision("kept"), GapDecision("moved", "bob")])
def test_a_gap_in_which_other_work_is_recorded_is_not_kept(bench: Bench, decision: GapDecision) -> None:
    ann, gap = with_a_gap(bench)
    bench.timer.stop()
    start = session(bench, ann).segments[0][1]
    TimeEntryService(bench.context).add(NewTime("eve", start + 5, start + 65, "care_plan", "Plan.", "Forgot"))
    assert code(lambda: bench.timer.decide_gap(ann, gap, decision)) == "overlaps_own_time"
    bench.timer.decide_gap(ann, gap, GapDecision("removed"))


def test_an_unknown_gap_and_a_foreign_session_are_refused(bench: Bench) -> None:
    ann, gap = with_a_gap(bench)
    assert code(lambda: bench.timer.decide_gap(ann, "1-2", GapDecision("kept"))) == "gap_unknown"
    assert code(lambda: bench.timer.decide_gaps(ann, "split")) == "gap_decision_unknown"
    bench.timer.stop()
    with bench.context.transaction() as tx:
        tx.record(PersonProfile("Lead", "MD", "lead"), entity="boss")
        tx.record(PersonProfile("Other", "RN", "nurse"), entity="nurse-2")
    bench.context.person = "nurse-2"
    assert code(lambda: bench.timer.decide_gap(ann, gap, GapDecision("kept"))) == "role_may_not"
    bench.context.person = NURSE


def test_a_locked_screen_on_a_call_is_kept_and_can_be_taken_out(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.hint("lock")
    bench.work(120)
    bench.timer.hint("unlock")
    bench.work(10)
    bench.timer.stop()
    (due,) = bench.timer.note_due()
    (gap,) = due.gaps
    assert (due.seconds, gap.kind, gap.decision, gap.keep_first) == (190, "lock", "kept", True)
    bench.timer.decide_gap(ann, gap.gap_id, GapDecision("removed"))
    assert seconds(bench, ann) == 70


def test_a_quiet_desk_is_away_until_somebody_is_back(bench: Bench) -> None:
    bench.timer.start("ann", "care_plan")
    bench.timer.note_input()
    bench.work(400)
    view = bench.timer.view()
    assert (view.away_since, view.elapsed_seconds) == (int(BEGAN.timestamp()), 0)
    bench.timer.note_input()
    bench.work(10)
    view = bench.timer.view()
    assert (view.away_since, [gap.seconds for gap in view.gaps], view.elapsed_seconds) == (0, [400], 10)


def test_a_long_call_is_asked_about(bench: Bench) -> None:
    bench.timer.start("ann")
    bench.timer.note_input()
    bench.work(1200)
    assert bench.timer.view().question == "still_on_call"
    bench.timer.still_here()
    assert bench.timer.view().question == ""


# Midnight and months


def test_work_over_midnight_becomes_one_entry_for_each_day_of_the_practice(bench: Bench) -> None:
    bench.clock.wall = datetime(2026, 11, 1, 3, 59, 0, tzinfo=UTC)  # a minute before November in New York
    ann = bench.timer.start("ann").value
    bench.work(90)
    bench.timer.stop()
    bench.timer.finish(ann, note="Late call.", outcome="reached")
    november = int(datetime(2026, 11, 1, 4, 0, tzinfo=UTC).timestamp())
    found = sorted((e.value.started_at, e.value.ended_at, e.value.note) for e in bench.standing("ann"))
    assert found == [(november - 60, november, "Late call."), (november, november + 30, "Late call.")]
    assert {e.value.session for e in bench.standing("ann")} == {ann}


# After a crash


def crashed(bench: Bench, away: float = 600, *, restart: bool = False) -> str:
    ann = bench.timer.start("ann").value
    bench.work(300)
    if restart:
        bench.clock.restart(away)
    else:
        bench.clock.advance(away)
    bench.crash()
    return ann


@pytest.mark.parametrize(("away", "restart", "short"), [(119, False, True), (120, False, False), (60, True, False)])
def test_the_recovery_line_says_what_was_left(bench: Bench, away: float, restart: bool, short: bool) -> None:
    ann = crashed(bench, away, restart=restart)
    view = bench.timer.view()
    assert view.state == "idle"
    (line,) = view.recovery
    began = int(BEGAN.timestamp())
    assert (line.session_id, line.patient_id, line.activity, line.earned_seconds) == (ann, "ann", "call_patient", 300)
    assert (line.started_at, line.last_seen_at, line.back_at) == (began, began + 300, began + 300 + away)
    assert line.short is short


def test_stopping_there_counts_what_was_earned(bench: Bench) -> None:
    ann = crashed(bench)
    bench.timer.recover(ann, RecoveryChoice("stop"))
    assert (bench.timer.view().recovery, seconds(bench, ann)) == ((), 300)
    assert code(lambda: bench.timer.recover(ann, RecoveryChoice("stop"))) == "nothing_to_recover"


def test_work_after_the_crash_is_attested_with_a_reason_and_waits_for_approval(bench: Bench) -> None:
    ann = crashed(bench)
    last = int(BEGAN.timestamp()) + 300
    for until in (last, last + 601, 0):
        assert code(partial(bench.timer.recover, ann, RecoveryChoice("until", until, "Call"))) == "recovery_end"
    assert code(lambda: bench.timer.recover(ann, RecoveryChoice("until", last + 465, " "))) == "reason_missing"
    bench.timer.recover(ann, RecoveryChoice("until", last + 465, "The call went on"))
    bench.timer.finish(ann, note="Call.", outcome="reached")
    (entry,) = bench.standing("ann")
    value = entry.value
    assert (value.ended_at - value.started_at, value.kept_gap_seconds) == (765, 465)
    assert (value.source, value.reason, entry.reviewed) == ("recovered", "The call went on", False)


def test_after_a_short_crash_the_gap_is_kept_without_typing(bench: Bench) -> None:
    ann = crashed(bench, 48)
    (line,) = bench.timer.view().recovery
    bench.timer.recover(ann, RecoveryChoice("until", line.back_at))
    assert seconds(bench, ann) == 348


def test_recovered_time_is_discarded_and_stays_in_the_history(bench: Bench) -> None:
    ann = crashed(bench)
    bench.timer.recover(ann, RecoveryChoice("discard"))
    assert (session(bench, ann).state, seconds(bench, ann)) == ("void", 300)
    assert bench.timer.note_due() == ()


def test_time_that_nobody_saw_is_not_claimed_over_other_work(bench: Bench) -> None:
    ann = crashed(bench)
    last = int(BEGAN.timestamp()) + 300
    TimeEntryService(bench.context).add(NewTime("bob", last + 60, last + 120, "care_plan", "Plan.", "Forgot"))
    choice = RecoveryChoice("until", last + 100, "The call went on")
    assert code(lambda: bench.timer.recover(ann, choice)) == "overlaps_own_time"


def test_a_note_without_an_answer_counts_only_what_was_seen(bench: Bench) -> None:
    ann = crashed(bench)
    bench.timer.finish(ann, note="Call.", outcome="reached")
    (entry,) = bench.standing("ann")
    assert entry.value.ended_at - entry.value.started_at == 300


def test_gaps_and_an_open_lock_survive_a_crash(bench: Bench) -> None:
    ann, _ = with_a_gap(bench)
    bench.timer.hint("lock")
    bench.work(30)
    bench.crash()
    found = session(bench, ann)
    assert seconds(bench, ann) == 120
    assert [(gap.kind, gap.seconds, gap.decision) for gap in found.gaps] == [
        ("suspend", 432, "pending"),
        ("lock", 30, "pending"),
    ]


def test_what_is_paused_when_the_program_dies_stays_paused(bench: Bench) -> None:
    ann = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.pause()
    bench.crash()
    view = bench.timer.view()
    assert (view.state, view.session_id, view.recovery) == ("paused", ann, ())
    bench.timer.resume()
    bench.work(10)
    bench.timer.stop()
    assert (seconds(bench, ann), session(bench, ann).source) == (70, "timer")


def test_a_clock_set_during_a_crash_changes_no_length(bench: Bench) -> None:
    bench.timer.start("ann")
    bench.work(300)
    bench.clock.advance(60)
    bench.clock.wall = datetime(2026, 10, 14, 20, 0, tzinfo=UTC)
    bench.crash()
    (line,) = bench.timer.view().recovery
    assert line.back_at - line.last_seen_at == 60


def test_an_unwritable_journal_loses_nothing_that_was_acknowledged(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(TimerJournal, "write", fail)
        ann = bench.timer.start("ann").value
        bench.work(100)
        assert bench.timer.view().fault
        assert bench.timer.view().elapsed_seconds == 100
    bench.work(6)
    assert bench.timer.view().fault == ""
    bench.crash()
    assert seconds(bench, ann) == 106


# The file itself


def test_what_another_device_says_never_stops_an_exchange(bench: Bench, tmp_path: Path) -> None:
    """Another computer's word about sessions of this one and of its own, while a timer runs here."""
    (tmp_path / "other").mkdir()
    other = Bench(tmp_path / "other", bench.clock)
    mine = bench.timer.start("ann").value
    with other.context.transaction() as tx:
        tx.record(TimerSession(NURSE, other.store.device, "running", "care_plan"), entity="theirs", patient="bob")
        tx.record(TimerSession(NURSE, bench.store.device, "running", "care_plan"), entity="ours", patient="bob")
    ops = [Op(*row) for row in other.store.vault.connection.execute("SELECT header, payload FROM op ORDER BY rid")]
    other.timer.close()
    other.store.vault.close()
    with bench.context.transaction() as tx:
        for op in ops:
            assert tx.receive(op)
    refold.rebuild(bench.store.vault)
    assert bench.timer.view().session_id == mine
    assert session(bench, "theirs").state == "running"
    assert session(bench, "ours").state == "stopped"  # nobody watches it here
    bench.work(10)
    bench.timer.start("eve")
    bench.timer.stop()
    assert seconds(bench, mine) == 10


def test_the_file_refuses_a_second_running_timer_after_an_exchange_too(bench: Bench) -> None:
    bench.timer.start("ann")
    refold.rebuild(bench.store.vault)

    def write_past_the_service() -> None:
        with bench.context.transaction() as tx:
            tx.record(TimerSession(NURSE, bench.store.device, "running", "care_plan"), entity="2", patient="bob")

    with pytest.raises(IntegrityError, match="a timer runs already"):
        write_past_the_service()


# What the practice chose, and what the disk says


def test_silence_at_the_desk_is_an_absence_after_as_long_as_the_practice_chose(bench: Bench) -> None:
    def chosen(minutes: str) -> None:
        with bench.context.transaction() as tx:
            choice = PolicyChoice("away_minutes", minutes, "Long letters are read on paper.")
            tx.revise(choice, entity="policy:away_minutes")

    def away_after_seven_minutes() -> bool:
        bench.timer.note_input()
        bench.work(420)
        away = bench.timer.view().away_since > 0
        bench.timer.note_input()
        return away

    bench.timer.start("ann", "coordination")
    assert away_after_seven_minutes(), "five minutes are enough where nothing was chosen"
    chosen("8")
    bench.timer.view()
    assert not away_after_seven_minutes(), "also of a timer that runs already"
    chosen("3")
    bench.timer.start("bob", "coordination")
    bench.timer.note_input()
    bench.work(200)
    assert bench.timer.view().away_since


def test_trying_again_asks_the_disk_at_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    bench.timer.start("ann")
    with monkeypatch.context() as full:
        full.setattr(TimerJournal, "write", fail)
        bench.work(1)
        assert code(bench.timer.save_again) == "journal_refused"
    assert bench.timer.view().fault, "nobody has asked it since"
    bench.timer.save_again()
    assert bench.timer.view().fault == ""


def test_a_pause_says_since_when(bench: Bench) -> None:
    bench.timer.start("ann")
    bench.work(60)
    assert bench.timer.view().paused_since == 0
    bench.timer.pause()
    began = bench.context.now()
    bench.clock.advance(300)
    assert bench.timer.view().paused_since == began
