"""The timer: one running session per person, from the first tick to the finished note."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from dataclasses import replace

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.timer.clocks import TICK_SECONDS
from ccm_desktop.domain.timer.gaps import UNSEEN, GapDecision, pending
from ccm_desktop.domain.timer.segments import total
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services import timer_lines as lines
from ccm_desktop.services import timer_recovery as recovery
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.timer_begin import TimerBegin
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.timer_moves import TIMER
from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_run import UNDO_SECONDS, Ticker
from ccm_desktop.services.timer_start import check_request
from ccm_desktop.services.timer_views import TimerView


class TimerService(TimerBegin):
    """State machine idle → running ⇄ paused → parked or stopped (note due) → final (ux.md 5.2).

    Methods run on the database thread, except those that say otherwise.
    """

    def __init__(self, context: Context, journal: TimerJournal) -> None:
        super().__init__(context, journal)
        self._ticker = Ticker(self._run.tick, self._run.tick_failed)
        self.save_again = self._moves.save_again
        self.tick = self._run.tick
        """Earn the time since the last tick; the ticking thread calls this twice a second. Any thread."""
        self.elapsed_seconds = self._run.elapsed_seconds
        """Seconds earned by the running stretch. Any thread, no database."""
        self.attention = self._run.attention
        """Changes whenever a surface must ask for the `view` anew. Any thread."""
        self.note_input = self._run.note_input
        """Somebody typed or clicked. From the first time on, silence means something. Any thread."""
        self.still_here = self._run.still_here
        """The answer to `TimerView.question`. Any thread."""
        self.hint = self._run.hint
        """What the system says of itself: sleep | wake | lock | unlock. Any thread."""

    def open(self, *, ticking: bool = True) -> None:
        """Make safe what a crash left behind; never resumes by itself."""
        now = self._context.clock.sample()
        with self._context.reading() as reader:
            left = timers.running_on(reader.connection, self._context.store.device)
        for session_id in left:
            with self._context.transaction() as tx:
                recovery.recover(tx, session_id, self._journal.last(), now)
        self._moves.tidy()
        if ticking:
            self._ticker.start()

    def close(self) -> None:
        """End of the program: a running session is stopped and waits for its note."""
        self._ticker.stop()
        try:
            with contextlib.suppress(Refusal):  # nothing runs
                self.stop()
        finally:  # what the file did not take is in the journal, for the next start
            self._run.end()
            self._journal.close()

    def view(self) -> TimerView:
        """What the timer's surfaces show."""
        self._moves.tidy()
        with self._context.reading() as reader:
            around = self._around(reader)
            session_id = self._moves.current(reader)
            if session_id is None:
                return around
            patient, held = sessions.session_of(reader, session_id)
            identity = sessions.identity_of(reader, patient)
        session, run = held.value, self._run
        earned = total(session.segments)
        # What a crash left is asked on the recovery sheet, once the session stands still again.
        gaps = [gap for gap in pending((*session.gaps, *run.gaps())) if gap.kind not in UNSEEN]
        return replace(
            around,
            state=session.state,
            session_id=session_id,
            patient_id=patient,
            patient_name=f"{identity.family}, {identity.given}",
            birth_on=identity.birth_date,
            mrn=identity.mrn,
            activity=session.activity,
            elapsed_seconds=earned + run.elapsed_seconds(),
            closed_seconds=earned,
            started_at=sessions.started_at(session),
            note=session.note,
            gap_seconds=sum(gap.seconds for gap in gaps),
            fault=run.fault,
            gaps=lines.gap_lines(gaps),
            away_since=run.away_since(),
            question=run.question(),
            clock_step_seconds=run.clock_step_seconds(),
            paused_since=session.stopped_at if session.state == "paused" else 0,
        )

    def pause(self) -> Outcome[str]:
        """Stop counting for a while; pressed twice, it is paused all the same."""
        return self._moves.stand_still(self._moves.required("running", "paused"), "paused")

    def park(self) -> Outcome[str]:
        """Put the session aside, to be taken up again today; the sixth one is stopped instead."""
        session_id = self._moves.required("running", "paused")
        with self._context.reading() as reader:
            state = self._moves.parked_state(reader)
        return self._moves.stand_still(session_id, state)

    def change_activity(self, activity: str) -> Outcome[str]:
        """Go on under another activity; the segment so far keeps its own, unless it is a slip of seconds."""
        check_request(activity, 0)
        return self._moves.change_activity(self._moves.required("running"), activity)

    def stop(self, session_id: str = "") -> Outcome[str]:
        """Stop the clock, or a parked session, always and at once; the note can wait."""
        with self._context.reading() as reader:
            is_parked = session_id in self._moves.parked(reader)
        current = session_id if is_parked else self._moves.required("running", "paused")
        if session_id not in ("", current):
            raise Refusal("session_not_parked", "This session stands still already, or runs on another computer.",
                          "Look at the notes that are due, or stop it there.")  # fmt: skip
        return self._moves.stand_still(current, "stopped")

    def decide_gap(self, session_id: str, gap_id: str, decision: GapDecision) -> Outcome[str]:
        """Answer one gap: kept, removed, split, or moved to another patient."""
        return self._moves.decide(session_id, {gap_id: decision})

    def decide_gaps(self, session_id: str, decision: str, only: Collection[str] | None = None) -> Outcome[str]:
        """Answer all that wait with `kept` or `removed`; `only` those that somebody was shown."""
        return self._moves.decide_all(session_id, decision, only)

    def recover(self, session_id: str, choice: RecoveryChoice) -> Outcome[str]:
        """Say what the time was that a crash left unseen."""
        with self._context.transaction() as tx:
            recovery.answer(self._context, tx, session_id, choice)
        return Outcome(session_id, TIMER)

    def _around(self, reader: Reader) -> TimerView:
        """What is shown whether or not a timer runs."""
        last = next((one for one in timers.stopped(reader.connection, self._context.person, self._context.store.device)
                     if self._run.can_revive(one.session)), None)  # fmt: skip
        return TimerView(
            "idle",
            parked=lines.parked(reader, self._moves.parked(reader)),
            recovery=lines.recovery(reader, self._context.person),
            can_undo_stop=last.session if last else "",
            undo_until=last.stopped_at + int(UNDO_SECONDS) if last else 0,
        )


__all__ = ["TICK_SECONDS", "GapDecision", "RecoveryChoice", "TimerService"]
