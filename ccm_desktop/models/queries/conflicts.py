"""Registers with versions that nobody has seen side by side yet."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models.store import Reader
from ccm_desktop.models.tables import derived

_TWICE = "SELECT reg FROM head GROUP BY reg HAVING count(*) > 1"
_KEYS = tuple(
    f"SELECT id || '/{made.kind.register}' FROM {made.table.name}"
    f" WHERE {'id' if made.table.name == 'patient' else 'patient'} = ?1 AND {made.kind.register}_heads > 1"
    for made in derived.PROJECTIONS.values()
    if made.kind.register
)
"""For one patient: each by an index, where the heads of the whole practice would have to be read otherwise."""


def differing(reader: Reader, patient: str = "") -> list[tuple[Op, ...]]:
    """The heads of each register, of one patient or all, whose values differ; the one shown first leads."""
    raw = _raw(reader.connection)
    keys = _TWICE if not patient else " UNION ALL ".join(_KEYS)
    rows = raw.execute(
        f"SELECT header, payload FROM head CROSS JOIN op USING (rid) WHERE reg IN ({keys})",
        (patient,) if patient else (),
    ).fetchall()
    registers: dict[str, list[Op]] = {}
    for row in rows:
        op = Op(*row)
        registers.setdefault(register_key(op.header.e, op.header.r), []).append(op)
    found = []
    for heads in registers.values():
        heads.sort(key=lambda op: (op.header.hlc, op.id), reverse=True)
        first = fold.understood(heads[0])
        if any(fold.understood(op) != first for op in heads[1:]):
            found.append(tuple(heads))
    return sorted(found, key=lambda heads: (heads[0].header.pid, heads[0].header.e, heads[0].header.r))


def parked(connection: sa.Connection) -> int:
    """How many operations wait for a newer program."""
    return int(_raw(connection).execute("SELECT count(*) FROM parked").fetchone()[0])


def _raw(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
