"""Registers with versions that nobody has seen side by side yet."""

from __future__ import annotations

from collections.abc import Iterable
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


def perhaps_unseen(
    connection: sa.Connection, lines: Iterable[tuple[str, str, str]], gone: Iterable[str], patient: str = ""
) -> list[str]:
    """Patients of whom a line is gone whose words, as they are now, the save that took it out does not name.

    `lines`: kinds of the register of the words and of the state, and the field by which the words name a line that
    is not their own. Of some of them other versions may tell otherwise.
    """
    states = ", ".join(f"'{one}'" for one in sorted(gone))
    found = []
    for words, state, link in lines:
        texts, table = derived.PROJECTIONS[words].table.name, derived.PROJECTIONS[state].table.name
        said, stands = derived.PROJECTIONS[words].kind.register, derived.PROJECTIONS[state].kind.register
        found.append(
            f"SELECT t.patient FROM {table} t JOIN {texts} w ON w.{link or 'id'} = t.id AND w.patient = t.patient"
            f" JOIN plan_version v ON v.patient = t.patient"
            f' AND v.at = t.{stands}_at AND v."by" = t.{stands}_by'
            f" WHERE t.status IN ({states}) AND w.{said}_op <> '' AND instr(v.heads, w.{said}_op) = 0"
            f"{' AND t.patient = ?1' if patient else ''}"
        )
    rows = _raw(connection).execute(" UNION ".join(found), (patient,) if patient else ())
    return [row[0] for row in rows]


def parked(connection: sa.Connection) -> int:
    """How many operations wait for a newer program."""
    return int(_raw(connection).execute("SELECT count(*) FROM parked").fetchone()[0])


def _raw(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
