"""How far the ledger reaches, and what was recorded since it reached less far."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger.op import Op


def position(connection: sa.Connection) -> int:
    """Of the newest operation in this file, whoever recorded it; 0 while there is none."""
    return int(_raw(connection).execute("SELECT coalesce(max(rid), 0) FROM op").fetchone()[0])


def since(connection: sa.Connection, known: int, most: int) -> list[Op]:
    """Operations after that position, in the order in which they came in; no more than `most`."""
    sql = "SELECT header, payload FROM op WHERE rid > ? ORDER BY rid LIMIT ?"
    return [Op(*row) for row in _raw(connection).execute(sql, (known, most))]


def _raw(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
