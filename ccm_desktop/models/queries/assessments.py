"""Which assessments a patient has."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables.care_plan import ASSESSMENT


def of_patient(connection: sa.Connection, patient: str) -> list[str]:
    """Their entities, newest first by the day of the assessment; the withdrawn ones included."""
    a = ASSESSMENT.c
    found = sa.select(a.id).where(a.patient == patient, a.result_heads > 0)
    return list(connection.scalars(found.order_by(a.assessed_on.desc(), a.id.desc())))
