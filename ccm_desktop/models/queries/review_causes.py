"""What asks for a review of a care plan."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import REVIEW_CAUSE
from ccm_desktop.models.tables.patient import PATIENT


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


def open_causes(connection: sa.Connection, patient: str = "") -> list[CauseRow]:
    """Of one patient or of everybody, by when they are due."""
    c, p = REVIEW_CAUSE.c, PATIENT.c
    found = (
        sa.select(c.id, c.patient, p.family, p.given, p.mrn, c.cause, c.words, c.due_on, c.cause_at)
        .select_from(REVIEW_CAUSE.join(PATIENT, p.id == c.patient))
        .where(c.state == "open")
    )
    if patient:
        found = found.where(c.patient == patient)
    return [CauseRow._make(row) for row in connection.execute(found.order_by(c.due_on, c.cause_at, c.id))]
