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
from ccm_desktop.ledger.hlc import HybridClock, millis
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.op import Op, register_key
from ccm_desktop.models import layout
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.tables import derived, kept
from ccm_desktop.models.vault import Vault

P = TypeVar("P")
R = TypeVar("R", bound="Reader")


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
        """The register of that payload type, with its heads; None when nothing was ever written.

        Of that type only: `text` is a register of goals and of interventions, `status` of six kinds.
        """
        kind = payload.kind_of(cls)
        ops = [op for op in self._heads(register_key(entity, kind.register)) if op.header.k == kind.name]
        if not ops:
            return None
        first = fold.shown(ops)
        values: dict[str, Any] = {op.id: fold.understood(op) for op in ops}
        others = tuple(v for i, v in values.items() if i != first.id and v != values[first.id])
        header = first.header
        return Held(values[first.id], tuple(sorted(values)), others, header.ut, header.act)

    def held_before(self, cls: type[P], entity: str, before_ms: int) -> P | None:
        """What the register showed at that instant, by what was recorded until then; None before its first version."""
        kind = payload.kind_of(cls).name
        ops = [op for op in self.history(entity) if op.header.k == kind and op.header.ut < before_ms]
        replaced = {version for op in ops for version in op.header.prev}
        heads = [op for op in ops if op.id not in replaced and fold.understood(op) is not None]
        found: P | None = fold.understood(fold.shown(heads)) if heads else None
        return found

    def version(self, op_id: str) -> Any | None:
        """The payload of one operation; None when it is not here or not yet understood."""
        row = self._cursor.execute("SELECT header, payload FROM op WHERE id = ?", (bytes.fromhex(op_id),)).fetchone()
        return None if row is None else fold.understood(Op(*row))

    def history(self, entity: str) -> list[Op]:
        """Everything that was ever recorded about an entity, in the order it arrived."""
        rows = self._cursor.execute(
            "SELECT header, payload FROM op WHERE entity = ? ORDER BY rid", (entity,)
        ).fetchall()
        return [Op(*row) for row in rows]

    def patient_of(self, cls: type, entity: str) -> str | None:
        """Whose an entity is that has registers of that payload type; None when nothing of it is here."""
        table = derived.PROJECTIONS[payload.kind_of(cls).name].table.name
        row = self._cursor.execute(f"SELECT patient FROM {table} WHERE id = ?", (entity,)).fetchone()
        return None if row is None else str(row[0])

    def is_other(self, cls: type, entity: str) -> bool:
        """Whether that entity is something else than what has registers of that payload type."""
        table = derived.PROJECTIONS[payload.kind_of(cls).name].table
        kinds = {op.header.k for op in self.history(entity)}
        return any(derived.PROJECTIONS[kind].table is not table for kind in kinds if kind in derived.PROJECTIONS)

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


