"""How payloads become tables, and operations rows."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.payload import Kind, json_text, kind_of
from ccm_desktop.models.tables import METADATA

_hints = cache(typing.get_type_hints)
"""A payload's fields with their types; each is a text until it is asked for, and to read it takes long."""
_TEXT, _INTEGER, _FLOAT = sa.Text(), sa.Integer(), sa.Float()
_WRITTEN = {"op": str, "at": int, "by": str, "heads": int}
"""What every register says of its version beside its fields."""


@dataclass(frozen=True)
class Projection:
    """How operations of one kind become a row: which table, which statement, which values."""

    kind: Kind[Any]
    table: sa.Table
    columns: tuple[str, ...]
    sql: str
    values: Callable[[Any], tuple[Any, ...]]


class Subject:
    """The tables of one subject, in the order in which they are made, and the projections that fill them."""

    def __init__(self) -> None:
        self.projections: dict[str, Projection] = {}
        """By kind."""

    def registers(self, name: str, *payloads: type, indexes: tuple[str, ...] = ()) -> sa.Table:
        """One row per entity; every register fills its columns and says who wrote it and how often."""
        columns: list[sa.Column[Any]] = [
            sa.Column("id", sa.Text, primary_key=True),
            sa.Column("patient", sa.Text, nullable=False, index=name != "patient"),
        ]
        fields = {cls: _fields(cls) for cls in payloads}
        for cls, (_, own) in fields.items():
            register = kind_of(cls).register
            columns += [*own, *(_column(f"{register}_{end}", hint) for end, hint in _WRITTEN.items())]
        table = sa.Table(name, METADATA, *columns, *(sa.Index(f"ix_{name}_{i}", i) for i in indexes))
        for cls, (names, _) in fields.items():
            kind: Kind[Any] = kind_of(cls)
            written = (*names, *(f"{kind.register}_{end}" for end in _WRITTEN))
            sql = (
                f"INSERT INTO {name} (id, patient, {', '.join(written)})"
                f" VALUES ({', '.join('?' * (len(written) + 2))}) ON CONFLICT (id) DO UPDATE SET"
                f" {', '.join(f'{column} = excluded.{column}' for column in written)}"
            )
            self.projections[kind.name] = Projection(kind, table, written, sql, _reader(cls, names))
        return table

    def facts(self, name: str, cls: type, indexes: tuple[str, ...] = ()) -> sa.Table:
        """One row per fact, keyed by its operation."""
        names, columns = _fields(cls)
        table = sa.Table(
            name,
            METADATA,
            sa.Column("rid", sa.Integer, primary_key=True),
            sa.Column("id", sa.Text, nullable=False, index=True),
            sa.Column("patient", sa.Text, nullable=False, index=True),
            sa.Column("at", sa.Integer, nullable=False),
            sa.Column("by", sa.Text, nullable=False),
            *columns,
            *(sa.Index(f"ix_{name}_{i}", i) for i in indexes),
        )
        kind: Kind[Any] = kind_of(cls)
        sql = (
            f'INSERT INTO {name} (rid, id, patient, at, "by", {", ".join(names)})'
            f" VALUES ({', '.join('?' * (len(names) + 5))})"
        )
        self.projections[kind.name] = Projection(kind, table, names, sql, _reader(cls, names))
        return table


def _column(name: str, hint: Any) -> sa.Column[Any]:
    optional = isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)
    plain = next(a for a in typing.get_args(hint) if a is not type(None)) if optional else hint
    if optional:
        return sa.Column(name, _INTEGER if plain in (int, bool) else _TEXT)
    if plain in (int, bool):
        return sa.Column(name, _INTEGER, nullable=False, server_default="0")
    if plain is float:
        return sa.Column(name, _FLOAT, nullable=False, server_default="0")
    return sa.Column(name, _TEXT, nullable=False, server_default="")


def _reader(cls: type, names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function from a payload to its column values; collections become JSON text."""
    hints = _hints(cls)
    plain = (str, int, bool, float)
    nested = [
        index
        for index, name in enumerate(names)
        if hints[name] not in plain and not isinstance(hints[name], types.UnionType)
    ]
    pick = attrgetter(*names) if len(names) > 1 else lambda value, one=attrgetter(names[0]): (one(value),)
    if not nested:
        return pick

    def read(value: Any) -> tuple[Any, ...]:
        row = list(pick(value))
        for index in nested:
            row[index] = json_text(row[index])
        return tuple(row)

    return read


def _fields(cls: type) -> tuple[tuple[str, ...], list[sa.Column[Any]]]:
    hints = _hints(cls)
    names = tuple(field.name for field in dataclasses.fields(cls))
    return names, [_column(name, hints[name]) for name in names]
