"""The one way to write: a transaction appends operations, folds them and updates their projections."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.ledger import chain, fold, payload
from ccm_desktop.ledger.hlc import HybridClock
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models import tables
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.vault import Vault

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Held(Generic[P]):
    """A register as a form shows it: the value, and the heads that a save will replace."""

    value: P
    heads: tuple[str, ...]
    others: tuple[P, ...] = ()
    """Concurrent versions; not empty means that a person must decide."""
    at_ms: int = 0
    by: str = ""


class Reader:
    """What can be asked of the file while it does not change."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        """For `models.queries` only."""
        raw = connection.connection.driver_connection
        assert raw is not None
        self._cursor: Any = raw.cursor()

    def held(self, cls: type[P], entity: str) -> Held[P] | None:
        """The register of that payload type, with its heads; None when nothing was ever written."""
        key = register_key(entity, payload.kind_of(cls).register)
        ops = self._heads(key)
        if not ops:
            return None
        first = fold.shown(ops)
        values: dict[str, P] = {op.id: self._value(op) for op in ops}
        others = tuple(v for i, v in values.items() if i != first.id and v != values[first.id])
        header = first.header
        return Held(values[first.id], tuple(sorted(values)), others, header.ut, header.act)

    def version(self, op_id: str) -> Any | None:
        """The payload of one operation; None when it is not here or not yet understood."""
        row = self._cursor.execute("SELECT header, payload FROM op WHERE id = ?", (bytes.fromhex(op_id),)).fetchone()
        return None if row is None else self._value(Op(*row))

    def history(self, entity: str) -> list[Op]:
        """Everything that was ever recorded about an entity, in the order it arrived."""
        rows = self._cursor.execute(
            "SELECT header, payload FROM op WHERE entity = ? ORDER BY rid", (entity,)
        ).fetchall()
        return [Op(*row) for row in rows]

    def imported(self, cls: type, entity: str) -> tuple[str, str] | None:
        """Origin and operation of the last imported version of a register."""
        row = self._cursor.execute(
            "SELECT origin, op FROM import_link WHERE reg = ?",
            (register_key(entity, payload.kind_of(cls).register),),
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def contains(self, op_id: str) -> bool:
        """Whether the operation is in this file."""
        found = self._cursor.execute("SELECT 1 FROM op WHERE id = ?", (bytes.fromhex(op_id),)).fetchone()
        return found is not None

    def _heads(self, key: str) -> list[Op]:
        rows = self._cursor.execute(
            "SELECT header, payload FROM head JOIN op USING (rid) WHERE reg = ?", (key,)
        ).fetchall()
        return [Op(*row) for row in rows]

    @staticmethod
    def _value(op: Op) -> Any:
        return payload.decode(op.header.k, op.header.sv, op.payload_bytes)


class Transaction(Reader):
    """Records operations; all of them and their projections are committed together, or none."""

    def __init__(self, connection: sa.Connection, link: chain.Link, hlc: HybridClock, actor: str, wall_ms: int) -> None:
        super().__init__(connection)
        self.link = link
        self._hlc = hlc
        self._actor = actor
        self._wall_ms = wall_ms
        self._id = os.urandom(8).hex()
        self._count = 0
        self.last_op = ""

    def record(
        self, value: object, *, entity: str, patient: str = "", prev: Sequence[str] = (), origin: str = ""
    ) -> str:
        """Append one operation and return its id.

        `prev` holds the heads that the form showed **when it was opened** (`Held.heads`); a
        register written without them becomes a second head, which a person must resolve.
        """
        stamp = chain.Stamp(self._hlc.tick(self._wall_ms), self._wall_ms, self._actor, (self._id, self._count))
        op, self.link = chain.next_op(
            self.link, stamp, value, entity=entity, patient=patient, prev=list(prev), origin=origin
        )
        self._count += 1
        rid = self._append(op)
        self._cursor.execute("INSERT INTO own (n, rid) VALUES (?, ?)", (self.link.n, rid))
        self._fold(op, rid, value, origin, is_new=True)
        self.last_op = op.id
        return op.id

    def restamp(self, actor: str, wall_ms: int) -> None:
        """What follows is done by `actor` at `wall_ms`."""
        self._actor, self._wall_ms = actor, wall_ms

    def revise(self, value: object, *, entity: str, patient: str = "", origin: str = "") -> str:
        """Record a register over whatever it holds at this moment: for programs, not for forms."""
        key = register_key(entity, payload.kind_of(type(value)).register)
        heads = [row[0] for row in self._cursor.execute("SELECT id FROM head WHERE reg = ?", (key,))]
        return self.record(value, entity=entity, patient=patient, prev=heads, origin=origin)

    def receive(self, op: Op) -> bool:
        """Take in an operation of another device; False when it was here already."""
        if self.contains(op.id):
            return False
        self._hlc.receive(op.header.hlc, self._wall_ms)
        rid = self._append(op)
        if fold.is_known(op.header.k, op.header.sv):
            self._fold(op, rid, self._value(op), payload.origin_of(op.payload_bytes))
        else:
            self._cursor.execute("INSERT OR IGNORE INTO parked (id) VALUES (?)", (op.id,))
        return True

    def _append(self, op: Op) -> int:
        self._cursor.execute(
            "INSERT INTO op (id, entity, header, payload) VALUES (?, ?, ?, ?)",
            (op.digest[:16], op.header.e, op.header_bytes, op.payload_bytes),
        )
        return int(self._cursor.lastrowid)

    def _fold(self, op: Op, rid: int, value: object, origin: str, *, is_new: bool = False) -> None:
        header = op.header
        projection = tables.PROJECTIONS[header.k]
        if not header.r:
            row = (rid, header.e, header.pid, header.ut, header.act, *projection.values(value))
            self._cursor.execute(projection.sql, row)
            return
        key = register_key(header.e, header.r)
        for replaced in header.prev:
            self._cursor.execute("INSERT OR IGNORE INTO dead (id) VALUES (?)", (replaced,))
            self._cursor.execute("DELETE FROM head WHERE reg = ? AND id = ?", (key, replaced))
        if origin:
            self._cursor.execute(_LINK, (key, origin, header.hlc, op.id))
        # Nobody can have replaced an operation that was written this moment.
        if is_new or self._cursor.execute("SELECT 1 FROM dead WHERE id = ?", (op.id,)).fetchone() is None:
            self._cursor.execute(
                "INSERT INTO head (reg, id, hlc, rid) VALUES (?, ?, ?, ?)", (key, op.id, header.hlc, rid)
            )
        self._project(key, op, value)

    def _project(self, key: str, op: Op, value: object) -> None:
        heads = self._cursor.execute(
            "SELECT id, rid FROM head WHERE reg = ? ORDER BY hlc DESC, id DESC", (key,)
        ).fetchall()
        if not heads:
            return
        first, rid = heads[0]
        if first != op.id:
            op = Op(*self._cursor.execute("SELECT header, payload FROM op WHERE rid = ?", (rid,)).fetchone())
            value = self._value(op)
        header = op.header
        projection = tables.PROJECTIONS[header.k]
        self._cursor.execute(
            projection.sql,
            (
                header.e,
                header.pid,
                *projection.values(value),
                op.id,
                header.ut,
                header.act,
                len(heads),
            ),
        )


_LINK = (
    "INSERT INTO import_link (reg, origin, hlc, op) VALUES (?, ?, ?, ?) ON CONFLICT (reg) DO UPDATE"
    " SET origin = excluded.origin, hlc = excluded.hlc, op = excluded.op"
    " WHERE (excluded.hlc, excluded.op) > (import_link.hlc, import_link.op)"
)


class Store:
    """The practice file as the services see it. Lives on the database thread."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._open()

    def _open(self) -> None:
        raw = self.vault.connection
        if raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'op'").fetchone() is None:
            self._lay_out()
        self.vault.seal(tables.LOG_TABLES)
        self.device = str(raw.execute("SELECT id FROM device").fetchone()[0])
        last = raw.execute("SELECT header, payload FROM own JOIN op USING (rid) ORDER BY n DESC LIMIT 1").fetchone()
        self._link = chain.Link(self.device)
        if last is not None:
            op = Op(*last)
            self._link = chain.Link(self.device, op.header.n, op.digest.hex())
        latest = raw.execute("SELECT max(hlc) FROM head").fetchone()[0] or ""
        self._hlc = HybridClock(max(latest, Op(*last).header.hlc if last else ""))

    def _lay_out(self) -> None:
        with self.vault.engine.begin() as connection:
            tables.METADATA.create_all(connection)
            for trigger in tables.TRIGGERS:
                connection.exec_driver_sql(trigger)
            connection.execute(tables.DEVICE.insert().values(id=os.urandom(8).hex()))

    @contextmanager
    def transaction(self, actor: str, now_ms: int) -> Iterator[Transaction]:
        """One `BEGIN IMMEDIATE … COMMIT`; leaving by an exception leaves nothing behind.

        `actor` is the person who acts, `now_ms` the wall clock.
        """
        with self.vault.engine.connect() as connection:
            try:
                work = connection.begin()
            except sa.exc.DBAPIError as error:
                raise as_file_problem(error) or error from error
            tx = Transaction(connection, self._link, self._hlc, actor, now_ms)
            try:
                yield tx
            except BaseException as error:
                work.rollback()
                problem = as_file_problem(error)
                if problem is not None:
                    raise problem from error
                raise
            try:
                work.commit()
            except Exception as error:  # noqa: BLE001 - whatever it was, the file is asked what happened
                self._settle(tx, error)
            self._link = tx.link

    def _settle(self, tx: Transaction, error: Exception) -> None:
        """A COMMIT that failed may have happened: reopen the file and look before saying so."""
        self.vault.reopen()
        self._open()
        with self.reading() as reader:
            happened = bool(tx.last_op) and reader.contains(tx.last_op)
        if happened:
            return
        raise as_file_problem(error) or FileProblem(
            "not_saved", "This was not saved.", "What you typed is kept; try again."
        ) from error

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A consistent view; nothing can be written through it."""
        with self.vault.engine.connect().execution_options(ccm_reading=True) as connection:
            try:
                yield Reader(connection)
            except Exception as error:
                problem = as_file_problem(error)
                if problem is None or problem is error:
                    raise
                raise problem from error


__all__ = ["Held", "Reader", "Store", "Transaction", "new_id"]
