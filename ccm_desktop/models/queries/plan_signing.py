"""What happened to a care plan on its way to a signature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

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
    rid: int
    """Of its operation: the order in which they came into this file."""


def history(connection: sa.Connection, patient: str = "") -> dict[str, list[SignStep]]:
    """The events of one patient or of all, by patient, in the order in which one came of another.

    Not by the clock: what was submitted again after a return is submitted, whatever a clock says that was set back.
    """
    withdrawn = set(connection.execute(sa.select(PLAN_SIGNATURE_WITHDRAWN.c.signature)).scalars())
    by_patient: dict[str, list[SignStep]] = defaultdict(list)
    for row in connection.execute(_steps(patient)):
        by_patient[row[0]].append(SignStep(*row))
    found: dict[str, list[SignStep]] = {}
    for whose, steps in by_patient.items():
        # What came here in the order of time needs no look into the ledger: nothing comes before its cause.
        is_plain = all(one.at_ms < next_.at_ms for one, next_ in pairwise(steps))
        is_plain = is_plain and withdrawn.isdisjoint(step.id for step in steps)
        ordered = steps if is_plain else _by_cause(connection, steps)
        # One that was withdrawn still stood between what it came after and what came after it.
        standing = [step for step in ordered if step.id not in withdrawn]
        if standing:
            found[whose] = standing
    return found


def before_next(connection: sa.Connection, patient: str) -> tuple[str, ...]:
    """Operations that the next event of the patient's plan comes after, and names in its `prev`."""
    rows = connection.execute(_steps(patient))
    return fold.newest(_op_of(connection, SignStep(*row)) for row in rows)


def _by_cause(connection: sa.Connection, steps: Iterable[SignStep]) -> list[SignStep]:
    said = {op.id: (op, step) for step in steps for op in (_op_of(connection, step),)}
    return [said[op.id][1] for op in fold.by_cause(op for op, _ in said.values())]


def _op_of(connection: sa.Connection, step: SignStep) -> Op:
    return Op(*connection.execute(sa.select(OP.c.header, OP.c.payload).where(OP.c.rid == step.rid)).one())


def _steps(patient: str) -> sa.Select[Any]:
    """As they came into this file."""
    s, g, r = PLAN_SUBMITTED.c, PLAN_SIGNED.c, PLAN_RETURNED.c
    empty = sa.literal("")
    steps = sa.union_all(
        sa.select(s.patient, sa.literal("submitted"), s.id, s.version, s.at, s.by, s.words, empty, s.rid.label("rid")),
        sa.select(g.patient, sa.literal("signed"), g.id, g.version, g.at, g.by, empty, g.signature, g.rid),
        sa.select(r.patient, sa.literal("returned"), r.id, r.version, r.at, r.by, r.reason, empty, r.rid),
    ).subquery()  # fmt: skip
    found = sa.select(steps).order_by(steps.c.rid)
    return found.where(steps.c.patient == patient) if patient else found


def newest_versions(connection: sa.Connection, patients: list[str]) -> dict[str, tuple[str, int]]:
    """Entity and number of the version that each plan has now."""
    v = PLAN_VERSION.c
    found: dict[str, tuple[str, int]] = {}
    rows = connection.execute(sa.select(v.patient, v.id, v.number).where(v.patient.in_(patients)).order_by(v.rid))
    for patient, version, number in rows:
        found[patient] = (version, number)
    return found
