"""What became of claims: typed or imported outcomes, and the month's claims with where each stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import STATUSES, Check, DenialReasons, Reason, month_of
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.interop.claim_outcomes import FiledOutcome, OutcomeFile, check_outcome, read_outcomes
from ccm_desktop.interop.resources import resource
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.claims import ClaimOutcome, OutcomeWithdrawn
from ccm_desktop.models.queries import claims
from ccm_desktop.models.queries.claims import OutcomeRow
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.claim_intake import Intake
from ccm_desktop.services.claim_lines import ClaimLine, claim_month
from ccm_desktop.services.context import Context


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim line of a month and where it stands."""

    claim: str
    code: str
    units: int
    """0 when the month no longer supports the code: the claim that went out did."""
    month: Month
    patient_id: str
    name: str
    birth_on: str
    mrn: str
    service_on: str
    charge: Decimal
    open_points: tuple[str, ...]
    status: str = ""
    happened_on: str = ""
    amount: str = ""
    reason: str = ""
    reason_words: str = ""
    outcome: str = ""
    """Id of the newest outcome; empty when nothing is known."""

    @property
    def key(self) -> str:
        """Claim number and code, as one word."""
        return f"{self.claim} {self.code}"


@dataclass(frozen=True, slots=True)
class MonthClaims:
    """What a month claims."""

    month: Month
    state: str
    """Where the month stands, as documents say it."""
    rules: str
    lines: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class ClaimsBoard:
    """The claims of a month."""

    month: Month
    state: str
    """Where the month stands, as documents say it."""
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class NewOutcome:
    """An outcome as a person types it."""

    claim: str
    code: str
    status: str
    happened_on: str
    amount: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OutcomePreview:
    """What an import would do; `file` is what `record_file` takes."""

    file: OutcomeFile
    new: int
    unchanged: int
    by_status: tuple[tuple[str, int], ...]
    """Of the new ones: status and count."""

    @property
    def words(self) -> str:
        """The same in one sentence."""
        kinds = ", ".join(f"{count} {STATUSES[status].lower()}" for status, count in self.by_status)
        foreign = f" {self.file.foreign} claims of other services are left alone." if self.file.foreign else ""
        return f"{self.new} new outcomes{f' ({kinds})' if kinds else ''}, {self.unchanged} known already.{foreign}"


