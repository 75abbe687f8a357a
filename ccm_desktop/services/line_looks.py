"""What was said of the lines of a plan in its reviews, as it is kept."""

from __future__ import annotations

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.line_review import Look
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.line_review import LineReviewed, LineReviewWithdrawn
from ccm_desktop.models.queries import line_reviews
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of


def looks_of(context: Context, reader: Reader, patient: str) -> tuple[Look, ...]:
    """All that hold, the oldest first."""
    rows = line_reviews.standing(reader.connection, patient)
    if not rows:
        return ()
    names, zone = {person.id: person.title for person in people_of(reader)}, context.zone_of(reader)
    return tuple(
        Look(row.line, row.said, row.after, local_day(from_epoch(row.at // 1000), zone), names.get(row.by, ""), row.by,
             row.words, row.id, row.saved)
        for row in rows
    )  # fmt: skip


def write_look(tx: Transaction, patient: str, look: LineReviewed) -> None:
    """Within the transaction of what was said."""
    tx.record(look, entity=new_id(), patient=patient)


def withdraw_look(tx: Transaction, patient: str, record: str) -> None:
    """It was said by mistake."""
    tx.record(LineReviewWithdrawn(record), entity=new_id(), patient=patient)
