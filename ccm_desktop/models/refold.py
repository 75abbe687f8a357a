"""Proof and repair: recompute the chain and every projection from the ledger alone, and compare.

Operations pass once, in the order they were stored. Rows of facts follow at once, rows of registers
at the end; of each table they come in the order of its key, so that proof and repair need no memory
of the facts, which are most of a practice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any, Protocol

import sqlalchemy as sa

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.ledger import chain, fold, payload
from ccm_desktop.ledger.op import Damaged, Op, register_key
from ccm_desktop.models.tables import derived, kept
from ccm_desktop.models.vault import Vault

Row = tuple[Any, ...]
_PAGE = 2000


class _Target(Protocol):
    """A table that receives its rows in the order of its key."""

    def take(self, row: Row) -> None: ...

    def finish(self) -> None: ...


class _Comparison:
    """Rows as they should be, beside the rows of the table."""

    def __init__(self, connection: Any, table: sa.Table) -> None:
        self._name = table.name
        self._width = len(table.primary_key)
        order = ", ".join(column.name for column in table.primary_key)
        self._found: Iterator[Row] = connection.cursor().execute(
            f"SELECT {_columns(table)} FROM {table.name} ORDER BY {order}"
        )
        self._next = next(self._found, None)
        self._missing = self._extra = 0

    def take(self, row: Row) -> None:
        key = row[: self._width]
        while self._next is not None and self._next[: self._width] < key:
            self._extra += 1
            self._next = next(self._found, None)
        if self._next == row:
            self._next = next(self._found, None)
        else:
            self._missing += 1

    def finish(self) -> None:
        while self._next is not None:
            self._extra += 1
            self._next = next(self._found, None)

    @property
    def finding(self) -> str:
        """What differs, without saying what stands there; empty when nothing does."""
        if not self._missing and not self._extra:
            return ""
        return f"Table {self._name}: {self._extra} rows too many, {self._missing} missing."


class _Filling:
    """Rows on their way into an empty table."""

    def __init__(self, connection: Any, table: sa.Table) -> None:
        self._cursor = connection.cursor()
        places = ", ".join("?" * len(table.columns))
        self._sql = f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({places})"
        self._rows: list[Row] = []

    def take(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) == _PAGE:
            self.finish()

    def finish(self) -> None:
        if self._rows:
            self._cursor.executemany(self._sql, self._rows)
            self._rows.clear()


def verify(vault: Vault, progress: Progress | None = None) -> list[str]:
    """What is not as the ledger says, in words without any patient's data; empty when all is well."""
    connection = vault.connection
    device = connection.execute("SELECT id FROM device").fetchone()[0]
    comparisons = {table.name: _Comparison(connection, table) for table in (kept.OWN, *derived.DERIVED)}
    own = comparisons["own"]
    proof = chain.Proof()
    replay = _Replay(comparisons)
    findings: list[str] = []
    for rid, op_id, entity, op in _ops(connection, progress or Unobserved()):
        if op is None:
            findings.append(f"Row {rid} of the ledger cannot be read.")
            continue
        if op_id != op.digest[:16] or entity != op.header.e:
            findings.append(f"Row {rid} of the ledger is filed under a wrong name.")
        proof.add(op)
        if op.header.dev == device:
            own.take((op.header.n, rid))
        replay.add(rid, op)
    replay.finish()
    findings += [f"Slot {fault.n} of device {fault.device}: {fault.reason}." for fault in proof.finish()]
    return findings + [each.finding for each in comparisons.values() if each.finding]


def rebuild(vault: Vault, progress: Progress | None = None) -> None:
    """Write every projection anew from the ledger, in one transaction."""
    with vault.engine.begin() as connection:
        for table in derived.DERIVED:
            connection.execute(table.delete())
        fill(vault.connection, progress)


def fill(connection: Any, progress: Progress | None = None) -> None:
    """Write every projection into its empty table; within a transaction of the caller."""
    replay = _Replay({table.name: _Filling(connection, table) for table in derived.DERIVED})
    for rid, _, _, op in _ops(connection, progress or Unobserved()):
        if op is not None:
            replay.add(rid, op)
    replay.finish()


