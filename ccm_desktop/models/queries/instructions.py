"""Instructions that differ from the plan, and what was decided."""

from __future__ import annotations

import json
from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.beside_plan import INSTRUCTION, INSTRUCTION_DECIDED


class InstructionRow(NamedTuple):
    """One that was raised; `at` in epoch milliseconds."""

    id: str
    patient: str
    at: int
    person: str
    line: str
    kind: str
    plan_says: str
    plan_by: str
    plan_on: str
    other_says: str
    other_by: str
    other_on: str
    escalation: str


class DecisionRow(NamedTuple):
    """One decision; `at` in epoch milliseconds."""

    id: str
    instruction: str
    at: int
    person: str
    choice: str
    why: str
    over: tuple[str, ...]
    plan_said: str


def raised(connection: sa.Connection, *, patient: str = "", instruction: str = "") -> list[InstructionRow]:
    """Oldest first."""
    i = INSTRUCTION.c
    found = sa.select(
        i.id, i.patient, i.at, i.person, i.line, i.kind, i.plan_says, i.plan_by, i.plan_on, i.other_says, i.other_by,
        i.other_on, i.escalation,
    )  # fmt: skip
    if patient:
        found = found.where(i.patient == patient)
    if instruction:
        found = found.where(i.id == instruction)
    return [InstructionRow._make(row) for row in connection.execute(found.order_by(i.at, i.id))]


def decisions(connection: sa.Connection, patient: str = "") -> list[DecisionRow]:
    """Oldest first."""
    d = INSTRUCTION_DECIDED.c
    found = sa.select(d.id, d.instruction, d.at, d.person, d.choice, d.why, d.over, d.plan_said)
    if patient:
        found = found.where(d.patient == patient)
    rows = connection.execute(found.order_by(d.at, d.id))
    return [DecisionRow(*row[:6], tuple(json.loads(row[6])), row[7]) for row in rows]
