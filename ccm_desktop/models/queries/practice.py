"""The practice and its people."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from ccm_desktop.models.tables.practice import PERSON, POLICY, UNLOCKED


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


def leads(connection: sa.Connection) -> list[str]:
    """Ids of the practice leads who have not left."""
    p = PERSON.c
    return list(connection.scalars(sa.select(p.id).where(p.role == "lead", p.active != 0)))


def last_unlocked(connection: sa.Connection) -> dict[str, int]:
    """By person id, when they last opened the practice, in epoch seconds."""
    u = UNLOCKED.c
    newest = connection.execute(sa.select(u.person, sa.func.max(u.at)).group_by(u.person))
    return {person: at // 1000 for person, at in newest}
