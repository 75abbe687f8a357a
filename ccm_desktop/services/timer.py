"""The timer: one running session per person, from the first tick to the finished note."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.timer.clocks import TICK_SECONDS
from ccm_desktop.domain.timer.gaps import GapDecision, pending
from ccm_desktop.domain.timer.segments import total
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services import timer_lines as lines
from ccm_desktop.services import timer_recovery as recovery
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services import timer_start as starting
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.timer_moves import TIMER, TimerMoves
from ccm_desktop.services.timer_notes import TimerNotes
from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_run import UNDO_SECONDS, Ticker, TimerRun
from ccm_desktop.services.timer_views import TimerView


class TimerService(TimerNotes):
    """State machine idle → running ⇄ paused → parked or stopped (note due) → final (ux.md 5.2).

    Methods run on the database thread, except those that say otherwise.
    """

    def __init__(self, context: Context, journal: TimerJournal) -> None:
        super().__init__(context)
        self._journal = journal
        self._run = TimerRun(context.clock, journal)
        self._moves = TimerMoves(context, self._run)
        self._ticker = Ticker(self._run.tick)
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
        gaps = pending((*session.gaps, *run.gaps()))
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

    def start(
        self, patient: str, activity: str = "call_patient", backdate_seconds: int = 0, *, anyway: bool = False
    ) -> Outcome[str]:
        """Start on `patient`; a session running on another ends at this same second.

        It is parked, or its note is due if it has one already; one paused on this patient goes on.
        `anyway`: the person was asked, after the refusal `consent_missing`, and wants to start all the same.
        """
        require(self._context, Verb.TRACK_TIME)
        starting.check_request(activity, backdate_seconds)
        self._moves.tidy()
        if paused := self._moves.paused_on(patient):
            return self._moves.take_up(paused, activity)
        now = self._context.now()
        with self._context.transaction() as tx:
            current = self._moves.current(tx)
            if current is not None:
                held_patient, held = sessions.session_of(tx, current)
                if held_patient == patient and held.value.state == "running":
                    return Outcome(current, Changed.NOTHING)
            unsure = starting.require_may_start(self._context, tx, patient, anyway=anyway)
            cut = self._moves.put_aside(tx, current, now)
            started = cut.end if cut else starting.free_from(tx, self._context.person, now, backdate_seconds)
            session_id, head_start = new_id(), max(0, now - started) if backdate_seconds and not cut else 0
            session = TimerSession(
                self._context.person, self._context.store.device, "running", activity,
                running_since=started, backdated_seconds=head_start,
                clock_unsure=unsure or started > now + starting.CLOCK_UNSURE_SECONDS,
            )  # fmt: skip
            tx.record(session, entity=session_id, patient=patient)
        self._moves.go(cut, session_id, activity, started, head_start)
        return Outcome(session_id, TIMER)

    def pause(self) -> Outcome[str]:
        """Stop counting for a while."""
        return self._moves.stand_still(self._moves.required("running"), "paused")

    def resume(self) -> Outcome[str]:
        """Count on; refused when the practice's day ended meanwhile."""
        return self._moves.take_up(self._moves.required("paused"))

    def park(self) -> Outcome[str]:
        """Put the session aside, to be taken up again today; the sixth one is stopped instead."""
        session_id = self._moves.required("running", "paused")
        with self._context.reading() as reader:
            state = self._moves.parked_state(reader)
        return self._moves.stand_still(session_id, state)

    def resume_parked(self, session_id: str = "") -> Outcome[str]:
        """Go on with a parked session, the last one when none is named; what runs is put aside."""
        self._moves.tidy()
        with self._context.reading() as reader:
            found = self._moves.parked(reader)
        if session_id not in found and (session_id or not found):
            raise Refusal("session_not_parked", "There is no such interrupted session.", "Start a new timer.")
        return self._moves.take_up(session_id or found[0])

    def undo_stop(self, session_id: str) -> Outcome[str]:
        """Go on as if it had not been stopped, within two minutes; later as a new stretch after a hole."""
        self._moves.tidy()
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            if held.value.state != "stopped" or held.value.device != self._context.store.device:
                raise Refusal("session_not_stopped", "This session was not stopped here, or its note is written.",
                              "Start a new timer.")  # fmt: skip
            since = self._run.revived_since()
            free = timers.last_end(tx.connection, held.value.person, since) == 0
            seamless = free and self._run.can_revive(session_id)
            if seamless:
                tx.record(sessions.running(held.value, since), entity=session_id, patient=patient, prev=held.heads)
            elif held.value.stopped_at < self._moves.day_start(tx):
                raise Refusal("session_over_day", "This session is of another day.", "Start a new timer.")
        if not seamless:
            return self._moves.take_up(session_id)
        self._run.revive(session_id)
        return Outcome(session_id, TIMER)

    def change_activity(self, activity: str) -> Outcome[str]:
        """Go on under another activity; the segment so far keeps its own, unless it is a slip of seconds."""
        starting.check_request(activity, 0)
        return self._moves.change_activity(self._moves.required("running"), activity)

    def stop(self, session_id: str = "") -> Outcome[str]:
        """Stop the clock, or a parked session, always and at once; the note can wait."""
        with self._context.reading() as reader:
            is_parked = session_id in self._moves.parked(reader)
        current = session_id if is_parked else self._moves.required("running", "paused")
        if session_id not in ("", current):
            raise Refusal("session_not_parked", "This session stands still already.", "Look at the notes that are due.")
        return self._moves.stand_still(current, "stopped")

    def decide_gap(self, session_id: str, gap_id: str, decision: GapDecision) -> Outcome[str]:
        """Answer one gap: kept, removed, split, or moved to another patient."""
        return self._moves.decide(session_id, {gap_id: decision})

    def decide_gaps(self, session_id: str, decision: str) -> Outcome[str]:
        """Answer all that wait with `kept` or `removed`."""
        return self._moves.decide_all(session_id, decision)

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
