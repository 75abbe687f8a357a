"""What was said of the lines of a care plan in its reviews."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.queries.plans import taken_back
from ccm_desktop.models.tables.beside_plan import LINE_REVIEW_WITHDRAWN, LINE_REVIEWED


class LineReviewRow(NamedTuple):
    """One that holds; `at` in epoch milliseconds."""

    id: str
    at: int
    by: str
    line: str
    said: str
    after: str
    words: str
    saved: str
    seen: str


def standing(connection: sa.Connection, patient: str) -> list[LineReviewRow]:
    """Of a patient, the oldest first: neither withdrawn nor taken back with the save that it led to."""
    c = LINE_REVIEWED.c
    found = sa.select(c.id, c.at, c.by, c.line, c.said, c.after, c.words, c.saved, c.seen).where(
        c.patient == patient, c.id.not_in(sa.select(LINE_REVIEW_WITHDRAWN.c.record))
    )
    rows = [LineReviewRow(*row) for row in connection.execute(found.order_by(c.at, c.rid))]
    gone = taken_back(connection, patient) if any(row.saved for row in rows) else frozenset()
    return [row for row in rows if row.saved not in gone]
