"""Stretches of presence on this device: no part of the ledger, gone after a week (docs/decisions/0007)."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables.local import PRESENCE

_P = PRESENCE.c


def add(connection: sa.Connection, person: str, start: int, end: int, *, dismissed: bool = False) -> None:
    """A stretch; one that goes on where the last ended makes that longer."""
    same = (_P.person == person, _P.dismissed == int(dismissed))
    longer = PRESENCE.update().where(*same, _P.started_at <= start, _P.ended_at >= start, _P.ended_at < end)
    if not connection.execute(longer.values(ended_at=end)).rowcount:
        connection.execute(
            PRESENCE.insert().values(person=person, started_at=start, ended_at=end, dismissed=int(dismissed))
        )


def of_person(
    connection: sa.Connection, person: str, start: int, end: int, *, dismissed: bool = False
) -> list[tuple[int, int]]:
    """A person's stretches that touch `start`..`end` (exclusive), in order."""
    found = sa.select(_P.started_at, _P.ended_at).where(
        _P.person == person, _P.dismissed == int(dismissed), _P.started_at < end, _P.ended_at > start
    )
    return [(row[0], row[1]) for row in connection.execute(found.order_by(_P.started_at))]


def forget(connection: sa.Connection, before: int) -> None:
    """Drop what ended before that instant."""
    connection.execute(PRESENCE.delete().where(_P.ended_at < before))
