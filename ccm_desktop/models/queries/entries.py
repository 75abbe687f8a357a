"""Time entries with what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.tables.derived import PROJECTIONS
from ccm_desktop.models.tables.timekeeping import TIME_ENTRY, TIME_REVIEW, TIME_SEPARATE, TIME_VOID

_E = TIME_ENTRY.c
_FIELDS = PROJECTIONS["time.added"].columns


@dataclass(frozen=True, slots=True)
class Entry:
    """One time entry as it was recorded, and whether it still stands."""

    entry_id: str
    patient: str
    entered_at: int
    """Epoch seconds."""
    value: TimeAdded
    voided: bool
    void_reason: str
    reviewed_by: str
    """Who approved it; empty when nobody did."""

    @property
    def reviewed(self) -> bool:
        return bool(self.reviewed_by)


_SELECT = (
    sa.select(
        _E.id,
        _E.patient,
        _E.at,
        sa.func.coalesce(sa.func.max(TIME_VOID.c.reason), "").label("void_reason"),
        sa.func.count(TIME_VOID.c.rid).label("voids"),
        sa.func.coalesce(sa.func.max(TIME_REVIEW.c.person), "").label("reviewed_by"),
        *(_E[name] for name in _FIELDS),
    )
    .select_from(
        TIME_ENTRY.outerjoin(TIME_VOID, TIME_VOID.c.entry == _E.id).outerjoin(TIME_REVIEW, TIME_REVIEW.c.entry == _E.id)
    )
    .group_by(_E.rid)
)


def one(connection: sa.Connection, entry_id: str) -> Entry | None:
    """The entry of that id."""
    row = connection.execute(_SELECT.where(_E.id == entry_id)).first()
    return None if row is None else _entry(row)


def replacing(connection: sa.Connection, entry_id: str) -> list[Entry]:
    """What was recorded in the place of an entry, on whatever patient, by start."""
    found = _SELECT.where(_E.replaces == entry_id).order_by(_E.started_at, _E.rid)
    return [_entry(row) for row in connection.execute(found)]


def waiting(connection: sa.Connection, activity: str) -> list[Entry]:
    """Standing entries that nobody has approved and that must be, or are of that activity; oldest first."""
    asked = sa.or_(_E.source.in_(("manual", "recovered")), _E.activity == activity)
    found = _SELECT.where(
        asked, _E.id.not_in(sa.select(TIME_VOID.c.entry)), _E.id.not_in(sa.select(TIME_REVIEW.c.entry))
    )
    return [_entry(row) for row in connection.execute(found.order_by(_E.started_at, _E.rid))]


def of_patient(connection: sa.Connection, patient: str, start: int, end: int) -> list[Entry]:
    """A patient's entries that touch `start`..`end` (exclusive), void ones too, by start."""
    found = _SELECT.where(_E.patient == patient, _E.started_at < end, _E.ended_at > start)
    return [_entry(row) for row in connection.execute(found.order_by(_E.started_at, _E.rid))]


@dataclass(frozen=True, slots=True)
class Separation:
    """What somebody attested of an entry on the day of a visit."""

    separate: bool
    reason: str
    person: str
    at: int
    """Epoch seconds."""


def separated(connection: sa.Connection, patient: str) -> dict[str, Separation]:
    """The newest attestation of each of the patient's entries that has one."""
    s = TIME_SEPARATE.c
    found = sa.select(s.entry, s.separate, s.reason, s.person, s.at).where(s.patient == patient)
    return {
        row.entry: Separation(bool(row.separate), row.reason, row.person, row.at // 1000)
        for row in connection.execute(found.order_by(s.at, s.id))
    }


def of_person(connection: sa.Connection, person: str, start: int, end: int) -> list[Entry]:
    """A person's standing entries that overlap `start`..`end` (exclusive)."""
    found = _SELECT.where(
        _E.person == person, _E.started_at < end, _E.started_at > start - 2 * 86_400, _E.ended_at > start
    )
    return [entry for entry in map(_entry, connection.execute(found)) if not entry.voided]


def of_session(connection: sa.Connection, patient: str, session: str) -> list[str]:
    """Standing entries that a timer session wrote."""
    standing = _E.id.not_in(sa.select(TIME_VOID.c.entry))
    found = sa.select(_E.id).where(_E.patient == patient, _E.session == session, standing)
    return list(connection.execute(found.order_by(_E.started_at, _E.rid)).scalars())


def _entry(row: sa.Row[Any]) -> Entry:
    fields = {name: getattr(row, name) for name in _FIELDS}
    separate = fields["same_day_em_separate"]
    fields["same_day_em_separate"] = None if separate is None else bool(separate)
    fields["clock_unsure"] = bool(fields["clock_unsure"])
    return Entry(
        row.id, row.patient, row.at // 1000, TimeAdded(**fields), row.voids > 0, row.void_reason,
        row.reviewed_by,
    )  # fmt: skip
