"""The practice and its people."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables import PERSON, POLICY


class PersonRow(NamedTuple):
    """A member of staff."""

    id: str
    name: str
    credential: str
    role: str
    lane: str
    npi: str
    active: bool


def people(connection: sa.Connection) -> list[PersonRow]:
    """Everybody, by name."""
    p = PERSON.c
    found = sa.select(p.id, p.name, p.credential, p.role, p.lane, p.npi, p.active).order_by(p.name)
    return [PersonRow(*row[:6], bool(row[6])) for row in connection.execute(found)]


def policies(connection: sa.Connection) -> dict[str, str]:
    """What the practice chose, by policy. Left out: what nobody chose, and what two people chose at once."""
    found = sa.select(POLICY.c.key, POLICY.c.choice).where(POLICY.c.policy_heads == 1)
    return {row.key: row.choice for row in connection.execute(found)}
