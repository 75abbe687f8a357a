"""The practice file: one SQLCipher connection, opened by the recipe of security.md 3.7 or not at all."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.pool import StaticPool

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.models import authorizer
from ccm_desktop.models.file_faults import as_file_problem, require_space
from ccm_desktop.models.folder_lock import FolderLock

FILE = "vault.db"
"""The encrypted file in every practice and backup folder."""
APPLICATION_ID = 0x43434D44  # "CCMD"
SCHEMA_MAJOR, SCHEMA_MINOR = 1, 0
"""Major: the ledger's own tables. Minor: projections, which are rebuilt from the ledger."""

PRAGMAS: dict[str, tuple[str, object]] = {
    "locking_mode": ("EXCLUSIVE", "exclusive"),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "fullfsync": ("ON", 1),
    "checkpoint_fullfsync": ("ON", 1),
    "foreign_keys": ("ON", 1),
    "recursive_triggers": ("ON", 1),
    "trusted_schema": ("OFF", 0),
    "cell_size_check": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "mmap_size": ("0", 0),
    "wal_autocheckpoint": ("1000", 1000),
    "journal_size_limit": ("67108864", 67108864),
    "cache_size": ("-65536", -65536),
}
"""Set and read back: a file that would run without one of them is not opened."""

_STATEMENTS = 1024
"""Statements kept prepared. The driver evicts the newest one, so a cache once full of the schema's
statements would prepare every later statement again each time it runs."""


class Vault:
    """The open file. Belongs to the database thread."""

    connection: Any
    """The driver's connection; it has no type stubs."""
    engine: sa.Engine
    _is_connected = False

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._sealed_tables: Collection[str] | None = None
        self._lock = FolderLock(path.parent)
        self._lock.acquire()
        try:
            self._connect()
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def create(cls, path: Path, key: bytes) -> Vault:
        """A new, empty file; never over an existing one."""
        if path.exists():
            raise FileProblem("practice_exists", "There is a practice in this folder already.",
                              "Choose an empty folder.")  # fmt: skip
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            return cls(path, key)
        except OSError as error:
            raise as_file_problem(error) or error from error

    @classmethod
    def open(cls, path: Path, key: bytes) -> Vault:
        """An existing file."""
        try:
            with path.open("rb") as stream:
                header = stream.read(16)
        except FileNotFoundError as error:
            raise FileProblem("vault_missing", "The practice file is not in this folder.",
                              "Choose the folder that holds vault.db, or restore a backup.") from error  # fmt: skip
        except OSError as error:
            raise as_file_problem(error) or error from error
        if header.startswith(b"SQLite format 3"):
            raise FileProblem("vault_not_encrypted", "This practice file is not encrypted and will not be opened.",
                              "Choose the right folder, or restore a backup.")  # fmt: skip
        if len(header) < 16:
            raise FileProblem("vault_damaged", "The practice file is empty or cut off.",
                              "Restore the newest backup; do not delete anything.")  # fmt: skip
        return cls(path, key)

    def seal(self, log_tables: Collection[str]) -> None:
        """From now on no statement may change the schema, the safety settings or what was logged."""
        self._sealed_tables = log_tables
        self.connection.set_authorizer(authorizer.guard(log_tables))

    @contextmanager
    def unsealed(self) -> Iterator[None]:
        """For the one change that takes the seal off: `layout.adopt`."""
        self.connection.set_authorizer(None)
        try:
            yield
        finally:
            if self._sealed_tables is not None:
                self.seal(self._sealed_tables)

    def reopen(self) -> None:
        """A fresh connection after an error at COMMIT; where the disk gives none, a later call may."""
        self._disconnect()
        self._connect()

    def close(self) -> None:
        """Checkpoint, close and let go of the folder."""
        try:
            self._disconnect()
        finally:
            self._lock.release()

    def quick_check(self) -> bool:
        """A fast look at the structure of every page."""
        return bool(self.connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")

    def full_check(self) -> list[str]:
        """Every page's authentication, the structure, the references; empty when all is well.

        Checkpoints first: a half-checkpointed page still covered by the log would look damaged.
        """
        try:
            return self._faults()
        except sqlcipher.Error:
            return ["The file is damaged; some of it cannot be read at all."]

    def _faults(self) -> list[str]:
        connection = self.connection
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        found += [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"table {row[0]}: dangling reference" for row in connection.execute("PRAGMA foreign_key_check")]
        return found

    def backup_to(self, target: Path, progress: Progress | None = None) -> None:
        """An encrypted copy under the same key, proved by opening it; never over an existing file."""
        progress = progress or Unobserved()
        if target.exists():
            raise FileProblem("backup_exists", "There is a backup of that name already.", "Choose another name.")
        require_space(target.parent, max(100 * 1024 * 1024, 2 * self.path.stat().st_size))
        if not self.quick_check():
            raise FileProblem("vault_damaged", "The practice file is damaged, so no backup was made of it.",
                              "Restore the newest sound backup.")  # fmt: skip
        temporary = target.with_name(target.name + ".tmp")
        temporary.unlink(missing_ok=True)
        try:
            os.close(os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            _copy(self.connection, temporary, self._key, progress)
            temporary.replace(target)
        except (OSError, sqlcipher.Error) as error:  # while it copies the driver gives no code
            raise as_file_problem(error) or FileProblem(
                "backup_not_written", "The backup could not be written to that disk.",
                "Free some space there, or choose another disk.",
            ) from error  # fmt: skip
        finally:
            temporary.unlink(missing_ok=True)

    def _connect(self) -> None:
        try:
            connection = self._opened()
        except sqlcipher.Error as error:
            raise as_file_problem(error) or error from error
        self.connection, self._is_connected = connection, True
        self.engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(self.path)),
            module=sqlcipher,
            creator=lambda: connection,
            poolclass=StaticPool,
            hide_parameters=True,  # a failed INSERT would otherwise print the patient
        )
        sa.event.listen(self.engine, "begin", _begin)
        if self._sealed_tables is not None:
            self.seal(self._sealed_tables)

    def _disconnect(self) -> None:
        if not self._is_connected:
            return
        self._is_connected = False
        self.connection.set_authorizer(None)
        self.engine.dispose()
        self.connection.close()

    def _opened(self) -> Any:
        fresh = self.path.stat().st_size == 0
        connection = sqlcipher.connect(
            str(self.path), timeout=5, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS
        )
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key would write to stderr
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            if connection.execute("PRAGMA cipher_version").fetchone() is None:
                raise FileProblem("not_sqlcipher", "The encryption library is missing, so nothing was opened.",
                                  "Install the program again.")  # fmt: skip
            connection.execute("PRAGMA cipher_compatibility = 4")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            _configure(connection)
            _check_version(connection, fresh)
        except BaseException:
            connection.close()
            raise
        return connection


