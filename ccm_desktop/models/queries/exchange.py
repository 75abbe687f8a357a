"""The ledger as it is handed on: where each device's log ends, and its operations in an order in which they follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.chain import Link
from ccm_desktop.ledger.op import Op

_PAGE = 2000
_DEV, _N, _UT = (f"json_extract(CAST(header AS TEXT), '$.{name}')" for name in ("dev", "n", "ut"))


def ends(connection: sa.Connection) -> dict[str, Link]:
    """The last operation of every device that is here."""
    # A bare column beside max() is that of the row with the maximum (SQLite).
    rows = _raw(connection).execute(f"SELECT max({_N}), header, payload FROM op GROUP BY {_DEV}").fetchall()
    ops = [Op(header, payload) for _, header, payload in rows]
    return {op.header.dev: Link(op.header.dev, op.header.n, op.digest.hex()) for op in ops}


def first_slots(connection: sa.Connection, since_ms: int) -> dict[str, int]:
    """From which slot on each device's operations belong to what happened since; devices without any are missing."""
    sql = f"SELECT {_DEV}, min({_N}) FROM op WHERE {_UT} >= ? GROUP BY 1"
    return {str(dev): int(n) for dev, n in _raw(connection).execute(sql, (since_ms,))}


def count(connection: sa.Connection) -> int:
    """How many operations are here."""
    return int(_raw(connection).execute("SELECT count(*) FROM op").fetchone()[0])


def ops(connection: sa.Connection, since_ms: int = 0) -> Iterator[Op | None]:
    """All operations since then, each device's without a gap; None for one that is left out."""
    first = first_slots(connection, since_ms)
    cursor = _raw(connection).cursor()
    cursor.execute("SELECT header, payload FROM op ORDER BY rid")
    while rows := cursor.fetchmany(_PAGE):
        for row in rows:
            op = Op(*row)
            yield op if op.header.n >= first.get(op.header.dev, op.header.n + 1) else None


def _raw(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
