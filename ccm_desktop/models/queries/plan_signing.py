"""What happened to a care plan on its way to a signature."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.care_plan import (
    PLAN_RETURNED,
    PLAN_SIGNATURE_WITHDRAWN,
    PLAN_SIGNED,
    PLAN_SUBMITTED,
    PLAN_VERSION,
)


class SignStep(NamedTuple):
    """One event: submitted, signed or returned; a withdrawn signature is none."""

    patient: str
    kind: str
    id: str
    version: str
    at_ms: int
    by: str
    words: str
    signature: str
    """JSON of a signature; empty for what is none."""


def history(connection: sa.Connection, patient: str = "") -> dict[str, list[SignStep]]:
    """The events of one patient or of all, oldest first, by patient."""
    s, g, r = PLAN_SUBMITTED.c, PLAN_SIGNED.c, PLAN_RETURNED.c
    empty = sa.literal("")
    withdrawn = sa.select(PLAN_SIGNATURE_WITHDRAWN.c.signature)
    steps = sa.union_all(
        sa.select(s.patient, sa.literal("submitted"), s.id, s.version, s.at, s.by, s.words, empty, s.rid.label("rid")),
        sa.select(g.patient, sa.literal("signed"), g.id, g.version, g.at, g.by, empty, g.signature, g.rid)
        .where(g.id.not_in(withdrawn)),
        sa.select(r.patient, sa.literal("returned"), r.id, r.version, r.at, r.by, r.reason, empty, r.rid),
    ).subquery()  # fmt: skip
    found = sa.select(steps)
    if patient:
        found = found.where(steps.c.patient == patient)
    by_patient: dict[str, list[SignStep]] = {}
    for row in connection.execute(found.order_by(steps.c.at, steps.c.rid)):
        by_patient.setdefault(row[0], []).append(SignStep(*row[:8]))
    return by_patient


def newest_versions(connection: sa.Connection, patients: list[str]) -> dict[str, tuple[str, int]]:
    """Entity and number of the version that each plan has now."""
    v = PLAN_VERSION.c
    found: dict[str, tuple[str, int]] = {}
    rows = connection.execute(sa.select(v.patient, v.id, v.number).where(v.patient.in_(patients)).order_by(v.rid))
    for patient, version, number in rows:
        found[patient] = (version, number)
    return found
