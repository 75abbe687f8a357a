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


def withdrawn_saves(connection: sa.Connection, patient: str) -> frozenset[str]:
    """Versions of a patient's plan that findings made which do not hold."""
    f = QUICK_FINDING.c
    found = sa.select(f.version).where(f.patient == patient, f.version != "")
    return frozenset(connection.scalars(found.where(f.id.in_(sa.select(QUICK_FINDING_WITHDRAWN.c.record)))))


def _rows(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[QuickFindingRow]:
    f = QUICK_FINDING.c
    found = sa.select(f.id, f.patient, f.at, f.finding, f.person, f.words, f.led_to, f.saved, f.version)
    held = found.where(which, f.id.not_in(sa.select(QUICK_FINDING_WITHDRAWN.c.record)))
    return [QuickFindingRow._make(row) for row in connection.execute(held.order_by(f.at.desc(), f.id))]
