"""What was said of the lines of a plan in its reviews, as it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.line_review import Look
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.line_review import LineReviewed, LineReviewWithdrawn
from ccm_desktop.models.queries import line_reviews
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import ConditionStatus, GoalStatus, InterventionStatus
from ccm_desktop.services.people import people_of

_encode = msgspec.json.Encoder().encode
_FRESH = (ConditionStatus(), GoalStatus(), InterventionStatus())


def looks_of(context: Context, reader: Reader, patient: str) -> tuple[Look, ...]:
    """All that hold, the oldest first."""
    rows = line_reviews.standing(reader.connection, patient)
    if not rows:
        return ()
    names, zone = {person.id: person.title for person in people_of(reader)}, context.zone_of(reader)
    return tuple(
        Look(row.line, row.said, row.after, local_day(from_epoch(row.at // 1000), zone), names.get(row.by, ""), row.by,
             row.words, row.id, row.saved, row.seen)
        for row in rows
    )  # fmt: skip


def words_seen(values: Iterable[Any]) -> str:
    """Digest of what a line says, in whatever order; neither its place among its like nor a fresh state says a word."""
    said = [replace(one, position=0.0) if hasattr(one, "position") else one for one in values]
    told = {_encode([type(one).__name__, one]) for one in said if one not in _FRESH}
    return sha256(b"\n".join(sorted(told))).hexdigest()[:32]


def write_look(tx: Transaction, patient: str, look: LineReviewed) -> None:
    """Within the transaction of what was said."""
    tx.record(look, entity=new_id(), patient=patient)


def withdraw_look(tx: Transaction, patient: str, record: str) -> None:
    """It was said by mistake."""
    tx.record(LineReviewWithdrawn(record), entity=new_id(), patient=patient)
