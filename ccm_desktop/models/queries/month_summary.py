"""Approved versions of patients' monthly summaries, and that they were given."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.month import SUMMARY_APPROVED, SUMMARY_GIVEN, SUMMARY_WITHDRAWN


class ApprovedRow(NamedTuple):
    """One version that holds; `at` in epoch milliseconds, `lines` as JSON."""

    id: str
    at: int
    number: int
    language: str
    lines: str
    sha256: str
    gone_over: str
    signer: str


class GivenRow(NamedTuple):
    """That a version was given; `given_at` in epoch seconds."""

    id: str
    approval: str
    given_at: int
    how: str
    person: str


def approved(connection: sa.Connection, patient: str, month: str) -> list[ApprovedRow]:
    """Versions of the month that hold, the oldest first, the same on every device."""
    a = SUMMARY_APPROVED.c
    found = sa.select(a.id, a.at, a.number, a.language, a.lines, a.sha256, a.gone_over, a.signer).where(
        a.patient == patient, a.month == month, a.id.not_in(_withdrawn())
    )
    return [ApprovedRow._make(row) for row in connection.execute(found.order_by(a.at, a.id))]


def newest_number(connection: sa.Connection, patient: str, month: str) -> int:
    """Of any version, withdrawn ones too; 0 for none."""
    a = SUMMARY_APPROVED.c
    found = sa.select(sa.func.max(a.number)).where(a.patient == patient, a.month == month)
    return int(connection.scalar(found) or 0)


def given(connection: sa.Connection, patient: str, month: str) -> list[GivenRow]:
    """When versions of the month were given, the oldest first; what was taken back is not among them."""
    g = SUMMARY_GIVEN.c
    found = sa.select(g.id, g.approval, g.given_at, g.how, g.person).where(
        g.patient == patient, g.month == month, g.id.not_in(_withdrawn())
    )
    return [GivenRow._make(row) for row in connection.execute(found.order_by(g.given_at, g.id))]


def record(connection: sa.Connection, patient: str, entity: str) -> tuple[str, str, bool] | None:
    """Of an approval or a giving: which of them, its month, and whether it holds; None where there is none."""
    for kind, table in (("approval", SUMMARY_APPROVED), ("given", SUMMARY_GIVEN)):
        t = table.c
        row = connection.execute(sa.select(t.month).where(t.id == entity, t.patient == patient)).first()
        if row is not None:
            gone: Any = connection.scalar(sa.select(sa.func.count()).where(SUMMARY_WITHDRAWN.c.record == entity))
            return kind, str(row[0]), not gone
    return None


def _withdrawn() -> sa.Select[tuple[str]]:
    return sa.select(SUMMARY_WITHDRAWN.c.record)
