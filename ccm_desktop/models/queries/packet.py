"""What an audit packet asks for besides the month: operations as they were written, and who worked when."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.models.tables.derived import PROJECTIONS

Span = tuple[int, int, str, str]
"""Start, end, entry, patient."""


def facts_of(connection: sa.Connection, cls: type, patient: str) -> list[Op]:
    """Every fact of that kind about a patient, in the order of arrival."""
    table = PROJECTIONS[kind_of(cls).name].table.name
    sql = f"SELECT header, payload FROM {table} f JOIN op USING (rid) WHERE f.patient = ? ORDER BY rid"
    return [Op(*row) for row in _raw(connection).execute(sql, (patient,))]


def spans_by_person(connection: sa.Connection, start: int, end: int, patient: str) -> dict[str, list[Span]]:
    """Standing entries that touch `start`..`end` (exclusive) of everybody with such an entry of this patient.

    By person and in order of their start, whosever patient it was.
    """
    touches = "started_at < :end AND started_at >= :start - 172800 AND ended_at > :start"
    stands = "NOT EXISTS (SELECT 1 FROM time_void WHERE entry = e.id)"
    sql = (
        f"SELECT person, started_at, ended_at, id, patient FROM time_entry e WHERE {touches} AND {stands} AND person IN"
        f" (SELECT person FROM time_entry e WHERE patient = :patient AND {touches} AND {stands})"
        " ORDER BY started_at, id"
    )
    found: dict[str, list[Span]] = defaultdict(list)
    for row in _raw(connection).execute(sql, {"start": start, "end": end, "patient": patient}):
        found[row[0]].append(row[1:])
    return found


def chain_head(connection: sa.Connection) -> Op | None:
    """The last operation of this device; None in an empty file."""
    sql = "SELECT header, payload FROM own JOIN op USING (rid) ORDER BY n DESC LIMIT 1"
    row = _raw(connection).execute(sql).fetchone()
    return None if row is None else Op(*row)


def _raw(connection: sa.Connection) -> Any:
    """The driver's connection: a month may hold 200,000 entries."""
    return connection.connection.driver_connection
