"""Readings a patient takes at home, or a laboratory reports: kept, judged, and acted on where they lie outside (A-47).

What is typed or comes in a file supports chronic care management; it is no remote monitoring (99453, 99454, 99457) and
no emergency service.
"""

from __future__ import annotations

import re

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.readings import KINDS, Measured, measured, typed
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.ledger.payloads.reading import ReadingWithdrawn
from ccm_desktop.ledger.payloads.task import TaskStatus
from ccm_desktop.models.queries import readings
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.reading_judging import New, take_in
from ccm_desktop.services.reading_lines import STATES, ReadingLine, lines_of
from ccm_desktop.services.tasks import TaskService

CHANGED = Changed.PATIENTS | Changed.TASKS
_MISTAKE = "The reading was entered by mistake"


def rounded(value: str) -> str:
    """A reading as people write it: one decimal is more than any device at home can tell."""
    return re.sub(r"\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}", value)


class ReadingService:
    """Records readings, lists them with where they stand, and ends the work that they make."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tasks = TaskService(context)

    def of(self, patient: str, limit: int = 20) -> tuple[ReadingLine, ...]:
        """Of a patient, the newest first."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return lines_of(self._context, reader, patient=patient, limit=limit)

    def open(self) -> tuple[ReadingLine, ...]:
        """Of everybody, those that wait for somebody, by when they are due."""
        with self._context.reading() as reader:
            return lines_of(self._context, reader, open_only=True)

    def record(self, patient: str, kind: str, value: str, at: int | None = None, unit: str = "") -> Outcome[str]:
        """Keep one reading; `at` in epoch seconds, now when left out. Returns its id."""
        require(self._context, Verb.CARE)
        return self._keep(patient, measured(kind, value, unit), at)

    def enter(self, patient: str, line: str, at: int | None = None) -> Outcome[str]:
        """The same, typed in one line: `184/96`, `wt 187.5`."""
        require(self._context, Verb.CARE)
        return self._keep(patient, typed(line), at)

    def one(self, reading: str) -> ReadingLine:
        """One that stands."""
        with self._context.reading() as reader:
            return self._line(reader, reading)

    def act(self, reading: str, words: str) -> Outcome[ReadingLine]:
        """Somebody acted: how; returns the reading as it stands, for `reopen`."""
        self._tasks.done(self._tasks.one(self._open(reading).task_id), words.strip())
        return Outcome(self.one(reading), CHANGED)

    def not_needed(self, reading: str, why: str) -> Outcome[ReadingLine]:
        """Nobody has to act: why."""
        self._tasks.drop(self._tasks.one(self._open(reading).task_id), why.strip())
        return Outcome(self.one(reading), CHANGED)

    def reopen(self, reading: str) -> Outcome[ReadingLine]:
        """Undo: somebody has to act after all."""
        line = self.one(reading)
        if not line.task_id or line.is_open:
            raise Refusal("reading_not_ended", "Nothing was said of this reading yet.", "Look at the list again.")
        self._tasks.reopen(self._tasks.one(line.task_id))
        return Outcome(self.one(reading), CHANGED)

    def withdraw(self, reading: str, reason: str = "Taken back at once") -> Outcome[None]:
        """It was entered by mistake: it is shown no more, and its task goes unless other readings share it."""
        require(self._context, Verb.CARE)
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            line = self._line(tx, reading)
            fact = ReadingWithdrawn(reading, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=line.patient_id)
            held = tx.held(TaskStatus, line.task_id) if line.is_open else None
            if held is not None and not readings.of_task(tx.connection, line.task_id):
                status = TaskStatus("dropped", _MISTAKE)
                tx.record(status, entity=line.task_id, patient=line.patient_id, prev=held.heads)
        return Outcome(None, CHANGED)

    def _keep(self, patient: str, found: Measured, at: int | None) -> Outcome[str]:
        taken = self._context.now() if at is None else at
        with self._context.transaction() as tx:
            who_is(tx, patient)
            reading = write_reading(self._context, tx, patient, found, taken)
            take_in(self._context, tx, patient, [New(reading, found, taken)])
        return Outcome(reading, CHANGED)

    def _open(self, reading: str) -> ReadingLine:
        line = self.one(reading)
        if not line.is_open:
            raise Refusal("reading_not_open", "Nobody has to act on this reading.", "Look at the list again.")
        return line

    def _line(self, reader: Reader, reading: str) -> ReadingLine:
        found = lines_of(self._context, reader, reading=reading) if reading else ()
        if not found:
            raise BadInput("reading_gone", "There is no such reading.", "Choose one of the list.")
        return found[0]


def write_reading(
    context: Context, tx: Transaction, patient: str, found: Measured, taken: int, entity: str = ""
) -> str:
    """Record one within a transaction of the caller; returns its id. Nobody took it tomorrow."""
    if taken > context.now() + 60:
        raise BadInput("reading_in_future", "The reading lies in the future.", "Enter when it was taken.")
    kind, reading = KINDS[found.kind], entity or new_id()
    fact = ObservationRecord(kind.title, found.value, found.unit, taken, kind.loinc, kind.category)
    tx.record(fact, entity=reading, patient=patient)
    return reading


__all__ = ["CHANGED", "KINDS", "STATES", "ReadingLine", "ReadingService", "rounded", "write_reading"]
