"""Lays out a new practice file, and makes the projections of an older one those of this program."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.engine.default import StrCompileDialect
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from ccm_desktop.models import refold
from ccm_desktop.models.tables import derived, kept, local, timekeeping
from ccm_desktop.models.vault import Vault

REVISION = 1
"""Raise it when the same operations, into the same columns, give other rows than before."""
_PLAIN = StrCompileDialect()
"""How a type names itself; one for all, since to make it costs more than the name."""


def prepare(vault: Vault) -> None:
    """See to it that the file has all tables of this program, and their rows.

    Kinds that an older program had to park take effect here. The ledger itself is never changed.
    """
    wanted = shape()
    if _shape_of(vault) == wanted:
        return
    remade = (derived.PROJECTED_BY, *derived.DERIVED)
    raw = vault.connection
    with vault.engine.begin() as connection:
        is_new = not _has(vault, "op")
        if is_new:
            _create(raw, kept.KEPT_TABLES)
            for trigger in kept.TRIGGERS:
                raw.execute(trigger)
            connection.execute(kept.DEVICE.insert().values(id=os.urandom(8).hex()))
        _create(raw, local.LOCAL_TABLES)  # an older file has none yet
        if not is_new:
            for table in remade:
                raw.execute(f"DROP TABLE IF EXISTS {table.name}")
        _create(raw, remade)
        refold.fill(raw)
        for guard in timekeeping.GUARDS:
            raw.execute(guard)
        connection.execute(derived.PROJECTED_BY.insert().values(shape=wanted))


def adopt(vault: Vault) -> str:
    """Make a copy of a practice file that of another device, whose log begins anew; returns its id.

    What the device of the original wrote stays, as that of another. Two files that went on under one
    name would write two histories into the same slots.
    """
    seal = next(trigger for trigger in kept.TRIGGERS if "own_is_never_deleted" in trigger)
    device = os.urandom(8).hex()
    with vault.unsealed(), vault.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER own_is_never_deleted")
        connection.execute(kept.OWN.delete())
        connection.exec_driver_sql(seal)
        connection.execute(kept.DEVICE.update().values(id=device))
        connection.execute(local.PRESENCE.delete())  # when somebody was at the other computer
    return device


def shape() -> str:
    """Names what the projections of this program look like and which operations it understands."""
    made = (*local.LOCAL_TABLES, *derived.DERIVED)
    columns = [line for table in made for line in _columns(table)]
    indexes = [str(index.name) for table in derived.DERIVED for index in table.indexes]
    kinds = [f"{made.kind.name} {made.kind.version}" for made in derived.PROJECTIONS.values()]
    return sha256(
        "\n".join([str(REVISION), *columns, *sorted(indexes), *kinds, *timekeeping.GUARDS]).encode()
    ).hexdigest()


@cache
def _columns(table: sa.Table) -> tuple[str, ...]:
    """Each with its type; a table of this program stays what it is."""
    return tuple(f"{table.name}.{column.name} {column.type.compile(_PLAIN)}" for column in table.columns)


def _create(raw: Any, wanted: Iterable[sa.Table]) -> None:
    """With their indexes, unless they are there; by the driver, which is asked some hundred times."""
    for table in wanted:
        for statement in _statements(table):
            raw.execute(statement)


@cache
def _statements(table: sa.Table) -> tuple[str, ...]:
    """To write them takes longer than to have them done, so that they are written once."""
    indexes = (CreateIndex(index, if_not_exists=True) for index in table.indexes)
    made: tuple[ExecutableDDLElement, ...] = (CreateTable(table, if_not_exists=True), *indexes)
    return tuple(str(one.compile(dialect=dialect())) for one in made)


def _shape_of(vault: Vault) -> str:
    if not _has(vault, derived.PROJECTED_BY.name):
        return ""
    return str(vault.connection.execute("SELECT shape FROM projected_by").fetchone()[0])


def _has(vault: Vault, table: str) -> bool:
    found = vault.connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    return found is not None
