"""Which timer sessions run, pause or wait for their note."""

from __future__ import annotations

import json

import sqlalchemy as sa

from ccm_desktop.models.tables import TIME_ENTRY, TIME_VOID, TIMER_SESSION

_S = TIMER_SESSION.c


def current(connection: sa.Connection, person: str, device: str) -> str | None:
    """The session of this person on this device that runs or is paused."""
    found = sa.select(_S.id).where(_S.person == person, _S.device == device, _S.state.in_(("running", "paused")))
    return connection.execute(found).scalar()


def running_on(connection: sa.Connection, device: str) -> list[str]:
    """Sessions that this device left running or paused: after a start, remains of a crash."""
    found = sa.select(_S.id).where(_S.device == device, _S.state.in_(("running", "paused")))
    return list(connection.execute(found).scalars())


def note_due(connection: sa.Connection, person: str) -> list[str]:
    """Stopped sessions of a person, oldest first."""
    found = sa.select(_S.id).where(_S.person == person, _S.state == "stopped").order_by(_S.session_at)
    return list(connection.execute(found).scalars())


def patient_of(connection: sa.Connection, session: str) -> str | None:
    """Whose session it is."""
    return connection.execute(sa.select(_S.patient).where(_S.id == session)).scalar()


def last_end(connection: sa.Connection, person: str, since: int) -> int:
    """When this person's latest time entry that still stands ended, if after `since`; else 0."""
    entry = TIME_ENTRY.c
    standing = entry.id.not_in(sa.select(TIME_VOID.c.entry))
    found = sa.select(sa.func.max(entry.ended_at)).where(entry.person == person, entry.ended_at > since, standing)
    return connection.execute(found).scalar() or 0


def unwritten(connection: sa.Connection, person: str, now: int) -> list[tuple[int, int]]:
    """Start and end of this person's timed work of which no entry is written yet."""
    found = sa.select(_S.segments, _S.running_since).where(_S.person == person, _S.state.not_in(("final", "void")))
    spans: list[tuple[int, int]] = []
    for segments, running_since in connection.execute(found):
        spans += [(start, end) for start, end, _ in json.loads(segments)]
        if running_since is not None:
            spans.append((running_since, max(now, running_since)))
    return spans
