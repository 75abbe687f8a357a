"""Teach-backs of the instructions of a plan: recorded beside it, back at the next contact until they succeed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ccm_desktop.domain import teach_back as rules
from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_script import CallScript
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.teach_back import RESULTS
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.teach_back import TeachBackRecorded, TeachBackWithdrawn
from ccm_desktop.models.queries import teach_backs
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import InterventionText, MedicationOrder, SymptomToWatch
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of

_CHANGED = Changed.CARE_PLAN | Changed.TASKS | Changed.CONTACTS
_KINDS = {"symptom": SymptomToWatch, "medication": MedicationOrder, "intervention": InterventionText}


@dataclass(frozen=True, slots=True)
class TeachBackLine:
    """One result; `at` in epoch seconds."""

    record_id: str
    line: str
    instruction: str
    result: str
    """A key of `domain.teach_back.RESULTS`."""
    words: str
    by: str
    at: int
    again: bool
    """The last one of its line, which did not succeed: it returns at the next contact."""

    @property
    def told(self) -> str:
        """What came of it, in words."""
        said = f": “{self.words}”" if self.words else ""
        return f"{rules.told(self.result)}{said} — {self.by}"


class TeachBackService:
    """Records and lists."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, patient: str) -> tuple[TeachBackLine, ...]:
        """Every result of a patient that holds, the newest first."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return lines_of(reader, patient)

    def instruction(self, line: str) -> str:
        """What a line of the plan asks of the patient, in its words of today."""
        with self._context.reading() as reader:
            return _instruction(reader, line)[1]

    def record(self, patient: str, line: str, result: str, words: str = "") -> Outcome[str]:
        """What the patient could say back; returns the id of the record."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            record = _write(tx, self._context.person, patient, line, result, words)
        return Outcome(record, _CHANGED)

    def withdraw(self, record: str, reason: str = "Taken back at once") -> Outcome[None]:
        """A result was recorded by mistake."""
        require(self._context, Verb.CARE)
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            patient = teach_backs.patient_of(tx.connection, record)
            if patient is None:
                raise Refusal("teach_back_gone", "There is no such result any more.", "Look at the list again.")
            fact = TeachBackWithdrawn(record, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(None, _CHANGED)


def lines_of(reader: Reader, patient: str) -> tuple[TeachBackLine, ...]:
    """Within a view of the file, the newest first."""
    rows = teach_backs.standing(reader.connection, patient)
    if not rows:
        return ()
    names = {person.id: person.title for person in people_of(reader)}
    waiting = set(teach_backs.to_repeat(reader.connection, patient).get(patient, ()))
    found = []
    for row in rows:
        found.append(TeachBackLine(row.id, row.line, row.instruction, row.result, row.words,
                                   names.get(row.person, ""), row.at // 1000, row.line in waiting))  # fmt: skip
        waiting.discard(row.line)  # only the newest of a line says whether it returns
    return tuple(found)


def history_of(lines: Sequence[TeachBackLine]) -> tuple[tuple[int, str], ...]:
    """When, and what came of each."""
    return tuple((one.at, f"Teach-back: “{one.instruction}”: {one.told}") for one in lines)


def agenda_of(reader: Reader, patient: str) -> tuple[CallScript, ...]:
    """What a call goes over again."""
    return rules.agenda((one.line, one.instruction) for one in lines_of(reader, patient) if one.again)


def write_results(tx: Transaction, person: str, patient: str, session: str, call: Call) -> None:
    """Record what a call went over again, within the transaction that ends it."""
    for line, result, words in rules.results(call):
        _write(tx, person, patient, line, result, words, session)


def _write(
    tx: Transaction, person: str, patient: str, line: str, result: str, words: str, session: str = ""
) -> str:  # fmt: skip
    kind, instruction = _asked(tx, patient, line)
    if result not in RESULTS:
        raise BadInput("result_missing", "It is not said what came of it.", f"Choose one of: {', '.join(RESULTS)}.")
    record = new_id()
    fact = TeachBackRecorded(line, kind, instruction, result, person, words.strip(), session)
    tx.record(fact, entity=record, patient=patient)
    return record


def _asked(reader: Reader, patient: str, line: str) -> tuple[str, str]:
    """The kind and the words of a line of the patient's plan.

    Of one that only a newer program can read as the last result has it, or a call that goes over it had no end.
    """
    try:
        kind, words = _instruction(reader, line)
    except BadInput:
        for row in teach_backs.standing(reader.connection, patient):
            if row.line == line:
                return row.kind, row.instruction
        raise
    if reader.patient_of(_KINDS[kind], line) != patient:
        raise _unknown()
    return kind, words


def _instruction(reader: Reader, line: str) -> tuple[str, str]:
    """The kind of the line, and its words."""
    symptom = reader.held(SymptomToWatch, line)
    if symptom is not None:
        one = symptom.value
        return "symptom", f"{one.sign}: {one.do}" if one.do else one.sign
    order = reader.held(MedicationOrder, line)
    if order is not None:
        drug = order.value
        how = drug.directions or drug.frequency
        return "medication", " ".join(part for part in (drug.drug, drug.dose, drug.unit, how) if part)
    work = reader.held(InterventionText, line)
    if work is not None:
        return "intervention", work.value.description
    raise _unknown()


def _unknown() -> BadInput:
    return BadInput("line_unknown", "There is no such instruction in this patient's plan.",
                    "Choose a symptom to watch, a medication or an intervention first.")  # fmt: skip
