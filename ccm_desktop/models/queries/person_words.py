"""Words that a person says are spelled right: of that person, on this device, in no ledger."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from ccm_desktop.models.tables.local import PERSON_WORD

_W = PERSON_WORD.c


def of_person(connection: sa.Connection, person: str) -> tuple[str, ...]:
    """In the order of the alphabet."""
    found = sa.select(_W.word).where(_W.person == person).order_by(_W.word)
    return tuple(row[0] for row in connection.execute(found))


def replace(connection: sa.Connection, person: str, words: Iterable[str]) -> None:
    """These are all; what is left out is gone from the file."""
    connection.execute(PERSON_WORD.delete().where(_W.person == person))
    for word in words:
        connection.execute(PERSON_WORD.insert().values(person=person, word=word))
