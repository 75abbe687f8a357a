"""The frozen figures of a closed month: written once, read back only when their hash still holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, FileProblem
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.payload import json_text
from ccm_desktop.ledger.payloads.month_close import ClaimPart, ClosedLine, MonthClosed
from ccm_desktop.models.queries import month_end
from ccm_desktop.models.store import Reader
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_lines import closed_line_of
from ccm_desktop.services.month_standing import held_state
from ccm_desktop.services.month_views import LineChange

_NO_CLAIM = ClaimPart()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One revision of a month, proved against its hash. Claims, board and documents are made from it."""

    closing: str
    closed_at: int
    closed_by: str
    head: MonthClosed
    lines: tuple[tuple[str, ClosedLine], ...]
    """Patient and line, by name."""

    @property
    def until_ms(self) -> int:
        """What was written later, in milliseconds since 1970, is no part of it."""
        return (self.closed_at + 1) * 1000 - 1

    @property
    def board(self) -> tuple[MonthLine, ...]:
        """The lines as the board shows them."""
        return tuple(closed_line_of(patient, line) for patient, line in self.lines)

    @property
    def pieces(self) -> tuple[tuple[Piece, ...], ...]:
        """The decided seconds of every patient."""
        return tuple(tuple(Piece(*piece) for piece in line.pieces) for _, line in self.lines)

    def line(self, patient: str) -> ClosedLine | None:
        """The patient's line; None when not in this revision."""
        return next((line for who, line in self.lines if who == patient), None)


def frozen_line(
    closing: str, found: Assessed, shown: MonthLine, signatures: Iterable[str], claim: ClaimPart
) -> ClosedLine:
    """What is kept of a patient: the line as it was shown, the decision on every second, and what a claim says."""
    decision, step, day = found.decision, shown.next, found.decision.service_date
    return ClosedLine(
        closing=closing,
        name=shown.name,
        birth_on=shown.birth_on,
        mrn=shown.mrn,
        practitioner_id=decision.facts.billing_practitioner,
        practitioner=shown.practitioner,
        coordinator=shown.coordinator,
        logged_seconds=shown.logged_seconds,
        counted_seconds=shown.counted_seconds,
        staff_seconds=shown.staff_seconds,
        practitioner_seconds=shown.practitioner_seconds,
        family=decision.family.key if shown.codes and decision.family else "",
        codes=shown.codes,
        fee=str(shown.fee),
        state=shown.state,
        held=shown.held,
        blockers=decision.blockers,
        warnings=decision.warnings,
        next_code=step.code if step else "",
        next_at_seconds=step.at_seconds if step else 0,
        next_short_by_seconds=step.short_by_seconds if step else 0,
        pieces=tuple((p.start, p.end, p.entry, p.reason) for p in decision.pieces),
        signatures=tuple(sorted(signatures)),
        service_on=day.isoformat() if shown.codes and day else "",
        place_of_service=decision.place_of_service,
        claim=claim,
    )


def snapshot_hash(head: MonthClosed, lines: Iterable[tuple[str, ClosedLine]]) -> str:
    """SHA-256 over the head without its own hash and every line, in the order of the patients' ids."""
    digest = sha256(_head_text(replace(head, sha256="")).encode())
    for patient, line in sorted(lines):
        digest.update(f"\n{patient} {_line_text(line)}".encode())
    return digest.hexdigest()


def _head_text(head: MonthClosed) -> str:
    """As it is hashed. Without further fee tables it reads as before there could be any."""
    text = json_text(head)
    return text if head.kept_fees else text.removesuffix(',"kept_fees":[]}') + "}"


def _line_text(line: ClosedLine) -> str:
    """As it is hashed. An empty claim part is left out: lines closed before there was one keep their hash."""
    text = json_text(line)
    return text if line.claim != _NO_CLAIM else text.removesuffix(f',"claim":{json_text(_NO_CLAIM)}}}') + "}"


def snapshot(
    reader: Reader, month: Month, revision: int = 0, patient: str = "", proved: Snapshot | None = None
) -> Snapshot | None:  # fmt: skip
    """That revision, or the one in force when left out; None for a month that was never closed.

    Refuses a revision that does not exist, and figures that no longer have the hash they were closed with.
    With `patient` it holds that line only, and is not proved: the hash is over all of them. That is enough
    to tell which codes were closed, not to show a figure. `proved` is what such a question was answered with
    before: a closing never changes, so that it is read again only where another one is asked for.
    """
    closing = _closing(reader, month, revision)
    if proved is not None and proved.closing == closing:
        return proved
    return closing_of(reader, month, closing, patient) if closing else None


