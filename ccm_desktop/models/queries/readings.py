"""Readings with how they were judged, and what became of the task that asks somebody to act."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import READING_JUDGED, READING_STANDS
from ccm_desktop.models.tables.patient import OBSERVATION, PATIENT
from ccm_desktop.models.tables.task import TASK


class ReadingRow(NamedTuple):
    """One reading that stands; `status` of its task is empty where it has none. `taken_at` in epoch seconds."""

    id: str
    patient: str
    family: str
    given: str
    mrn: str
    display: str
    value: str
    unit: str
    taken_at: int
    loinc: str
    verdict: str
    words: str
    task: str
    due_on: str
    due_time: str
    status: str
    outcome: str
    status_at: int
    status_by: str


def readings(
    connection: sa.Connection, *, patient: str = "", reading: str = "", open_only: bool = False, limit: int = 1000
) -> list[ReadingRow]:  # fmt: skip
    """The newest first; `open_only`: those that wait for somebody, by when they are due."""
    o, p, t = OBSERVATION.c, PATIENT.c, TASK.c
    judged = _judged()
    j = judged.c
    columns = (
        o.id, o.patient, p.family, p.given, p.mrn, o.display, o.value, o.unit, o.effective_at, o.loinc,
        *(sa.func.coalesce(column, "") for column in (j.verdict, j.words, j.task, t.due_on, t.due_time, t.status,
                                                      t.outcome)),
        sa.func.coalesce(t.status_at, 0), sa.func.coalesce(t.status_by, ""),
    )  # fmt: skip
    joined = OBSERVATION.join(PATIENT, p.id == o.patient).outerjoin(judged, j.reading == o.id)
    found = sa.select(*columns).select_from(joined.outerjoin(TASK, t.id == j.task)).where(sa.text(READING_STANDS))
    if patient:
        found = found.where(o.patient == patient)
    if reading:
        found = found.where(o.id == reading)
    if open_only:
        found = found.where(j.task != "", t.status.in_(("open", ""))).order_by(t.due_on, t.due_time == "", t.due_time)
    ordered = found.order_by(o.effective_at.desc(), o.id.desc()).limit(limit)
    return [ReadingRow._make(row) for row in connection.execute(ordered)]


def of_task(connection: sa.Connection, task: str) -> list[str]:
    """Readings that stand and share this task."""
    o, j = OBSERVATION.c, READING_JUDGED.c
    found = sa.select(o.id).select_from(OBSERVATION.join(READING_JUDGED, j.reading == o.id))
    return list(connection.scalars(found.where(j.task == task, sa.text(READING_STANDS)).distinct()))


def figures(
    connection: sa.Connection, patient: str, codes: frozenset[str], since: int, until: int
) -> list[tuple[str, str, int]]:  # fmt: skip
    """Readings with one of those LOINC codes that were taken in that span and stand: value, unit, instant."""
    o = OBSERVATION.c
    found = sa.select(o.value, o.unit, o.effective_at).where(
        o.patient == patient, o.loinc.in_(sorted(codes)), o.effective_at >= since, o.effective_at < until,
        sa.text(READING_STANDS),
    )  # fmt: skip
    return [(value, unit, at) for value, unit, at in connection.execute(found.order_by(o.effective_at, o.id))]


def is_there(connection: sa.Connection, patient: str, loinc: str, value: str, unit: str, at: int) -> bool:
    """Whether this very reading is on record, withdrawn or not."""
    o = OBSERVATION.c
    found = sa.select(o.id).where(
        o.patient == patient, o.effective_at == at, o.loinc == loinc, o.value == value, o.unit == unit
    )
    return connection.execute(found.limit(1)).first() is not None


def _judged() -> sa.Subquery:
    """How each was judged first, on whichever computer: what came of it then stays."""
    j = READING_JUDGED.c
    first = sa.select(sa.func.min(j.id)).group_by(j.reading).scalar_subquery()
    return sa.select(j.reading, j.verdict, j.words, j.task).where(j.id.in_(first)).subquery()
