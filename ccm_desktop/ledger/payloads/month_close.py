"""Closing and reopening a month: its state, the frozen figures of every revision, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ccm_desktop.ledger.payload import payload, upcast


@payload("month.state", register="month_state")
@dataclass(frozen=True, slots=True)
class MonthState:
    """Where a month stands; nothing written means that it is open. Entity: `closing_entity(month)`."""

    month: str
    state: str
    """closed | reopened"""
    revision: int
    """The revision that was closed last."""
    closing: str
    """Entity of that revision's `MonthClosed`."""
    reason: str = ""
    """Why it was reopened."""
    scope: tuple[str, ...] = ()
    """Patients it was reopened for; empty means all."""
    until: int | None = None
    """When the reopening ends, epoch seconds."""


@payload("month.closed")
@dataclass(frozen=True, slots=True)
class MonthClosed:
    """One revision of a month as it was closed; its lines are `ClosedLine`s with this entity as `closing`."""

    month: str
    revision: int
    supersedes: str
    """Entity of the revision before; empty for the first."""
    rules: str
    fee_table: str
    fee_version: str
    """Operation that holds the fee table as it was; empty for shipped figures."""
    practice_name: str
    practice_address: str
    practice_phone: str
    practice_lead: str
    lines: int
    billable: int
    counted_seconds: int
    logged_seconds: int
    units: tuple[tuple[str, int], ...]
    fee: str
    skipped: tuple[tuple[str, str], ...]
    """Steps of the checklist that the lead passed over, with the reason."""
    sha256: str
    """Of the lines and this head; see `services.month_snapshot.snapshot_hash`."""
    kept_fees: tuple[tuple[str, str], ...] = ()
    """Other fee tables, with their versions, by which lines were judged that a reopening left as they were."""


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """What a claim says besides the line itself; empty where nothing is billed."""

    family_name: str = ""
    given_name: str = ""
    sex: str = ""
    mbi: str = ""
    npi: str = ""
    """Of the billing practitioner."""
    diagnoses: tuple[str, ...] = ()
    charges: tuple[str, ...] = ()
    """Dollars of each code with its units; they add up to the line's fee."""
    fee_table: str = ""


@payload("month.closed_line", version=2)
@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One patient of a closed month, with the decision on every second.

    Version 1 kept nothing of `claim`.
    """

    closing: str
    name: str
    birth_on: str
    mrn: str
    practitioner_id: str
    practitioner: str
    coordinator: str
    logged_seconds: int
    counted_seconds: int
    staff_seconds: int
    practitioner_seconds: int
    family: str
    """Key of the code family; empty when nothing is billed."""
    codes: tuple[tuple[str, int], ...]
    fee: str
    state: str
    """billable | short | blocked | no_time | held"""
    held: str
    """Why it is not billed; empty unless on hold."""
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]
    next_code: str
    """Empty when no further code could be reached."""
    next_at_seconds: int
    next_short_by_seconds: int
    pieces: tuple[tuple[int, int, str, str], ...]
    """Start, end, entry and reason of every second, as the rules decided them."""
    signatures: tuple[str, ...]
    service_on: str
    place_of_service: str
    claim: ClaimPart


def _without_claim(fields: dict[str, Any]) -> dict[str, Any]:
    """Version 1 as version 2: what was not kept stays unknown."""
    return {**fields, "claim": {}}


upcast("month.closed_line", _without_claim)


@payload("month.addendum")
@dataclass(frozen=True, slots=True)
class MonthAddendum:
    """An entry of a month that was closed when it came: never counted in the closed revision."""

    month: str
    revision: int
    """The revision it comes after: addendum n."""
    entry: str
    kind: str
    """added | amended | voided | approved | attested"""
    reason: str


def closing_entity(month: str) -> str:
    """The entity of a month's state: the same on every device, so that two closings meet as two heads."""
    return f"month:{month}"