def kept_fees(
    before: Snapshot | None, kept: Mapping[str, ClosedLine], now: tuple[str, str]
) -> tuple[tuple[str, str], ...]:
    """Name and version of the tables that kept lines rest on, besides the one of `now`; `before` closed them."""
    if before is None:
        return ()
    names = {line.claim.fee_table or before.head.fee_table for line in kept.values() if line.codes}
    tables = ((before.head.fee_table, before.head.fee_version), *before.head.kept_fees)
    return tuple(table for table in dict.fromkeys(tables) if table[0] in names and table != now)


def closing_of(reader: Reader, month: Month, closing: str, patient: str = "") -> Snapshot:
    """The closing of that entity, proved against its hash; or one line of it, which is not."""
    op = next(op for op in reader.history(closing) if op.header.k == "month.closed")
    head: MonthClosed = fold.understood(op)  # type: ignore[assignment]
    ops = month_end.closed_lines(reader.connection, closing, patient)
    lines: list[tuple[str, ClosedLine]] = [(line.header.pid, fold.understood(line)) for line in ops]  # type: ignore[misc]
    if not patient and (len(lines) != head.lines or snapshot_hash(head, lines) != head.sha256):
        raise FileProblem(
            "closing_not_whole",
            f"The closed figures of {month} are not the ones that were closed.",
            "Run ccm verify, and restore a backup.",
        )
    lines.sort(key=lambda item: (item[1].name, item[0]))
    return Snapshot(closing, op.header.ut // 1000, op.header.act, head, tuple(lines))


def _closing(reader: Reader, month: Month, revision: int) -> str | None:
    if not revision:
        held = held_state(reader, month)
        return held.value.closing if held else None
    rows = month_end.closings(reader.connection, str(month))
    found = next((row.id for row in rows if row.revision == revision), None)
    if found is None:
        raise BadInput("revision_unknown", f"There is no rev {revision} of {month}.", "List the month's revisions.")
    return found


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a document says of a patient-month: as it is now, or as it was closed, whatever came later."""

    month: Month
    billing_practitioner: str
    pieces: tuple[Piece, ...]
    codes: tuple[tuple[str, int], ...]
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]
    service_on: str
    place_of_service: str


def judgement_now(found: Assessed) -> Judgement:
    """As the facts are at this moment."""
    decision = found.decision
    day = decision.service_date
    return Judgement(
        decision.facts.month, decision.facts.billing_practitioner, decision.pieces, decision.codes,
        decision.blockers, decision.warnings, day.isoformat() if day else "", decision.place_of_service,
    )  # fmt: skip


def judgement_closed(month: Month, line: ClosedLine) -> Judgement:
    """As it was closed."""
    return Judgement(
        month, line.practitioner_id, tuple(Piece(*piece) for piece in line.pieces), line.codes, line.blockers,
        line.warnings, line.service_on, line.place_of_service,
    )  # fmt: skip


def changes_between(before: Mapping[str, ClosedLine], after: Mapping[str, ClosedLine]) -> tuple[LineChange, ...]:
    """Patients whose time, codes or fee differ between two revisions, by name."""
    found = []
    for patient in {*before, *after}:
        old, new = before.get(patient), after.get(patient)
        if old is None or new is None or _billed(old) != _billed(new):
            found.append(_change(patient, old, new))
    return tuple(sorted(found, key=lambda change: (change.patient, change.patient_id)))


def _billed(line: ClosedLine) -> tuple[object, ...]:
    return line.counted_seconds, line.codes, line.fee, line.held, line.practitioner_id


def _change(patient: str, old: ClosedLine | None, new: ClosedLine | None) -> LineChange:
    named = new or old
    return LineChange(
        patient_id=patient,
        patient=named.name if named else "",
        before_seconds=old.counted_seconds if old else None,
        after_seconds=new.counted_seconds if new else None,
        before_codes=old.codes if old else (),
        after_codes=new.codes if new else (),
        before_fee=Decimal(old.fee) if old else Decimal(0),
        after_fee=Decimal(new.fee) if new else Decimal(0),
    )


__all__ = [
    "Judgement",
    "Snapshot",
    "changes_between",
    "closing_of",
    "frozen_line",
    "judgement_closed",
    "judgement_now",
    "kept_fees",
    "snapshot",
    "snapshot_hash",
]