class ClaimsService:
    """Keeps outcomes of claims."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def lines(self, month: Month) -> MonthClaims:
        """The claim lines of a month: of a closed one as it was closed, otherwise as it stands now."""
        with self._context.reading() as reader:
            found = claim_month(self._context, reader, month)
        return MonthClaims(month, found.state, found.board.rules_version, found.lines)

    def board(self, month: Month) -> ClaimsBoard:
        """The month's claim lines with where each stands."""
        with self._context.reading() as reader:
            found = claim_month(self._context, reader, month)
            return ClaimsBoard(month, found.state, self.rows_of(reader, month, found.lines))

    def rows_of(self, reader: Reader, month: Month, lines: Iterable[ClaimLine]) -> tuple[ClaimRow, ...]:
        """The same from lines that the caller has; claims the month no longer supports come last."""
        known = claims.standing(claims.outcomes(reader.connection, str(month), str(month)))
        rows = [_with(_row(line), known.pop((line.claim, line.code), None)) for line in lines]
        names = claims.patient_names(reader.connection) if known else {}
        for row in known.values():
            family, given = names.get(row.patient, ("", ""))
            gone = ClaimRow(row.claim, row.code, 0, month, row.patient, f"{family}, {given}", "", "", "", Decimal(0),
                            ("the month no longer supports this code",))  # fmt: skip
            rows.append(_with(gone, row))
        return tuple(rows)

    def record(self, new: NewOutcome) -> Outcome[str]:
        """Keep a typed outcome; returns its id. Sent is only a claim of a closed month, and only once."""
        require(self._context, Verb.EXPORT_CLAIMS)
        typed = FiledOutcome("", new.claim.strip().upper(), new.code.strip().upper(), new.status,
                             new.happened_on, new.amount.strip().removeprefix("$").replace(",", ""),
                             new.reason.strip().upper())  # fmt: skip
        check_outcome(typed)
        with self._context.transaction() as tx:
            patient = Intake(self._context, tx, typed.claim).typed(typed)
            outcome = new_id()
            tx.record(_payload(typed, "typed"), entity=outcome, patient=patient)
        return Outcome(outcome, Changed.CLAIMS)

    def withdraw(self, outcome: str, why: str) -> Outcome[None]:
        """Take back an outcome that was entered wrongly; it stays in the history."""
        require(self._context, Verb.EXPORT_CLAIMS)
        if not why.strip():
            raise BadInput("reason_missing", "The reason is missing.", "Say why the outcome is withdrawn.")
        with self._context.transaction() as tx:
            found = next((o for o in claims.outcomes(tx.connection) if o.id == outcome and not o.withdrawn), None)
            if found is None:
                raise Refusal("outcome_unknown", "This outcome is not there or was withdrawn already.",
                              "Choose one from the list.")  # fmt: skip
            tx.record(OutcomeWithdrawn(outcome, why.strip()), entity=new_id(), patient=found.patient)
        return Outcome(None, Changed.CLAIMS)

    def preview(self, path: Path) -> OutcomePreview:
        """What importing the file would do; refuses it as a whole, naming the first line that is wrong."""
        return self._preview(read_outcomes(path))

    def record_file(self, file: OutcomeFile) -> Outcome[OutcomePreview]:
        """Keep all outcomes of a file that are not known yet: all of them, or none."""
        require(self._context, Verb.EXPORT_CLAIMS)
        with self._context.transaction() as tx:
            fresh = Intake(self._context, tx).unknown(file.outcomes)
            for found, patient in fresh:
                tx.record(_payload(found, file.source), entity=new_id(), patient=patient)
        return Outcome(_told(file, [found for found, _ in fresh]), Changed.CLAIMS if fresh else Changed.NOTHING)

    def history(self, claim: str, code: str) -> tuple[OutcomeRow, ...]:
        """Every outcome of a claim line, oldest first, withdrawn ones too."""
        with self._context.reading() as reader:
            month = str(month_of(claim) or "")
            rows = claims.outcomes(reader.connection, month, month or "9999-12")
        return tuple(row for row in rows if (row.claim, row.code) == (claim, code))

    def _preview(self, file: OutcomeFile) -> OutcomePreview:
        with self._context.reading() as reader:
            return _told(file, [found for found, _ in Intake(self._context, reader).unknown(file.outcomes)])


@cache
def denial_reasons() -> DenialReasons:
    """The table of payers' reasons with our words and the checks they point to."""
    data = json.loads(resource("claims", "denial_reasons.json").read_text("utf-8"))
    return DenialReasons(
        {row["carc"]: Reason(**row) for row in data["reasons"]},
        {key: Check(key, row["words"], frozenset(row["keys"])) for key, row in data["checks"].items()},
    )


def billed_patients(reader: Reader, month: Month) -> frozenset[str]:
    """Patients a claim of whose month went out, whatever became of it."""
    rows = claims.outcomes(reader.connection, str(month), str(month))
    return frozenset(row.patient for row in claims.standing(rows).values())


def _row(line: ClaimLine) -> ClaimRow:
    return ClaimRow(line.claim, line.code, line.units, line.month, line.patient_id, line.name, line.birth_on, line.mrn,
                    line.service_on, line.charge, line.open_points)  # fmt: skip


def _with(row: ClaimRow, known: OutcomeRow | None) -> ClaimRow:
    if known is None:
        return row
    words = denial_reasons().words(known.reason) if known.reason else ""
    return replace(row, status=known.status, happened_on=known.happened_on, amount=known.amount, reason=known.reason,
                   reason_words=words, outcome=known.id)  # fmt: skip


def _payload(found: FiledOutcome, source: str) -> ClaimOutcome:
    return ClaimOutcome(found.claim, str(month_of(found.claim)), found.code, found.status, found.happened_on,
                        found.amount, found.reason, source)  # fmt: skip


def _told(file: OutcomeFile, fresh: list[FiledOutcome]) -> OutcomePreview:
    count = {status: sum(1 for found in fresh if found.status == status) for status in STATUSES}
    kinds = tuple((status, n) for status, n in count.items() if n)
    return OutcomePreview(file, len(fresh), len(file.outcomes) - len(fresh), kinds)
