"""The steps every command of the timer is made of: put aside, take up, stand still, answer gaps."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ccm_desktop.domain.calendar import from_epoch, local_day, midnight
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.timer.gaps import UNSEEN, GapDecision, pending
from ccm_desktop.domain.timer.reckoning import Cut
from ccm_desktop.domain.timer.segments import renamed_if_short
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models.queries import timers
from ccm_desktop.models.store import Held, Reader, Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.policies import policies_of
from ccm_desktop.services.timer_gaps import answered
from ccm_desktop.services.timer_run import TimerRun

MOST_PARKED = 5
TIMER = Changed.TIMER | Changed.TIME


class TimerMoves:
    """Brings the account of the running session and its record in the practice file together.

    Order of every step: cut the account, record, commit, and only then go on from the cut. When the
    commit fails, nothing has happened and the time runs on.
    """

    def __init__(self, context: Context, run: TimerRun) -> None:
        self._context = context
        self._run = run

    def current(self, reader: Reader) -> str | None:
        """The session of this person on this device that runs or is paused."""
        return timers.current(reader.connection, self._context.person, self._context.store.device)

    def still(self, reader: Reader) -> list[timers.Still]:
        """What of this person runs, pauses or is parked on this device, the last put aside first."""
        return timers.still(reader.connection, self._context.person, self._context.store.device)

    def parked(self, reader: Reader) -> list[str]:
        """Interrupted sessions, the last put aside first."""
        return [one.session for one in self.still(reader) if one.state == "parked"]

    def required(self, *states: str) -> str:
        """The current session, in one of these states."""
        self.tidy()
        with self._context.reading() as reader:
            found = self.current(reader)
            if found is not None and sessions.session_of(reader, found)[1].value.state in states:
                return found
            if found is not None:
                raise Refusal("timer_paused", "The timer is paused.", "Resume it first, with Ctrl+Shift+P.")
        raise Refusal("timer_not_running", "No timer is running.", "Start one with Ctrl+T.")

    def go(self, cut: Cut | None, session_id: str, activity: str, started: int, head_start: int = 0) -> None:
        """The record is safe: credit to this session, from where the last one was cut or from now."""
        if cut is None:
            self._run.begin(session_id, activity, started, head_start)
        else:
            self._run.carry_on(cut, session_id, activity)

    def put_aside(self, tx: Transaction, session_id: str | None, now: int, *, for_the_sake_of: str = "") -> Cut | None:
        """Interrupt what runs or is paused: parked, or stopped if it has its note or too many are parked.

        `for_the_sake_of` a session that is taken up and so will not be parked any more.
        """
        if session_id is None:
            return None
        patient, held = sessions.session_of(tx, session_id)
        cut = self._run.cut() if held.value.state == "running" else None
        state = "stopped" if held.value.note.strip() else self.parked_state(tx, without=for_the_sake_of)
        tx.record(sessions.after(held.value, cut, state, now), entity=session_id, patient=patient, prev=held.heads)
        return cut

    def parked_state(self, reader: Reader, without: str = "") -> str:
        """parked, or stopped for the sixth."""
        others = [one for one in self.parked(reader) if one != without]
        return "parked" if len(others) < MOST_PARKED else "stopped"

    def begun_on(self, reader: Reader, patient: str) -> str:
        """What of this patient runs, else is paused, else was parked last; else empty."""
        mine = [one for one in self.still(reader) if timers.patient_of(reader.connection, one.session) == patient]
        return min(mine, key=_nearest_first).session if mine else ""

    def stand_still(self, session_id: str, state: str) -> Outcome[str]:
        """Paused, parked or stopped, at this moment.

        What was parked keeps its moment, and so does what never earned a second: nothing else says when it began.
        """
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            if held.value.state == state:
                return Outcome(session_id, Changed.NOTHING)
            cut = self._run.cut() if held.value.state == "running" else None
            keeps = held.value.state == "parked" or (cut is None and not held.value.segments)
            at = held.value.stopped_at if keeps else self._context.now()
            stood = sessions.after(held.value, cut, state, at)
            tx.record(stood, entity=session_id, patient=patient, prev=held.heads)
        if cut is not None:
            self._run.end(cut if state == "stopped" else None)
        return Outcome(session_id, TIMER)

    def change_activity(self, session_id: str, activity: str) -> Outcome[str]:
        """The running session goes on under another activity."""
        with self._context.transaction() as tx:
            patient, held = sessions.session_of(tx, session_id)
            if held.value.activity == activity:
                return Outcome(session_id, Changed.NOTHING)
            cut = self._run.cut()
            so_far = sessions.after(held.value, cut, "running", 0)
            session = replace(so_far, segments=renamed_if_short(so_far.segments, cut.end, activity))
            session = sessions.running(session, cut.end, activity)
            tx.record(session, entity=session_id, patient=patient, prev=held.heads)
        self._run.carry_on(cut, session_id, activity)
        return Outcome(session_id, TIMER)

    def tidy(self) -> None:
        """Stop what should not be there: paused or parked over the end of the day, running without being watched.

        And go by what the practice calls an absence now.
        """
        with self._context.reading() as reader:
            self._run.be_away_after(60 * int(policies_of(reader).away_minutes))
            found = self.still(reader)
            opening = self.day_start(reader) if found else 0
            stale = [
                one.session for one in found
                if (one.state == "running" and one.session != self._run.session)
                or (one.state != "running" and one.stopped_at < opening)
            ]  # fmt: skip
        for session_id in stale:
            with self._context.transaction() as tx:
                patient, held = sessions.session_of(tx, session_id)
                at = held.value.stopped_at or held.value.running_since or self._context.now()
                stopped = sessions.after(held.value, None, "stopped", at)
                tx.record(stopped, entity=session_id, patient=patient, prev=held.heads)

    def day_start(self, reader: Reader) -> int:
        """The last midnight of the practice."""
        zone = self._context.zone_of(reader)
        return midnight(local_day(from_epoch(self._context.now()), zone), zone)

    def decide(self, session_id: str, answers: Mapping[str, GapDecision]) -> Outcome[str]:
        """Answer gaps, by id; of a running session all that was earned so far is recorded with them."""
        with self._context.transaction() as tx:
            patient, held = sessions.writable(self._context, tx, session_id)
            cut, session = self._up_to_now(session_id, held)
            for gap_id, decision in answers.items():
                session = answered(tx, patient, session_id, session, gap_id, decision, self._context.now())
            tx.record(session, entity=session_id, patient=patient, prev=held.heads)
        if cut is not None:
            self._run.carry_on(cut, session_id, session.activity)
        return Outcome(session_id, TIMER)

    def save_again(self) -> Outcome[None]:
        """The disk refused the running time: ask it at once; refused while it still does."""
        if not self._run.try_again():
            raise Refusal("journal_refused", "The disk still does not take the running time.",
                          "Make room on it or allow writing; the time is kept in memory.")  # fmt: skip
        return Outcome(None, Changed.TIMER)

    def decide_all(self, session_id: str, decision: str, only: Collection[str] | None = None) -> Outcome[str]:
        """Answer all gaps that wait, but for those that only the recovery sheet answers.

        `only` these: a gap that came, or grew, after somebody looked has not been seen and waits on.
        """
        if decision not in ("kept", "removed"):
            raise BadInput("gap_decision_unknown", "The answer is not known.", "Keep them, or remove them.")
        with self._context.reading() as reader:
            gaps = sessions.session_of(reader, session_id)[1].value.gaps
        if session_id == self._run.session:
            gaps = (*gaps, *self._run.gaps())
        waiting = [gap.id for gap in pending(gaps) if gap.kind not in UNSEEN and (only is None or gap.id in only)]
        if only is not None and not waiting:
            raise Refusal("gap_unknown", "These gaps are not in the session any more.", "Look again.")
        return self.decide(session_id, dict.fromkeys(waiting, GapDecision(decision)))

    def _up_to_now(self, session_id: str, held: Held[TimerSession]) -> tuple[Cut | None, TimerSession]:
        session = held.value
        if session.state in ("final", "void"):
            raise Refusal("session_final", "This session is finished.", "Correct its entries instead.")
        if session.state != "running":
            return None, session
        if session_id != self._run.session:
            raise Refusal("session_elsewhere", "This session runs on another computer.", "Answer the gap there.")
        cut = self._run.cut()
        return cut, sessions.running(sessions.after(session, cut, "running", 0), cut.end)


def _nearest_first(one: timers.Still) -> tuple[int, int]:
    return ("running", "paused", "parked").index(one.state), -one.stopped_at
