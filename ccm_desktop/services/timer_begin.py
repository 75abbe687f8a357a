"""The ways in which the clock begins to run: a new session, one that is taken up again, a stop that is undone."""

from __future__ import annotations

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services import timer_start as starting
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.timer_journal import TimerJournal
from ccm_desktop.services.timer_moves import TIMER, TimerMoves
from ccm_desktop.services.timer_notes import TimerNotes
from ccm_desktop.services.timer_run import TimerRun


class TimerBegin(TimerNotes):
    """Start, resume, undo. Methods run on the database thread."""

    def __init__(self, context: Context, journal: TimerJournal) -> None:
        super().__init__(context)
        self._journal = journal
        self._run = TimerRun(context.clock, journal)
        self._moves = TimerMoves(context, self._run)

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
            return self._take_up(paused, activity)
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

    def resume(self) -> Outcome[str]:
        """Count on; refused when the practice's day ended meanwhile."""
        return self._take_up(self._moves.required("paused"))

    def resume_parked(self, session_id: str = "") -> Outcome[str]:
        """Go on with a parked session, the last one when none is named; what runs is put aside."""
        self._moves.tidy()
        with self._context.reading() as reader:
            found = self._moves.parked(reader)
        if session_id not in found and (session_id or not found):
            raise Refusal("session_not_parked", "There is no such interrupted session.", "Start a new timer.")
        return self._take_up(session_id or found[0])

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
            return self._take_up(session_id)
        self._run.revive(session_id)
        return Outcome(session_id, TIMER)

    def _take_up(self, session_id: str, activity: str = "") -> Outcome[str]:
        """A session that stands still runs again: a new stretch, the hole stays outside. What runs is put aside."""
        now = self._context.now()
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            current = self._moves.current(tx)
            cut = self._moves.put_aside(tx, current if current != session_id else None, now)
            started = cut.end if cut else starting.free_from(tx, held.value.person, now, 0)
            session = sessions.running(held.value, started, activity)
            tx.record(session, entity=session_id, patient=patient, prev=held.heads)
        self._moves.go(cut, session_id, session.activity, started)
        return Outcome(session_id, TIMER)
