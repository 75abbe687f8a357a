"""Timed work finished with its note, with all that followed from it, and taken back right after."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.timer.segments import total
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.contact import ContactWithdrawn
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.ledger.payloads.task import TaskStatus, TaskWhat
from ccm_desktop.models.queries import entries, patients, tasks
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.time_entries import TimeEntryService
from ccm_desktop.services.timer import TimerService

CHANGED = Changed.TIMER | Changed.TIME | Changed.CONTACTS | Changed.PATIENTS | Changed.TASKS
_UNDONE = "Undone right after it was saved"


@dataclass(frozen=True, slots=True)
class Finished:
    """What was written, with what is needed to take it back."""

    patient: str
    session: str
    seconds: int
    next_contact_on: str
    """When the next contact is planned now; empty for not at all."""
    planned_before: NextContact
    planned_by: tuple[str, ...]
    """Versions of the planned contact as this left it."""
    made: tuple[str, ...]
    """Tasks that this made."""
    entries: tuple[str, ...]
    """Time entries as this left them."""


@dataclass(frozen=True, slots=True)
class Before:
    """What stood in a chart before work on it was finished."""

    patient: str
    planned: NextContact
    tasks: frozenset[str]

    @classmethod
    def of(cls, reader: Reader, patient: str) -> Before:
        """The chart as it stands."""
        held = reader.held(NextContact, patient)
        known = tasks.tasks(reader.connection, open_only=False, patient=patient)
        return cls(patient, held.value if held else NextContact(), frozenset(row.id for row in known))

    def until_now(self, reader: Reader, session: str) -> Finished:
        """What has been written since."""
        after = reader.held(NextContact, self.patient)
        made = tuple(row.id for row in tasks.tasks(reader.connection, patient=self.patient) if row.id not in self.tasks)
        _, final = sessions.session_of(reader, session)
        return Finished(
            self.patient, session, total(final.value.segments), after.value.next_contact_on if after else "",
            self.planned, tuple(after.heads) if after else (), made, _entries(reader, self.patient, session),
        )  # fmt: skip


class FinishingService:
    """Writes the note of stopped work so that it can be taken back. Methods run on the database thread."""

    def __init__(self, context: Context, timer: TimerService, time: TimeEntryService) -> None:
        self._context, self._timer, self._time = context, timer, time

    def finish(self, session_id: str, *, note: str, outcome: str, next_contact_on: str = "") -> Outcome[Finished]:
        """The same as `TimerService.finish`."""
        with self._context.together(), self._context.transaction() as tx:
            patient, _ = sessions.session_of(tx, session_id)
            before = Before.of(tx, patient)
            done = self._timer.finish(session_id, note=note, outcome=outcome, next_contact_on=next_contact_on)
            return Outcome(before.until_now(tx, session_id), done.changed | Changed.PATIENTS)

    def undo(self, done: Finished) -> Outcome[str]:
        """Take back what was just recorded: the session waits for its note again, which is still there.

        Refused for a call with findings: what was found stays found; and where the time was corrected since,
        by whomever: that change would be lost.
        """
        with self._context.together(), self._context.transaction() as tx:
            _, held = sessions.writable(self._context, tx, done.session)
            if held.value.state != "final" or tasks.findings(tx.connection, done.session):
                raise Refusal("call_finished", "This work cannot be taken back any more.",
                              "Amend its time entry, or add what is new as a note.")  # fmt: skip
            if _entries(tx, done.patient, done.session) != done.entries:
                raise Refusal("changed_again", "The time was changed after it was saved.",
                              "Look at its entry as it is now.")  # fmt: skip
            for entry in done.entries:
                self._time.void(entry, _UNDONE)
            for contact in patients.contacts_of_session(tx.connection, done.patient, done.session):
                gone = ContactWithdrawn(contact, _UNDONE, self._context.person)
                tx.record(gone, entity=new_id(), patient=done.patient)
            waiting = replace(held.value, state="stopped")
            tx.record(waiting, entity=done.session, patient=done.patient, prev=held.heads)
            _plan_as_before(tx, done)
            for task in done.made:
                _drop(tx, task, done.patient)
        return Outcome(done.session, CHANGED)


def _entries(reader: Reader, patient: str, session: str) -> tuple[str, ...]:
    return tuple(entries.of_session(reader.connection, patient, session))


def _plan_as_before(tx: Transaction, done: Finished) -> None:
    """Unless somebody has planned anew since."""
    held = tx.held(NextContact, done.patient)
    if held is not None and tuple(held.heads) == done.planned_by and held.value != done.planned_before:
        tx.record(done.planned_before, entity=done.patient, patient=done.patient, prev=held.heads)


def _drop(tx: Transaction, task: str, patient: str) -> None:
    """Its reference goes too, so that the next attempt may make it again."""
    what, status = tx.held(TaskWhat, task), tx.held(TaskStatus, task)
    if what is not None and status is not None and status.value.status == "open":
        tx.record(replace(what.value, reference=""), entity=task, patient=patient, prev=what.heads)
        tx.record(TaskStatus("dropped", _UNDONE), entity=task, patient=patient, prev=status.heads)
