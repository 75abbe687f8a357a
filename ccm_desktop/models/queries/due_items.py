"""Refills and care gaps of all plans of enrolled patients, in one read."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa


class DueRow(NamedTuple):
    """One item; of a closed one `op` is empty, since nothing is written of it from the list."""

    kind: str
    item: str
    patient: str
    family: str
    given: str
    mrn: str
    coordinator: str
    what: str
    due_on: str
    op: str
    heads: int
    until: str
    closed_on: str
    by: str
    given_to: str


_WORK = "LEFT JOIN due_work w ON w.id = 'due:' || i.id || ':' || i.{day}"
_OPEN = """
SELECT '{kind}', i.id, i.patient, p.family, p.given, p.mrn, p.coordinator, {what}, i.{day}, i.{register}_op,
 i.{register}_heads, coalesce(w.until, ''), '', '', coalesce(w.owner, '')
FROM {table} i JOIN patient p ON p.id = i.patient {work}
WHERE i.{day} <> '' AND i.{status} IN ('active', '') AND p.status = 'enrolled' AND coalesce(w.closed_on, '') = ''
"""
_REFILLS = _OPEN.format(
    kind="refill", what="trim(i.drug || ' ' || i.dose || ' ' || i.unit)", day="refill_on", register="review",
    table="medication", status="status", work=_WORK.format(day="refill_on"),
)  # fmt: skip
_GAPS = _OPEN.format(
    kind="gap", what="i.what", day="due_on", register="preventive", table="preventive_item", status="status",
    work=_WORK.format(day="due_on"),
)  # fmt: skip
_CLOSED = """
SELECT w.kind, substr(w.id, 5, length(w.id) - 15), w.patient, p.family, p.given, p.mrn, p.coordinator, w.what, w.due_on,
 '', 0, '', w.closed_on, w.work_by, w.owner
FROM due_work w JOIN patient p ON p.id = w.patient WHERE w.closed_on >= :since
ORDER BY w.closed_on DESC, w.due_on, w.id
"""


def open_items(connection: sa.Connection) -> list[DueRow]:
    """By when they are due."""
    found = connection.execute(sa.text(f"SELECT * FROM ({_REFILLS} UNION ALL {_GAPS}) ORDER BY 9, 4, 5, 2"))
    return [DueRow._make(row) for row in found]


def closed_items(connection: sa.Connection, since: str) -> list[DueRow]:
    """Closed on that day or later, the latest first."""
    return [DueRow._make(row) for row in connection.execute(sa.text(_CLOSED), {"since": since})]
