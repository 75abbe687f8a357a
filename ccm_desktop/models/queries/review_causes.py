"""What asks for a review of a care plan."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import REVIEW_CAUSE
from ccm_desktop.models.tables.patient import PATIENT
from ccm_desktop.models.tables.task import TASK


class CauseRow(NamedTuple):
    """A cause that waits for its review, with its patient; `at` in epoch milliseconds."""

    id: str
    patient: str
    family: str
    given: str
    mrn: str
    cause: str
    words: str
    due_on: str
    at: int
    task: str
    """Entity of the open task that it became; empty for none."""


SOURCE = "review"
"""Of a task that a cause became; its reference names the causes, a blank between."""


def open_causes(connection: sa.Connection, patient: str = "") -> list[CauseRow]:
    """Of one patient or of everybody, by when they are due."""
    c, p, t = REVIEW_CAUSE.c, PATIENT.c, TASK.c
    names = sa.func.instr(" " + t.reference + " ", " " + c.id + " ") > 0
    given = sa.select(t.id).where(t.patient == c.patient, t.source == SOURCE, t.status.in_(("open", "")), names)
    task = sa.func.coalesce(given.order_by(t.id).limit(1).scalar_subquery(), "")
    found = (
        sa.select(c.id, c.patient, p.family, p.given, p.mrn, c.cause, c.words, c.due_on, c.cause_at, task)
        .select_from(REVIEW_CAUSE.join(PATIENT, p.id == c.patient))
        .where(c.state == "open")
    )
    if patient:
        found = found.where(c.patient == patient)
    return [CauseRow._make(row) for row in connection.execute(found.order_by(c.due_on, c.cause_at, c.id))]


def open_tasks(connection: sa.Connection, patient: str) -> list[tuple[str, frozenset[str]]]:
    """Tasks that causes of a patient became and nobody ended: entity, and the causes."""
    t = TASK.c
    found = sa.select(t.id, t.reference).where(
        t.patient == patient, t.source == SOURCE, t.status.in_(("open", ""))
    )  # fmt: skip
    return [(task, frozenset(reference.split())) for task, reference in connection.execute(found.order_by(t.id))]
