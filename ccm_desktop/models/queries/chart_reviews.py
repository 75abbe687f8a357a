"""Samples, reviews and findings."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.chart_review import CHART_REVIEW, FINDING_RESOLVED, REVIEW_FINDING, REVIEW_SAMPLE


class SampleRow(NamedTuple):
    """One draw."""

    method: str
    seed: str
    of: int
    patients: tuple[str, ...]
    at: int
    by: str


class ReviewRow(NamedTuple):
    """One reviewer's answers."""

    id: str
    patient: str
    answers: tuple[tuple[str, str, str], ...]
    at: int
    by: str


class FindingRow(NamedTuple):
    """One finding; what resolved it is empty while it is open."""

    id: str
    patient: str
    month: str
    question: str
    text: str
    owner: str
    at: int
    by: str
    resolution: str
    resolved_at: int
    resolved_by: str


def samples(connection: sa.Connection, month: str) -> list[SampleRow]:
    """Draws of a month, oldest first. Instants here are in milliseconds."""
    s = REVIEW_SAMPLE.c
    found = sa.select(s.method, s.seed, s.of, s.patients, s.at, s.by).where(s.month == month).order_by(s.at, s.id)
    return [SampleRow(row[0], row[1], row[2], tuple(json.loads(row[3])), row[4], row[5])
            for row in connection.execute(found)]  # fmt: skip


def reviews(connection: sa.Connection, month: str, patient: str = "") -> list[ReviewRow]:
    """Reviews of a month, oldest first."""
    r = CHART_REVIEW.c
    found = sa.select(r.id, r.patient, r.answers, r.at, r.by).where(r.month == month)
    if patient:
        found = found.where(r.patient == patient)
    return [ReviewRow(row[0], row[1], tuple(tuple(one) for one in json.loads(row[2])), row[3], row[4])
            for row in connection.execute(found.order_by(r.at, r.id))]  # fmt: skip


def findings(connection: sa.Connection, month: str = "", patient: str = "", finding: str = "") -> list[FindingRow]:
    """Findings of a month, or of all, oldest first. Resolved twice, the first stands."""
    f, r = REVIEW_FINDING.c, FINDING_RESOLVED.c
    columns: list[Any] = [f.id, f.patient, f.month, f.question, f.text, f.owner, f.at, f.by]
    found = sa.select(*columns, r.text, r.at, r.by).select_from(
        REVIEW_FINDING.outerjoin(FINDING_RESOLVED, r.finding == f.id)
    )
    for column, value in ((f.month, month), (f.patient, patient), (f.id, finding)):
        if value:
            found = found.where(column == value)
    rows: dict[str, FindingRow] = {}
    for row in connection.execute(found.order_by(f.at, f.id, r.at, r.id)):
        rows.setdefault(row[0], FindingRow(*row[:8], row[8] or "", row[9] or 0, row[10] or ""))
    return list(rows.values())