def _ops(connection: Any, progress: Progress) -> Iterator[tuple[int, bytes, str, Op | None]]:
    """Row number, id and entity as stored, and the operation unless it cannot be read."""
    cursor = connection.cursor()
    total = cursor.execute("SELECT count(*) FROM op").fetchone()[0]
    cursor.execute("SELECT rid, id, entity, header, payload FROM op ORDER BY rid")
    done = 0
    while rows := cursor.fetchmany(_PAGE):
        for rid, op_id, entity, header, payload_bytes in rows:
            try:
                yield rid, op_id, entity, Op(header, payload_bytes)
            except Damaged:
                yield rid, op_id, entity, None
        done += len(rows)
        progress.report(done, total)


class _Replay:
    """Folds operations and hands the rows that follow from them to their tables."""

    def __init__(self, targets: Any) -> None:
        self._targets: dict[str, _Target] = targets
        self._state = fold.Folded()
        self._rids: dict[str, int] = {}
        """Of register writes; only heads need them, and any may be one at the end."""
        self._links: dict[str, tuple[str, str, str]] = {}
        self._facts: dict[str, tuple[Callable[[Row], None], Callable[[Any], Row]]] = {
            kind: (self._targets[made.table.name].take, made.values)
            for kind, made in derived.PROJECTIONS.items()
            if not made.kind.register
        }

    def add(self, rid: int, op: Op) -> None:
        """Fold one operation; a fact's row follows at once."""
        value = fold.apply(self._state, op)
        if value is None:
            return
        header = op.header
        if not header.r:
            take, values = self._facts[header.k]
            take((rid, header.e, header.pid, header.ut, header.act, *values(value)))
            return
        self._rids[op.id] = rid
        origin = payload.origin_of(op.payload_bytes)
        if origin:
            key = register_key(header.e, header.r)
            link = (header.hlc, op.id, origin)
            self._links[key] = max(self._links.get(key, link), link)

    def finish(self) -> None:
        """The rows that only the whole ledger determines."""
        self._give("head", ((key, op.id, op.header.hlc, self._rids[op.id]) for key, op in self._heads()))
        self._give("dead", iter(self._state.dead))
        self._give("parked", ((op_id,) for op_id in self._state.parked))
        self._give("import_link", ((key, origin, hlc, op) for key, (hlc, op, origin) in self._links.items()))
        rows: dict[str, dict[str, dict[str, Any]]] = {table.name: {} for table in derived.PROJECTED}
        for heads in self._state.heads.values():
            _add_register(rows, heads)
        for table in derived.PROJECTED:
            pick = _DEFAULTS[table.name]
            self._give(table.name, (tuple((pick | row).values()) for row in rows[table.name].values()))
        for target in self._targets.values():
            target.finish()

    def _heads(self) -> Iterator[tuple[str, Op]]:
        return ((key, op) for key, heads in self._state.heads.items() for op in heads.values())

    def _give(self, name: str, rows: Iterator[Row]) -> None:
        take = self._targets[name].take
        for row in sorted(rows):
            take(row)


def _add_register(rows: dict[str, dict[str, dict[str, Any]]], heads: dict[str, Op]) -> None:
    """Enter the shown head of one register into the row of its entity."""
    op = fold.shown(heads.values())
    header = op.header
    projection = derived.PROJECTIONS[header.k]
    written = (*projection.values(fold.understood(op)), op.id, header.ut, header.act, len(heads))
    row = rows[projection.table.name].setdefault(header.e, {"id": header.e, "patient": header.pid})
    row.update(zip(projection.columns, written, strict=True))


@cache
def _columns(table: sa.Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _default(column: sa.Column[Any]) -> Any:
    if column.nullable or column.server_default is None:
        return None
    text = attrgetter("arg")(column.server_default)
    return column.type.python_type(text)


_DEFAULTS = {table.name: {column.name: _default(column) for column in table.columns} for table in derived.PROJECTED}
"""A row of registers of which none was written."""
