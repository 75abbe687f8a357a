"""Any sequence of commands, clocks and crashes: one timer at most, no second twice, totals that add up."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision, Piece
from ccm_desktop.models import refold
from ccm_desktop.models.queries import timers
from ccm_desktop.services.time_entries import Amendment, TimeEntryService
from ccm_desktop.services.timer_recovery import RecoveryChoice
from tests.fakes import FakeClock
from tests.services.test_timer import NURSE, Bench

PATIENTS = ("ann", "bob", "eve")
ACTIVITIES = ("", "call_patient", "care_plan")


class TimerModel(RuleBasedStateMachine):
    """One person at one computer."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="timer-model-"))
        self.bench = Bench(self.folder, FakeClock(), more=("eve",))
        self.began = self.bench.context.now()
        self.awake = 0.0
        """Seconds in which the computer ran since the model began, all that can have been worked."""

    def teardown(self) -> None:
        findings = refold.verify(self.bench.store.vault)
        self.bench.timer.close()
        self.bench.store.vault.close()
        shutil.rmtree(self.folder)
        assert findings == []

    def attempt(self, act: Callable[[], Any]) -> None:
        """What is refused is refused in words, whatever the order of things."""
        with contextlib.suppress(Problem):
            act()

    @rule(seconds=st.sampled_from((0.7, 1, 8, 12, 45, 130)))
    def work(self, seconds: float) -> None:
        for _ in range(int(seconds * 2)):
            self.bench.clock.advance(0.5)
            self.bench.timer.tick()
        self.bench.clock.advance(seconds % 0.5)
        self.awake += seconds

    @rule(seconds=st.sampled_from((2, 61, 3600, 30_000)))
    def sleep(self, seconds: float) -> None:
        self.bench.clock.sleep(seconds)
        self.bench.timer.tick()

    @rule(seconds=st.sampled_from((3, 70, 600)))
    def freeze(self, seconds: float) -> None:
        self.bench.clock.advance(seconds)
        self.bench.timer.tick()
        self.awake += seconds

    @rule(event=st.sampled_from(("lock", "unlock", "sleep", "wake")))
    def hint(self, event: str) -> None:
        self.bench.timer.hint(event)

    @rule()
    def type_something(self) -> None:
        self.bench.timer.note_input()

    @rule(patient=st.sampled_from(PATIENTS), activity=st.sampled_from(ACTIVITIES), back=st.sampled_from((0, 0, 120)))
    def start(self, patient: str, activity: str, back: int) -> None:
        now = self.bench.context.now()
        self.attempt(lambda: self.bench.timer.start(patient, activity, back))
        if back:
            self.awake += back  # the person says so
        assert self.bench.context.now() == now

    @rule(activity=st.sampled_from(ACTIVITIES))
    def change(self, activity: str) -> None:
        self.attempt(lambda: self.bench.timer.change_activity(activity))

    @rule(command=st.sampled_from(("pause", "resume", "park", "resume_parked", "stop")))
    def command(self, command: str) -> None:
        self.attempt(getattr(self.bench.timer, command))

    @rule()
    def undo(self) -> None:
        for due in self.bench.timer.note_due()[-1:]:
            self.attempt(partial(self.bench.timer.undo_stop, due.session_id))

    @rule(decision=st.sampled_from(("kept", "removed", "moved", "split")), data=st.data())
    def decide(self, decision: str, data: st.DataObject) -> None:
        view = self.bench.timer.view()
        asked = [(view.session_id, gap) for gap in view.gaps]
        asked += [(due.session_id, gap) for due in self.bench.timer.note_due() for gap in due.gaps]
        if not asked:
            return
        session, gap = data.draw(st.sampled_from(asked))
        first = gap.seconds // 3
        pieces = (Piece(first, "kept"), Piece(gap.seconds - first, "moved", "eve"))
        answer = GapDecision(decision, "bob", "", pieces if decision == "split" else ())
        self.attempt(lambda: self.bench.timer.decide_gap(session, gap.gap_id, answer))

    @rule(choice=st.sampled_from(("stop", "until", "discard")))
    def recover(self, choice: str) -> None:
        for line in self.bench.timer.view().recovery:
            until = (line.last_seen_at + line.back_at + 1) // 2
            answer = RecoveryChoice(choice, until, "Went on")
            self.attempt(partial(self.bench.timer.recover, line.session_id, answer))

    @rule()
    def finish(self) -> None:
        for due in self.bench.timer.note_due():
            self.attempt(partial(self.finish_one, due.session_id))

    def finish_one(self, session: str) -> None:
        self.bench.timer.finish(session, note="Done.", outcome="reached")

    @rule()
    def discard(self) -> None:
        for due in self.bench.timer.note_due()[:1]:
            self.bench.timer.discard(due.session_id, "Not work")

    @precondition(lambda self: any(self.bench.standing(patient) for patient in PATIENTS))
    @rule(data=st.data(), what=st.sampled_from(("void", "trim", "move")))
    def correct(self, data: st.DataObject, what: str) -> None:
        time = TimeEntryService(self.bench.context)
        entries = [e for patient in PATIENTS for e in self.bench.standing(patient) if not e.voided]
        if not entries:
            return
        entry = data.draw(st.sampled_from(entries))
        if what == "void":
            self.attempt(lambda: time.void(entry.entry_id, "Mistake"))
        elif what == "trim":
            self.attempt(lambda: time.amend(entry.entry_id, Amendment(started_at=entry.value.started_at + 1), "Late"))
        else:
            self.attempt(lambda: time.amend(entry.entry_id, Amendment(patient="bob"), "Wrong patient"))

    @rule(away=st.sampled_from((1, 90, 700)), restart=st.booleans())
    def crash(self, away: float, restart: bool) -> None:
        before = self.bench.timer.view()
        if restart:
            self.bench.clock.restart(away)
        else:
            self.bench.clock.sleep(away)
        self.bench.crash()
        after = [due for due in self.bench.timer.note_due() if due.session_id == before.session_id]
        if before.state == "running" and after:
            assert 0 <= before.elapsed_seconds - after[0].seconds <= 1

    @rule()
    def next_day(self) -> None:
        self.bench.clock.sleep(86_400 - self.bench.context.now() % 3600)
        self.bench.timer.tick()

    @invariant()
    def one_timer_at_most(self) -> None:
        count = "SELECT count(*) FROM timer_session WHERE state = 'running'"
        parked = "SELECT count(*) FROM timer_session WHERE state = 'parked'"
        raw = self.bench.store.vault.connection
        assert raw.execute(count).fetchone()[0] <= 1
        assert raw.execute(parked).fetchone()[0] <= 5

    @invariant()
    def no_second_lies_in_two_places(self) -> None:
        with self.bench.context.reading() as reader:
            spans = [s for s in timers.unwritten(reader.connection, NURSE, 0) if s[1] > s[0]]
        written = [e.value for patient in PATIENTS for e in self.bench.standing(patient) if not e.voided]
        spans += [(value.started_at, value.ended_at) for value in written]
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(sorted(spans)))
        running = self.bench.timer.view().elapsed_seconds - self.bench.timer.view().closed_seconds
        assert running >= 0
        kept = sum(value.kept_gap_seconds for value in written)
        assert sum(value.ended_at - value.started_at for value in written) <= self.awake + kept

    @invariant()
    def months_add_up(self) -> None:
        zone = self.bench.context.zone()
        written = [e.value for patient in PATIENTS for e in self.bench.standing(patient) if not e.voided]
        months = {Month(2026, n) for n in (9, 10, 11, 12)} | {Month(2027, 1)}
        cut = sum(
            max(0, min(value.ended_at, month.bounds(zone)[1]) - max(value.started_at, month.bounds(zone)[0]))
            for value in written
            for month in months
        )
        inside = [v for v in written if v.ended_at <= Month(2027, 1).bounds(zone)[1]]
        assert cut >= sum(v.ended_at - v.started_at for v in inside)


def play(examples: int, steps: int, *, anew: bool) -> None:
    chosen = settings(max_examples=examples, stateful_step_count=steps, derandomize=not anew)
    run_state_machine_as_test(TimerModel, settings=chosen)


def test_any_sequence_of_commands_keeps_the_time_straight() -> None:
    play(10, 30, anew=False)


@pytest.mark.faults
def test_many_long_sequences_keep_the_time_straight() -> None:
    play(100, 50, anew=True)