def _begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("ccm_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _configure(connection: Any) -> None:
    for name, (value, _) in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    for name, (_, expected) in PRAGMAS.items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is None or row[0] != expected:
            raise FileProblem("unsafe_settings", f"The practice file cannot be opened safely ({name}).",
                              "Move it to a local disk and try again.")  # fmt: skip


def _check_version(connection: Any, fresh: bool) -> None:
    if fresh:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_MAJOR * 1000 + SCHEMA_MINOR}")
        return
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise FileProblem("not_a_practice", "This file is not a practice file.", "Choose the right folder.")
    major = connection.execute("PRAGMA user_version").fetchone()[0] // 1000
    if major > SCHEMA_MAJOR:
        raise FileProblem("vault_too_new", "This practice file was written by a newer version of the program.",
                          "Update the program on this computer; the file was not changed.")  # fmt: skip


def _copy(source: Any, target: Path, key: bytes, progress: Progress) -> None:
    copy = sqlcipher.connect(str(target), isolation_level=None)
    try:
        copy.execute("PRAGMA cipher_log_level = NONE")
        copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")

        def report(_status: int, remaining: int, total: int) -> None:
            progress.report(total - remaining, total)

        source.backup(copy, pages=256, progress=report)
        faults = [row[0] for row in copy.execute("PRAGMA cipher_integrity_check")]
        sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        same = (
            copy.execute("SELECT count(*) FROM op").fetchone() == source.execute("SELECT count(*) FROM op").fetchone()
        )
        if faults or not sound or not same:
            raise FileProblem("backup_unsound", "The backup could not be verified, so it was not kept.",
                              "Try another disk.")  # fmt: skip
    finally:
        copy.close()
    with target.open("rb+") as stream:
        os.fsync(stream.fileno())
