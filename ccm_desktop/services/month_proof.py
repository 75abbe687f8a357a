"""For `ccm verify`: month signatures and closings compared with the record as it is, not only with themselves."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.payload import json_text
from ccm_desktop.ledger.payloads.month import DecisionMaking
from ccm_desktop.ledger.payloads.month_close import ClosedLine
from ccm_desktop.ledger.payloads.month_sign import MonthNote, month_entity
from ccm_desktop.models.queries import month_end
from ccm_desktop.models.queries.month_end import SignatureRow
from ccm_desktop.models.store import Reader
from ccm_desktop.services.month_signatures import content_hash_of
from ccm_desktop.services.month_snapshot import closing_of


def findings(reader: Reader) -> list[str]:
    """What of the months' signatures and closings does not fit the record; places without any patient's data.

    A signature that later work withdrew is no fault: it must still fit what it was made over.
    """
    found: list[str] = []
    for month in month_end.settled_months(reader.connection):
        rows = [row for of_patient in month_end.signatures(reader.connection, month).values() for row in of_patient]
        found += [f"month.signature {row.id}: {fault}" for row in rows for fault in _faults(reader, month, row)]
        found += _closings(reader, month, {row.id: row for row in rows})
    return found


def _faults(reader: Reader, month: str, row: SignatureRow) -> Iterator[str]:
    if row.signature.content_sha256 != content_hash_of(month, row):
        yield "it was not made over what it names."
    if not month_end.are_entries(reader.connection, row.patient, (*row.entries, *row.voids)):
        yield "it names time that is not on record for its patient."
    if not month_end.are_void(reader.connection, row.voids):
        yield "it names time as void that stands."
    if row.complexity and not _fits_complexity(reader, month, row):
        yield "its complexity is not the one on record."
    if not _fits_note(reader, month, row):
        yield "its note is not the one on record."


def _fits_complexity(reader: Reader, month: str, row: SignatureRow) -> bool:
    """Whether the attestation it names is this patient-month's, word for word."""
    decision, *said = row.complexity
    of_patient = (fold.understood(op) for op in reader.history(decision) if op.header.pid == row.patient)
    return any(
        isinstance(fact, DecisionMaking)
        and [fact.month, fact.level, fact.decided_by, fact.decided_on, fact.rationale] == [month, *said]
        for fact in of_patient
    )


def _fits_note(reader: Reader, month: str, row: SignatureRow) -> bool:
    """Whether the operation it names wrote this patient-month's note, word for word."""
    ops = reader.history(month_entity(row.patient, month))
    note = next((fold.understood(op) for op in ops if op.id == row.note), None)
    return isinstance(note, MonthNote) and sha256(json_text(note).encode()).hexdigest() == row.note_sha256


def _closings(reader: Reader, month: str, signatures: dict[str, SignatureRow]) -> Iterator[str]:
    for closing in month_end.closings(reader.connection, month):
        try:
            closed = closing_of(reader, Month.parse(month), closing.id)
        except FileProblem:
            yield f"month.closed {closing.id}: the lines are not the ones that were closed."
            continue
        for patient, line in closed.lines:
            for name in line.signatures:
                row = signatures.get(name)
                if row is None or row.patient != patient or not _signed(row, line):
                    yield f"month.closed {closing.id}: signature {name} does not fit the line it stands for."


def _signed(row: SignatureRow, line: ClosedLine) -> bool:
    """Whether the signature froze exactly what the line bills."""
    return (
        set(row.entries) == {entry for _, _, entry, _ in line.pieces}
        and row.codes == line.codes
        and (row.staff_seconds, row.practitioner_seconds) == (line.staff_seconds, line.practitioner_seconds)
    )
