"""Which timer sessions run, pause or wait for their note."""

from __future__ import annotations

import json
from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.domain.timekeeping import LONGEST_ENTRY_SECONDS
from ccm_desktop.models.tables.timekeeping import TIME_ENTRY, TIME_VOID, TIMER_SESSION, UNFINISHED

_S = TIMER_SESSION.c
_UNFINISHED = sa.text(UNFINISHED)


class Still(NamedTuple):
    """A session that stands still, or runs without being watched."""

    session: str
    state: str
    stopped_at: int


def current(connection: sa.Connection, person: str, device: str) -> str | None:
    """The session of this person on this device that runs or is paused."""
    found = sa.select(_S.id).where(
        _UNFINISHED, _S.person == person, _S.device == device, _S.state.in_(("running", "paused"))
    )
    return connection.execute(found.order_by(_S.state.desc())).scalar()


def running_on(connection: sa.Connection, device: str) -> list[str]:
    """Sessions that this device left running: after a start, remains of a crash."""
    found = sa.select(_S.id).where(_UNFINISHED, _S.device == device, _S.state == "running")
    return list(connection.execute(found).scalars())


def still(connection: sa.Connection, person: str, device: str) -> list[Still]:
    """What of this person runs, pauses or is parked on this device, the last put aside first."""
    return _still(connection, person, device, "running", "paused", "parked")


def stopped(connection: sa.Connection, person: str, device: str) -> list[Still]:
    """What of this person was stopped on this device and has no note yet, the last stopped first."""
    return _still(connection, person, device, "stopped")


def _still(connection: sa.Connection, person: str, device: str, *states: str) -> list[Still]:
    found = sa.select(_S.id, _S.state, _S.stopped_at).where(
        _UNFINISHED, _S.person == person, _S.device == device, _S.state.in_(states)
    )
    return [Still._make(row) for row in connection.execute(found.order_by(_S.stopped_at.desc(), _S.id))]


def note_due(connection: sa.Connection, person: str) -> list[str]:
    """Stopped sessions of a person, oldest first."""
    found = sa.select(_S.id).where(_UNFINISHED, _S.person == person, _S.state == "stopped")
    return list(connection.execute(found.order_by(_S.session_at)).scalars())


def patient_of(connection: sa.Connection, session: str) -> str | None:
    """Whose session it is."""
    return connection.execute(sa.select(_S.patient).where(_S.id == session)).scalar()


def last_end(connection: sa.Connection, person: str, since: int) -> int:
    """When this person's latest time entry that still stands ended, if after `since`; else 0."""
    entry = TIME_ENTRY.c
    standing = entry.id.not_in(sa.select(TIME_VOID.c.entry))
    found = sa.select(sa.func.max(entry.ended_at)).where(
        entry.started_at >= since - LONGEST_ENTRY_SECONDS, entry.person == person, entry.ended_at > since, standing
    )
    return connection.execute(found).scalar() or 0


def unwritten(connection: sa.Connection, person: str, now: int, without: str = "") -> list[tuple[int, int]]:
    """Start and end of this person's timed work of which no entry is written yet."""
    found = sa.select(_S.segments, _S.running_since).where(_UNFINISHED, _S.person == person, _S.id != without)
    spans: list[tuple[int, int]] = []
    for segments, running_since in connection.execute(found):
        spans += [(start, end) for start, end, _ in json.loads(segments)]
        if running_since is not None:
            spans.append((running_since, max(now, running_since)))
    return spans


def waiting_seconds(connection: sa.Connection, patient: str, start: int, end: int, *, without: str = "") -> int:
    """Seconds of a patient in that span that are timed and not final."""
    found = sa.select(_S.segments).where(_UNFINISHED, _S.patient == patient, _S.id != without)
    spans = (span for text in connection.execute(found).scalars() for span in json.loads(text))
    return sum(max(0, min(b, end) - max(a, start)) for a, b, _ in spans)
