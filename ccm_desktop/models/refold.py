"""Proof and repair: recompute the chain and every projection from the ledger alone, and compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.ledger import chain, fold, payload
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models import tables
from ccm_desktop.models.store import Store

Rows = dict[str, set[tuple[Any, ...]]]


def verify(store: Store, progress: Progress | None = None) -> list[str]:
    """What is not as the ledger says, in words without any patient's data; empty when all is well."""
    progress = progress or Unobserved()
    ops = list(_ops(store, progress))
    state = fold.fold(op for _, op in ops)
    by_slot = sorted(state.seen.values(), key=lambda op: (op.header.dev, op.header.n))
    findings = [f"Slot {f.n} of device {f.device}: {f.reason}." for f in chain.verify(by_slot)]
    expected = _expected(state, {op.id: rid for rid, op in ops})
    for name, rows in expected.items():
        found = set(store.vault.connection.execute(_SELECTS[name]))
        if found != rows:
            findings.append(f"Table {name}: {len(found - rows)} rows too many, {len(rows - found)} missing.")
    return findings


def rebuild(store: Store, progress: Progress | None = None) -> None:
    """Write every projection anew from the ledger, in one transaction."""
    ops = list(_ops(store, progress or Unobserved()))
    state = fold.fold(op for _, op in ops)
    expected = _expected(state, {op.id: rid for rid, op in ops})
    with store.vault.engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        for name, rows in expected.items():
            raw.execute(f"DELETE FROM {name}")
            width = len(next(iter(rows), ()))
            if width:
                raw.executemany(f"{_INSERTS[name]} VALUES ({', '.join('?' * width)})", rows)


def _ops(store: Store, progress: Progress) -> Iterator[tuple[int, Op]]:
    cursor = store.vault.connection.cursor()
    total = cursor.execute("SELECT count(*) FROM op").fetchone()[0]
    cursor.execute("SELECT rid, header, payload FROM op ORDER BY rid")
    done = 0
    while rows := cursor.fetchmany(5000):
        for rid, header, payload_bytes in rows:
            yield rid, Op(header, payload_bytes)
        done += len(rows)
        progress.report(done, total)


def _expected(state: fold.Folded, rids: dict[str, int]) -> Rows:
    rows: Rows = {table.name: set() for table in (*tables.FOLD_TABLES, *tables.PROJECTED)}
    rows["dead"] = {(i,) for i in state.dead}
    rows["parked"] = {(i,) for i in state.parked}
    rows["import_link"] = _links(state)
    for op in state.facts.values():
        header = op.header
        projection = tables.PROJECTIONS[header.k]
        value = payload.decode(header.k, header.sv, op.payload_bytes)
        rows[projection.table.name].add(
            (rids[op.id], header.e, header.pid, header.ut, header.act, *projection.values(value))
        )
    _add_registers(rows, state, rids)
    return rows


def _links(state: fold.Folded) -> set[tuple[Any, ...]]:
    latest: dict[str, tuple[str, str, str]] = {}
    for op in state.seen.values():
        origin = payload.origin_of(op.payload_bytes)
        if origin and op.id not in state.parked:
            key = register_key(op.header.e, op.header.r)
            found = (op.header.hlc, op.id, origin)
            latest[key] = max(latest.get(key, found), found, key=lambda link: link[:2])
    return {(key, origin, hlc, op) for key, (hlc, op, origin) in latest.items()}


def _add_registers(rows: Rows, state: fold.Folded, rids: dict[str, int]) -> None:
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    for key, heads in state.heads.items():
        if not heads:
            continue
        for op in heads.values():
            rows["head"].add((key, op.id, op.header.hlc, rids[op.id]))
        op = fold.shown(heads.values())
        header = op.header
        projection = tables.PROJECTIONS[header.k]
        value = payload.decode(header.k, header.sv, op.payload_bytes)
        written = (*projection.values(value), op.id, header.ut, header.act, len(heads))
        name = projection.table.name
        row = entities.setdefault((name, header.e), {"id": header.e, "patient": header.pid})
        row.update(zip(projection.columns, written, strict=True))
    for (name, _), row in entities.items():
        empty = _EMPTY[name]
        rows[name].add(tuple(row.get(column, empty[column]) for column in empty))


def _default(column: Any) -> Any:
    if column.nullable or column.server_default is None:
        return None
    text = column.server_default.arg
    return type(text)(text) if column.type.python_type is str else column.type.python_type(text)


_NAMES = {table.name: [column.name for column in table.columns] for table in (*tables.FOLD_TABLES, *tables.PROJECTED)}
_EMPTY = {table.name: {column.name: _default(column) for column in table.columns} for table in tables.PROJECTED}
_QUOTED = {name: ", ".join(f'"{column}"' for column in columns) for name, columns in _NAMES.items()}
_SELECTS = {name: f"SELECT {columns} FROM {name}" for name, columns in _QUOTED.items()}
_INSERTS = {name: f"INSERT INTO {name} ({columns})" for name, columns in _QUOTED.items()}
