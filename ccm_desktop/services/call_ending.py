"""The end of a call: time, contact, findings, tasks and escalations in one commit; and an attempt taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.activities import REACHED
from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_end import NOTHING_MORE, CallEnd, whole_note
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.contact import ContactWithdrawn
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.ledger.payloads.task import TaskStatus, TaskWhat
from ccm_desktop.models.queries import entries, patients, tasks
from ccm_desktop.models.store import Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.call_settings import identity_required, phrases_of
from ccm_desktop.services.calls import CallService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.contacts import check_next_day
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import NewEscalation, write_escalation
from ccm_desktop.services.tasks import NewTask, write_task
from ccm_desktop.services.time_entries import TimeEntryService
from ccm_desktop.services.timer import TimerService

CHANGED = Changed.TIMER | Changed.TIME | Changed.CONTACTS | Changed.PATIENTS | Changed.TASKS
_UNDONE = "Undone right after the call"
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


@dataclass(frozen=True, slots=True)
class CallEnded:
    """What was written, with what is needed to take it back."""

    patient: str
    session: str
    seconds: int
    next_contact_on: str
    """When the next contact is planned now; empty for not at all."""
    planned_before: NextContact
    planned_by: tuple[str, ...]
    """Versions of the planned contact as this call left it."""
    made: tuple[str, ...]
    """Tasks that this call made."""


class CallEndingService:
    """Ends a call whole or not at all. The clock alone is stopped before: it always can be."""

    def __init__(self, context: Context, timer: TimerService, calls: CallService, time: TimeEntryService) -> None:
        self._context, self._timer, self._calls, self._time = context, timer, calls, time

    def finish(self, ended: CallToEnd) -> Outcome[CallEnded]:
        """Stop the clock if it runs, and write everything; refused before the clock is touched where that can be."""
        note = self._check(ended)
        with self._context.reading() as reader:
            _, held = sessions.session_of(reader, ended.session)
        if held.value.state in ("running", "paused"):
            self._timer.stop(ended.session)  # never whatever runs here
        with self._context.together(), self._context.transaction() as tx:
            before = tx.held(NextContact, ended.patient)
            known = {row.id for row in tasks.tasks(tx.connection, open_only=False, patient=ended.patient)}
            written = self._timer.finish(
                ended.session, note=note, outcome=ended.outcome, next_contact_on=ended.end.next_contact_on
            ).value  # fmt: skip
            entry = written[0] if written else ""
            self._calls.finish(ended.patient, ended.session, ended.call, ended.call.accepted(), entry)
            self._add(tx, ended, note)
            after = tx.held(NextContact, ended.patient)
            made = [row.id for row in tasks.tasks(tx.connection, patient=ended.patient) if row.id not in known]
            _, final = sessions.session_of(tx, ended.session)
            result = CallEnded(
                ended.patient, ended.session, sum(end - start for start, end, _ in final.value.segments),
                after.value.next_contact_on if after else "", before.value if before else NextContact(),
                tuple(after.heads) if after else (), tuple(made),
            )  # fmt: skip
        return Outcome(result, CHANGED)

    def undo(self, ended: CallEnded) -> Outcome[str]:
        """Take back an attempt that was just recorded: the session waits for its note again.

        Refused for a call with findings: what was found stays found.
        """
        with self._context.together(), self._context.transaction() as tx:
            _, held = sessions.writable(self._context, tx, ended.session)
            if held.value.state != "final" or tasks.findings(tx.connection, ended.session):
                raise Refusal("call_finished", "This call cannot be taken back any more.",
                              "Amend its time entry, or add what is new as a note.")  # fmt: skip
            for entry in entries.of_session(tx.connection, ended.patient, ended.session):
                self._time.void(entry, _UNDONE)
            for start, end, _ in held.value.segments:  # an entry may stand on another patient since
                sessions.require_free(tx, ended.session, held.value, start, end, self._context.now())
            for contact in patients.contacts_of_session(tx.connection, ended.patient, ended.session):
                gone = ContactWithdrawn(contact, _UNDONE, self._context.person)
                tx.record(gone, entity=new_id(), patient=ended.patient)
            waiting = replace(held.value, state="stopped")
            tx.record(waiting, entity=ended.session, patient=ended.patient, prev=held.heads)
            self._plan_as_before(tx, ended)
            for task in ended.made:
                _drop(tx, task, ended.patient)
        return Outcome(ended.session, CHANGED)

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

    def _plan_as_before(self, tx: Transaction, ended: CallEnded) -> None:
        """Unless somebody has planned anew since."""
        held = tx.held(NextContact, ended.patient)
        if held is not None and tuple(held.heads) == ended.planned_by and held.value != ended.planned_before:
            tx.record(ended.planned_before, entity=ended.patient, patient=ended.patient, prev=held.heads)


def _drop(tx: Transaction, task: str, patient: str) -> None:
    """Its reference goes too, so that the next attempt may make it again."""
    what, status = tx.held(TaskWhat, task), tx.held(TaskStatus, task)
    if what is not None and status is not None and status.value.status == "open":
        tx.record(replace(what.value, reference=""), entity=task, patient=patient, prev=what.heads)
        tx.record(TaskStatus("dropped", _UNDONE), entity=task, patient=patient, prev=status.heads)
