"""Every signature that an operation of any kind holds."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from functools import cache

import sqlalchemy as sa

from ccm_desktop.domain.signature import Signature
from ccm_desktop.models.tables.derived import PROJECTIONS
from ccm_desktop.models.tables.projection import Projection


def everywhere(connection: sa.Connection) -> Iterator[tuple[str, str, str]]:
    """The place in words, who recorded it, and the signature as it stands there."""
    for made, column in _signed():
        c = made.table.c
        key, by = (c.id, c[f"{made.kind.register}_by"]) if made.kind.register else (c.rid, c.by)
        for row in connection.execute(sa.select(key, by, c[column]).where(c[column] != "").order_by(key)):
            yield f"{made.kind.name} {row[0]}", row[1], row[2]


@cache
def _signed() -> tuple[tuple[Projection, str], ...]:
    """Every projection with a column that holds signatures."""
    return tuple(
        (made, name)
        for made in PROJECTIONS.values()
        for name, hint in typing.get_type_hints(made.kind.type).items()
        if hint is Signature
    )
