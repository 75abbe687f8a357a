"""What was typed into a plan and not saved: no part of the ledger, gone when it is saved or taken back."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables.local import PLAN_DRAFT

_D = PLAN_DRAFT.c


def keep(connection: sa.Connection, key: tuple[str, str, str], at: int, body: str) -> None:
    """Put one by, in the place of what was kept there; `key`: person, patient, place."""
    drop(connection, key)
    person, patient, place = key
    connection.execute(PLAN_DRAFT.insert().values(person=person, patient=patient, place=place, at=at, body=body))


def drop(connection: sa.Connection, key: tuple[str, str, str]) -> None:
    """It is saved, or was taken back."""
    person, patient, place = key
    connection.execute(PLAN_DRAFT.delete().where(_D.person == person, _D.patient == patient, _D.place == place))


def of_patient(connection: sa.Connection, person: str, patient: str) -> list[tuple[str, int, str]]:
    """A person's, in the order they were typed: place, instant, body."""
    found = sa.select(_D.place, _D.at, _D.body).where(_D.person == person, _D.patient == patient)
    return [(row[0], row[1], row[2]) for row in connection.execute(found.order_by(_D.at, _D.place))]
