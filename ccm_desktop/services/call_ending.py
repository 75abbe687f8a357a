"""The end of a call: time, contact, findings, tasks and escalations in one commit."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.activities import REACHED
from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_end import NOTHING_MORE, CallEnd, whole_note
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.call_settings import identity_required, phrases_of
from ccm_desktop.services.calls import CallService
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.contacts import check_next_day
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import NewEscalation, write_escalation
from ccm_desktop.services.finishing import CHANGED, Before, Finished
from ccm_desktop.services.tasks import NewTask, write_task
from ccm_desktop.services.timer import TimerService

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class CallToEnd:
    """A call as it stands on the screen."""

    patient: str
    session: str
    call: Call
    outcome: str
    note: str = ""
    """As typed; what the script found is added."""
    end: CallEnd = NOTHING_MORE


class CallEndingService:
    """Ends a call whole or not at all. The clock alone is stopped before: it always can be."""

    def __init__(self, context: Context, timer: TimerService, calls: CallService) -> None:
        self._context, self._timer, self._calls = context, timer, calls

    def finish(self, ended: CallToEnd) -> Outcome[Finished]:
        """Stop the clock if it runs, and write everything; refused before the clock is touched where that can be."""
        note = self._check(ended)
        with self._context.reading() as reader:
            _, held = sessions.session_of(reader, ended.session)
        if held.value.state in ("running", "paused"):
            self._timer.stop(ended.session)  # never whatever runs here
        with self._context.together(), self._context.transaction() as tx:
            before = Before.of(tx, ended.patient)
            written = self._timer.finish(
                ended.session, note=note, outcome=ended.outcome, next_contact_on=ended.end.next_contact_on
            ).value  # fmt: skip
            entry = written[0] if written else ""
            self._calls.finish(ended.patient, ended.session, ended.call, ended.call.accepted(), entry)
            self._add(tx, ended, note)
            result = before.until_now(tx, ended.session)
        return Outcome(result, CHANGED)

    def _check(self, ended: CallToEnd) -> str:
        """Refuse what would be refused later, while the clock still runs; returns the whole note."""
        if not ended.outcome:
            raise BadInput("outcome_missing", "A call needs its outcome.", "Say whether the patient was reached.")
        ended.call.require_finishable()
        check_next_day(ended.end.next_contact_on)
        check_next_day(ended.end.task_due)
        with self._context.reading() as reader:
            if ended.outcome in REACHED and identity_required(reader) and not ended.call.identity:
                raise Refusal("identity_unchecked", "Who was on the line is not recorded as checked.",
                              "Answer the identity prompt of the script.")  # fmt: skip
            own = dict(phrases_of(reader, self._context.person)).get("vm", "")
        note = whole_note(ended.note, ended.call, ended.outcome, own)
        if not note:
            raise BadInput("note_missing", "The note is empty.", "Say in a few words what was done.")
        return note

    def _add(self, tx: Transaction, ended: CallToEnd, note: str) -> None:
        end = ended.end
        if end.task.strip():
            write_task(tx, NewTask(end.task, ended.patient, end.task_due, source="call", reference=ended.session))
        if end.edge_case:
            why = f"Edge case: {' '.join(note.split())[:_LONGEST_REASON]}"
            write_escalation(
                self._context, tx, NewEscalation(ended.patient, "routine", why, "lead", session=ended.session)
            )  # fmt: skip
