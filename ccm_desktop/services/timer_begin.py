"""The ways in which the clock begins to run: a new session, one that is taken up again, a stop that is undone."""

from __future__ import annotations

from dataclasses import replace

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
from ccm_desktop.services.timer_start import Wish


class TimerBegin(TimerNotes):
    """Start, resume, undo. Methods run on the database thread."""

    def __init__(self, context: Context, journal: TimerJournal) -> None:
        super().__init__(context)
        self._journal = journal
        self._run = TimerRun(context.clock, journal)
        self._moves = TimerMoves(context, self._run)

    def start(
        self, patient: str, activity: str = "", backdate_seconds: int = 0, *, anyway: bool = False
    ) -> Outcome[str]:
        """Start on `patient`, or go on with what was begun on them; what runs on another ends at this same second.

        That is parked, or its note is due if it has one already. An empty activity goes on with the one of before,
        or begins a call. `anyway`: the person was asked, after the refusal `consent_missing` or `clock_behind`, and
        wants to start all the same. Refused is a start moved back while a timer runs (`backdate_running`): those
        minutes are counted in it.
        """
        require(self._context, Verb.TRACK_TIME)
        wish = Wish(activity, backdate_seconds, anyway)
        starting.check_request(activity or starting.USUAL, backdate_seconds)
        self._moves.tidy()
        with self._context.reading() as reader:
            begun = self._moves.begun_on(reader, patient)
        self._require_free_to_move_back(wish)
        if begun and begun == self._run.session:
            return self._moves.change_activity(begun, activity) if activity else Outcome(begun, Changed.NOTHING)
        return self._take_up(begun, wish) if begun else self._begin(patient, wish)

    def resume(self) -> Outcome[str]:
        """Count on; refused when the practice's day ended meanwhile, or no start would be allowed any more."""
        session_id = self._moves.required("running", "paused")
        if session_id == self._run.session:
            return Outcome(session_id, Changed.NOTHING)
        return self._take_up(session_id, Wish())

    def resume_parked(
        self, session_id: str = "", activity: str = "", backdate_seconds: int = 0, *, anyway: bool = False
    ) -> Outcome[str]:
        """Go on with a parked session, the last one when none is named; what runs is put aside.

        Activity, backdating and `anyway` as with `start`.
        """
        wish = Wish(activity, backdate_seconds, anyway)
        starting.check_request(activity or starting.USUAL, backdate_seconds)
        self._moves.tidy()
        self._require_free_to_move_back(wish)
        with self._context.reading() as reader:
            found = self._moves.parked(reader)
        if session_id not in found and (session_id or not found):
            raise Refusal("session_not_parked", "There is no such interrupted session.", "Start a new timer.")
        return self._take_up(session_id or found[0], wish)

    def undo_stop(self, session_id: str) -> Outcome[str]:
        """Go on as if it had not been stopped, within two minutes; later as a new stretch after a hole."""
        self._moves.tidy()
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            if held.value.person != self._context.person:  # the clock would run for somebody who sees no timer
                raise Refusal("session_of_other", "This is somebody else's work; only they can go on with it.",
                              "Write its note, or start a timer of your own.")  # fmt: skip
            if held.value.state != "stopped" or held.value.device != self._context.store.device:
                raise Refusal("session_not_stopped", "This session was not stopped here, or its note is written.",
                              "Start a new timer.")  # fmt: skip
            since = self._run.revived_since()
            free = timers.last_end(tx.connection, held.value.person, since) == 0
            seamless = free and self._run.can_revive(session_id)
            if seamless:
                starting.require_may_go_on(self._context, tx, patient, held.value, anyway=False)
                tx.record(sessions.running(held.value, since), entity=session_id, patient=patient, prev=held.heads)
            elif held.value.stopped_at < self._moves.day_start(tx):
                raise Refusal("session_over_day", "This session is of another day.", "Start a new timer.")
        if not seamless:
            return self._take_up(session_id, Wish())
        self._run.revive(session_id)
        return Outcome(session_id, TIMER)

    def _begin(self, patient: str, wish: Wish) -> Outcome[str]:
        """A new session."""
        now, back = self._context.now(), wish.backdate_seconds
        with self._context.transaction() as tx:
            unsure = starting.require_may_start(self._context, tx, patient, anyway=wish.anyway)
            cut = self._moves.put_aside(tx, self._moves.current(tx), now)
            started = cut.end if cut else starting.free_from(tx, self._context.person, now, back)
            session_id, head_start = new_id(), max(0, now - started) if back else 0
            session = TimerSession(
                self._context.person, self._context.store.device, "running", wish.activity or starting.USUAL,
                running_since=started, backdated_seconds=head_start,
                clock_unsure=unsure or started > now + starting.CLOCK_UNSURE_SECONDS,
            )  # fmt: skip
            tx.record(session, entity=session_id, patient=patient)
        self._moves.go(cut, session_id, session.activity, started, head_start)
        return Outcome(session_id, TIMER)

    def _take_up(self, session_id: str, wish: Wish) -> Outcome[str]:
        """A session that stands still runs again: a new stretch, the hole stays outside. What runs is put aside."""
        now, back = self._context.now(), wish.backdate_seconds
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            unsure = starting.require_may_go_on(self._context, tx, patient, held.value, anyway=wish.anyway)
            current = self._moves.current(tx)
            aside = current if current != session_id else None
            cut = self._moves.put_aside(tx, aside, now, for_the_sake_of=session_id)
            # A gap is asked about as it is: an answer to it must not reach into time that somebody vouched for.
            free = starting.free_from(tx, held.value.person, now, back)
            started = cut.end if cut else max(free, *(gap.end for gap in held.value.gaps), 0)
            head_start = max(0, now - started) if back else 0
            session = replace(
                sessions.running(held.value, started, wish.activity),
                backdated_seconds=held.value.backdated_seconds + head_start,
                clock_unsure=held.value.clock_unsure or unsure or started > now + starting.CLOCK_UNSURE_SECONDS,
            )
            tx.record(session, entity=session_id, patient=patient, prev=held.heads)
        self._moves.go(cut, session_id, session.activity, started, head_start)
        return Outcome(session_id, TIMER)

    def _require_free_to_move_back(self, wish: Wish) -> None:
        """Whose clock runs is counted up to this second: a minute before it cannot count for something else too."""
        if wish.backdate_seconds and self._run.session:
            raise Refusal("backdate_running", "A timer runs, and what was done until now is counted in it.",
                          "Start as of now; add earlier work by hand, with its reason.")  # fmt: skip
