"""What a closed month still takes, and from whom: nothing is changed, and what comes later is an addendum."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_close import Standing
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_close import MonthAddendum
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_standing import standing_of


def require_open(context: Context, reader: Reader, patient: str, month: Month) -> None:
    """Refuse what belongs into an open month only: its note, signatures, holds, attested complexity, chosen codes."""
    standing = standing_of(reader, month)
    if not standing.takes_changes(patient, context.now()):
        raise Refusal("month_closed", f"{month.title} is closed (rev {standing.revision}).",
                      "Ask the practice lead to reopen it.")  # fmt: skip


def addenda(
    context: Context, tx: Transaction, patient: str, span: tuple[int, int], reason: str, kind: str
) -> tuple[tuple[Month, int], ...]:
    """Months once closed that this time touches, with their revision; refused where they cannot take it.

    Time that was done is never refused: with a reason it comes in after the closing, without changing
    the closed figures. Amending or voiding what is closed is for those who approve time (security.md 3.13).
    """
    found = [(month, standing) for month, standing in _standings(context, tx, span) if standing.revision]
    if found and not reason.strip():
        month = found[0][0]
        raise BadInput("addendum_reason_missing", f"{month.title} was closed; this would be an addendum to it.",
                       "Say why it comes after the closing.")  # fmt: skip
    now = context.now()
    if kind != "added" and not all(standing.takes_changes(patient, now) for _, standing in found):
        require(context, Verb.APPROVE_TIME)
    return tuple((month, standing.revision) for month, standing in found)


def tag(
    tx: Transaction, months: tuple[tuple[Month, int], ...], patient: str, entry: str, reason: str, kind: str
) -> None:
    """Say of an entry that it came after these closings; `kind` is added, amended, voided or approved."""
    for month, revision in months:
        tx.record(MonthAddendum(str(month), revision, entry, kind, reason), entity=new_id(), patient=patient)


def _standings(context: Context, tx: Transaction, span: tuple[int, int]) -> Iterator[tuple[Month, Standing]]:
    """The one or two months that the time lies in."""
    zone = context.zone_of(tx)
    for month in dict.fromkeys(Month.of(local_day(from_epoch(at), zone)) for at in (span[0], span[1] - 1)):
        yield month, standing_of(tx, month)
