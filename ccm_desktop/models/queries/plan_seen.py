"""What came into a plan from other computers since a person saw it last."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models.queries.plans import registers_of
from ccm_desktop.models.tables.local import PLAN_SEEN


def reach(connection: sa.Connection, person: str, patient: str) -> int | None:
    """How far the ledger reached then; None for a plan that the person never saw here."""
    c = PLAN_SEEN.c
    found = connection.execute(sa.select(c.reach).where(c.person == person, c.patient == patient)).scalar()
    return None if found is None else int(found)


def mark(connection: sa.Connection, person: str, patient: str, to: int) -> None:
    """From now on only what comes after that."""
    c = PLAN_SEEN.c
    connection.execute(PLAN_SEEN.delete().where(c.person == person, c.patient == patient))
    connection.execute(PLAN_SEEN.insert().values(person=person, patient=patient, reach=to))


def plan_ops(connection: sa.Connection, patient: str) -> list[tuple[int, Op]]:
    """Every operation on the registers of the plan, in the order in which they came into this file, with its place."""
    raw: Any = connection.connection.driver_connection
    keys, found = registers_of(connection, patient), list[tuple[int, Op]]()
    for entity in {key.partition("/")[0] for key in keys}:
        for rid, *made in raw.execute("SELECT rid, header, payload FROM op WHERE entity = ?", (entity,)):
            op = Op(*made)
            if register_key(op.header.e, op.header.r) in keys:
                found.append((rid, op))
    return sorted(found, key=lambda one: one[0])