class Transaction(Reader):
    """Records operations; all of them and their projections are committed together, or none."""

    def __init__(
        self, connection: sa.Connection, link: chain.Link, clock: HybridClock, actor: str, wall_ms: int
    ) -> None:
        super().__init__(connection)
        self.link = link
        self.clock = clock
        self._actor = actor
        self._wall_ms = wall_ms
        self._id = os.urandom(8).hex()
        self._count = 0
        self.last_op = ""
        self.is_whole = True
        """False after a statement failed half-way through an operation: then nothing may be committed."""

    def record(
        self, value: object, *, entity: str, patient: str = "", prev: Sequence[str] = (), origin: str = ""
    ) -> str:
        """Append one operation and return its id.

        `prev` holds the heads that the form showed **when it was opened** (`Held.heads`); a
        register written without them becomes a second head, which a person must resolve.
        """
        self._require_same_kind(value, entity)
        stamp = chain.Stamp(self.clock.tick(self._wall_ms), self._wall_ms, self._actor, (self._id, self._count))
        op, self.link = chain.next_op(
            self.link, stamp, value, entity=entity, patient=patient, prev=list(prev), origin=origin
        )
        self._count += 1
        rid = self._append(op)
        self._cursor.execute("INSERT INTO own (n, rid) VALUES (?, ?)", (self.link.n, rid))
        self._fold(op, rid, value, origin, is_new=True)
        self.is_whole = True
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
        self.clock.receive(op.header.hlc, self._wall_ms)
        rid = self._append(op)
        value = fold.understood(op)
        if value is None:
            self._cursor.execute("INSERT INTO parked (id) VALUES (?)", (op.id,))
        else:
            self._fold(op, rid, value, payload.origin_of(op.payload_bytes))
        self.is_whole = True
        return True

    def _require_same_kind(self, value: object, entity: str) -> None:
        """A goal's `text` is not written over an intervention's: neither would be shown as what it is."""
        kind = payload.kind_of(type(value))
        if kind.register and any(
            op.header.k != kind.name for op in self._heads(register_key(entity, kind.register))
        ):  # fmt: skip
            raise RuntimeError(f"{kind.name}: this register of the entity is of another kind")

    def _append(self, op: Op) -> int:
        if not self.is_whole:
            raise _recorded_in_part()
        self.is_whole = False
        self.last_op = op.id
        self._cursor.execute(
            "INSERT INTO op (id, entity, header, payload) VALUES (?, ?, ?, ?)",
            (op.digest[:16], op.header.e, op.header_bytes, op.payload_bytes),
        )
        return int(self._cursor.lastrowid)

    def _fold(self, op: Op, rid: int, value: object, origin: str, *, is_new: bool = False) -> None:
        header = op.header
        projection = derived.PROJECTIONS[header.k]
        if not header.r:
            row = (rid, header.e, header.pid, header.ut, header.act, *projection.values(value))
            self._cursor.execute(projection.sql, row)
            return
        key = register_key(header.e, header.r)
        for replaced in header.prev:
            self._cursor.execute("INSERT OR IGNORE INTO dead (reg, id) VALUES (?, ?)", (key, replaced))
            self._cursor.execute("DELETE FROM head WHERE reg = ? AND id = ?", (key, replaced))
        if origin:
            self._cursor.execute(_LINK, (key, origin, header.hlc, op.id))
        # Nobody can have replaced an operation that was written this moment.
        if is_new or self._cursor.execute(_DEAD, (key, op.id)).fetchone() is None:
            self._cursor.execute(
                "INSERT INTO head (reg, id, hlc, rid) VALUES (?, ?, ?, ?)", (key, op.id, header.hlc, rid)
            )
        self._project(key, op, value)

    def _project(self, key: str, op: Op, value: object) -> None:
        heads = self._cursor.execute(
            "SELECT id, rid FROM head WHERE reg = ? ORDER BY hlc DESC, id DESC", (key,)
        ).fetchall()
        # Never empty: versions name only older ones, so one that nobody names is always left.
        first, rid = heads[0]
        if first != op.id:
            op = Op(*self._cursor.execute("SELECT header, payload FROM op WHERE rid = ?", (rid,)).fetchone())
            value = fold.understood(op)
        header = op.header
        projection = derived.PROJECTIONS[header.k]
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


def _recorded_in_part() -> RuntimeError:
    return RuntimeError("an operation was recorded in part, so nothing is committed")


_DEAD = "SELECT 1 FROM dead WHERE reg = ? AND id = ?"
_LINK = (
    "INSERT INTO import_link (reg, origin, hlc, op) VALUES (?, ?, ?, ?) ON CONFLICT (reg) DO UPDATE"
    " SET origin = excluded.origin, hlc = excluded.hlc, op = excluded.op"
    " WHERE (excluded.hlc, excluded.op) > (import_link.hlc, import_link.op)"
)


