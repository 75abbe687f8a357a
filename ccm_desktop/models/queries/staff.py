"""What one person did in a month: entries and contacts."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.contact import CONTACT, CONTACT_STANDS


class Work(NamedTuple):
    """One time entry, standing or not."""

    person: str
    patient: str
    activity: str
    outcome: str
    source: str


class Reached(NamedTuple):
    """One contact; `entry` is the time entry that it belongs to, if any."""

    person: str
    outcome: str
    entry: str


def work(connection: sa.Connection, start: int, end: int) -> dict[str, Work]:
    """Entries that touch `start`..`end` (exclusive), by id."""
    sql = (
        "SELECT id, person, patient, activity, outcome, source FROM time_entry"
        " WHERE started_at < ? AND started_at >= ? AND ended_at > ?"
    )
    raw: Any = connection.connection.driver_connection  # a month may hold 200,000 entries
    return {row[0]: Work(*row[1:]) for row in raw.execute(sql, (end, start - 2 * 86_400, start))}


def contacts(connection: sa.Connection, start: int, end: int) -> list[Reached]:
    """Contacts of that span."""
    c = CONTACT.c
    found = sa.select(c.person, c.outcome, c.entry).where(
        c.contacted_at >= start, c.contacted_at < end, sa.text(CONTACT_STANDS)
    )
    return [Reached(*row) for row in connection.execute(found.order_by(c.rid))]
