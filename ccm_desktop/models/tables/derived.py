"""All that is computed from the operations, and can be computed again."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables import (
    METADATA,
    beside_plan,
    call,
    care_plan,
    chart_review,
    contact,
    month,
    patient,
    practice,
    task,
    timekeeping,
)
from ccm_desktop.models.tables.folded import FOLD_TABLES
from ccm_desktop.models.tables.projection import Projection

PROJECTED_BY = sa.Table("projected_by", METADATA, sa.Column("shape", sa.Text, primary_key=True))
"""The shape of the projections in this file; a program of another shape writes them anew."""

_SUBJECTS = (
    practice, patient, care_plan, contact, beside_plan, task, call, timekeeping, month, chart_review,
)  # fmt: skip
PROJECTIONS: dict[str, Projection] = {
    kind: projection for subject in _SUBJECTS for kind, projection in subject.SUBJECT.projections.items()
}
"""By kind."""

PROJECTED = tuple(dict.fromkeys(projection.table for projection in PROJECTIONS.values()))
DERIVED = (*FOLD_TABLES, *PROJECTED)
"""What is computed from the operations, and can be computed again."""