class Store:
    """The practice file as the services see it. Lives on the database thread."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._at_work: Reader | None = None
        self._is_sure = True
        """False after an error at COMMIT, until the file could be asked what happened."""
        self.newest_ms = 0
        """The latest wall clock in the ledger, milliseconds: an earlier one is wrong, or that one was."""
        layout.prepare(vault)
        vault.seal(kept.LOG_TABLES)
        self._resume()

    def _resume(self) -> None:
        """Go on after the last operation that is in the file."""
        raw = self.vault.connection
        self.device = str(raw.execute("SELECT id FROM device").fetchone()[0])
        self._link = chain.Link(self.device)
        self._stamp = raw.execute("SELECT max(hlc) FROM head").fetchone()[0] or ""
        last = raw.execute("SELECT header, payload FROM own JOIN op USING (rid) ORDER BY n DESC LIMIT 1").fetchone()
        if last is not None:
            op = Op(*last)
            self._link = chain.Link(self.device, op.header.n, op.digest.hex())
            self._stamp = max(self._stamp, op.header.hlc)
        self.newest_ms = max(self.newest_ms, millis(self._stamp))

    def adopt(self) -> str:
        """Go on as another device, because the file is a copy; returns its id."""
        if self._at_work is not None:
            raise RuntimeError("a view or transaction of this file is open; what it holds must end first")
        with _named_faults():
            layout.adopt(self.vault)
        self._resume()
        return self.device

    @contextmanager
    def transaction(self, actor: str, now_ms: int) -> Iterator[Transaction]:
        """One `BEGIN IMMEDIATE … COMMIT`; leaving by an exception leaves nothing behind.

        `actor` is the person who acts, `now_ms` the wall clock.
        """
        if self._at_work is not None:
            raise RuntimeError("a view or transaction of this file is open; what it holds must end first")
        failure: Exception | None = None
        with self._connection() as connection:
            tx = Transaction(connection, self._link, HybridClock(self._stamp), actor, now_ms)
            with self._working(tx):
                yield tx
                if not tx.is_whole:
                    raise _recorded_in_part()
            try:
                connection.commit()
            except Exception as error:  # noqa: BLE001 - whatever it was, the file is asked what happened
                failure = error
        if failure is None:
            self._link, self._stamp = tx.link, tx.clock.latest
            self.newest_ms = max(self.newest_ms, millis(self._stamp))
        else:
            self._settle(tx, failure)

    def _settle(self, tx: Transaction, failure: Exception) -> None:
        """A COMMIT that failed may have happened: reopen the file and look before saying so."""
        self._is_sure = False
        try:
            self._look_again()
        except FileProblem as problem:
            raise _not_known() from problem
        with self.reading() as reader:
            happened = bool(tx.last_op) and reader.contains(tx.last_op)
        if not happened:
            raise as_file_problem(failure) or FileProblem(
                "not_saved", "This was not saved.", "What you typed is kept; try again."
            ) from failure

    def _look_again(self) -> None:
        with _named_faults():
            self.vault.reopen()
            self._resume()
        self._is_sure = True

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A consistent view, through which nothing is written; within a transaction, what that sees."""
        if self._at_work is not None:
            yield self._at_work
            return
        with self._connection(ccm_reading=True) as connection, self._working(Reader(connection)) as reader:
            yield reader

    @contextmanager
    def _connection(self, **options: bool) -> Iterator[sa.Connection]:
        """The connection, with its transaction begun; rolled back at the end unless committed."""
        if not self._is_sure:
            self._look_again()
        with self.vault.engine.connect().execution_options(**options) as connection, _named_faults():
            connection.begin()
            yield connection

    @contextmanager
    def _working(self, reader: R) -> Iterator[R]:
        self._at_work = reader
        try:
            yield reader
        finally:
            self._at_work = None


def _not_known() -> FileProblem:
    return FileProblem(
        "not_known", "The disk fails, or is full: whether this was saved is not known. What you typed is kept.",
        "Free some space or check the disk; look whether it is there before you save it again.",
    )  # fmt: skip


@contextmanager
def _named_faults() -> Iterator[None]:
    """What disk and driver say, in words, wherever it happens."""
    try:
        yield
    except Exception as error:
        problem = as_file_problem(error)
        if problem is None or problem is error:
            raise
        raise problem from error


__all__ = ["Held", "Reader", "Store", "Transaction", "new_id"]
