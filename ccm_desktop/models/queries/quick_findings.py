"""Quick findings that hold."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import QUICK_FINDING, QUICK_FINDING_WITHDRAWN


class QuickFindingRow(NamedTuple):
    """One finding; `at` in epoch milliseconds."""

    id: str
    patient: str
    at: int
    finding: str
    person: str
    words: str
    led_to: str
    saved: str
    version: str


def standing(connection: sa.Connection, patient: str) -> list[QuickFindingRow]:
    """Of a patient, the newest first."""
    f = QUICK_FINDING.c
    return _rows(connection, f.patient == patient)


def one(connection: sa.Connection, record: str) -> QuickFindingRow | None:
    """One that holds."""
    found = _rows(connection, QUICK_FINDING.c.id == record)
    return found[0] if found else None


def of_save(connection: sa.Connection, version: str) -> list[tuple[str, str]]:
    """What a save was made by, whether it holds or not: id, patient."""
    f = QUICK_FINDING.c
    return [(row.id, row.patient) for row in connection.execute(sa.select(f.id, f.patient).where(f.version == version))]


def withdrawals(connection: sa.Connection, record: str, person: str = "") -> list[str]:
    """What took a finding back and was not taken back itself, of that person or of anybody."""
    w = QUICK_FINDING_WITHDRAWN.c
    found = sa.select(w.id).where(w.record == record, w.id.not_in(_taken_back()))
    return list(connection.execute(found.where(w.person == person) if person else found).scalars())


def _taken_back() -> sa.Select[tuple[str]]:
    """What was taken back: findings, and withdrawals of findings that came back with their save."""
    return sa.select(QUICK_FINDING_WITHDRAWN.c.record)


def _rows(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[QuickFindingRow]:
    f = QUICK_FINDING.c
    found = sa.select(f.id, f.patient, f.at, f.finding, f.person, f.words, f.led_to, f.saved, f.version)
    w = QUICK_FINDING_WITHDRAWN.c
    held = found.where(which, f.id.not_in(sa.select(w.record).where(w.id.not_in(_taken_back()))))
    return [QuickFindingRow._make(row) for row in connection.execute(held.order_by(f.at.desc(), f.id))]
