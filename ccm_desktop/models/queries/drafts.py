"""What was typed and not saved: no part of the ledger, gone when it is saved or taken back."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables.local import PLAN_DRAFT

Key = tuple[str, str, str]
"""Person, patient, place."""


def keep(connection: sa.Connection, key: Key, at: int, body: str, table: sa.Table = PLAN_DRAFT) -> None:
    """Put one by, in the place of what was kept there."""
    drop(connection, key, table)
    person, patient, place = key
    connection.execute(table.insert().values(person=person, patient=patient, place=place, at=at, body=body))


def drop(connection: sa.Connection, key: Key, table: sa.Table = PLAN_DRAFT) -> None:
    """It is saved, or was taken back."""
    person, patient, place = key
    c = table.c
    connection.execute(table.delete().where(c.person == person, c.patient == patient, c.place == place))


def of_patient(
    connection: sa.Connection, person: str, patient: str, table: sa.Table = PLAN_DRAFT
) -> list[tuple[str, int, str]]:
    """A person's, in the order they were typed: place, instant, body."""
    c = table.c
    found = sa.select(c.place, c.at, c.body).where(c.person == person, c.patient == patient)
    return [(row[0], row[1], row[2]) for row in connection.execute(found.order_by(c.at, c.place))]


def places(connection: sa.Connection, person: str, table: sa.Table) -> list[tuple[str, str]]:
    """Patient and place of each that the person has on this computer."""
    found = sa.select(table.c.patient, table.c.place).where(table.c.person == person)
    return [(row[0], row[1]) for row in connection.execute(found)]
