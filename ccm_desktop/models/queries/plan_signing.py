"""What happened to a care plan on its way to a signature."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op
from ccm_desktop.models.tables.care_plan import (
    PLAN_RETURNED,
    PLAN_SIGNATURE_WITHDRAWN,
    PLAN_SIGNED,
    PLAN_SUBMITTED,
    PLAN_VERSION,
)
from ccm_desktop.models.tables.kept import OP


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
    """The events of one patient or of all, by patient, in the order in which one came of another.

    Not by the clock: what was submitted again after a return is submitted, whatever a clock says that was set back.
    """
    withdrawn = set(connection.execute(sa.select(PLAN_SIGNATURE_WITHDRAWN.c.signature)).scalars())
    by_patient: dict[str, dict[str, tuple[SignStep, Op]]] = defaultdict(dict)
    for step, op in _steps(connection, patient):
        by_patient[step.patient][op.id] = step, op
    found: dict[str, list[SignStep]] = {}
    for whose, steps in by_patient.items():
        # One that was withdrawn still stands between what it came after and what came after it.
        ordered = [steps[op.id][0] for op in fold.by_cause(op for _, op in steps.values())]
        standing = [step for step in ordered if step.id not in withdrawn]
        if standing:
            found[whose] = standing
    return found


def before_next(connection: sa.Connection, patient: str) -> tuple[str, ...]:
    """Operations that the next event of the patient's plan comes after, and names in its `prev`."""
    return fold.newest(op for _, op in _steps(connection, patient))


def _steps(connection: sa.Connection, patient: str) -> list[tuple[SignStep, Op]]:
    s, g, r = PLAN_SUBMITTED.c, PLAN_SIGNED.c, PLAN_RETURNED.c
    empty = sa.literal("")
    steps = sa.union_all(
        sa.select(s.patient, sa.literal("submitted"), s.id, s.version, s.at, s.by, s.words, empty, s.rid.label("rid")),
        sa.select(g.patient, sa.literal("signed"), g.id, g.version, g.at, g.by, empty, g.signature, g.rid),
        sa.select(r.patient, sa.literal("returned"), r.id, r.version, r.at, r.by, r.reason, empty, r.rid),
    ).subquery()  # fmt: skip
    found = sa.select(*list(steps.c)[:8], OP.c.header, OP.c.payload).join(OP, OP.c.rid == steps.c.rid)
    if patient:
        found = found.where(steps.c.patient == patient)
    return [(SignStep(*row[:8]), Op(row.header, row.payload)) for row in connection.execute(found)]


def newest_versions(connection: sa.Connection, patients: list[str]) -> dict[str, tuple[str, int]]:
    """Entity and number of the version that each plan has now."""
    v = PLAN_VERSION.c
    found: dict[str, tuple[str, int]] = {}
    rows = connection.execute(sa.select(v.patient, v.id, v.number).where(v.patient.in_(patients)).order_by(v.rid))
    for patient, version, number in rows:
        found[patient] = (version, number)
    return found
