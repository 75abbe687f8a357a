"""Opening the practice file: one SQLCipher connection with every safety read back before use."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.pool import StaticPool

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.models.file_faults import as_file_problem

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


class Vault:
    """The open file."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._log_tables: Collection[str] | None = None
        self._connect()

    @classmethod
    def create(cls, path: Path, key: bytes) -> Vault:
        if path.exists():
            raise FileProblem("vault_exists", "There is a practice file here already.", "Choose another folder.")
        return cls(path, key)

    @classmethod
    def open(cls, path: Path, key: bytes) -> Vault:
        if not path.exists():
            raise FileProblem("vault_missing", "There is no practice file here.", "Choose another folder.")
        return cls(path, key)

    def _connect(self) -> None:
        connection = sqlcipher.connect(str(self.path), timeout=5, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        for name, (value, _) in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        self.connection: Any = connection
        self.engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(self.path)), module=sqlcipher, creator=lambda: connection,
            poolclass=StaticPool, hide_parameters=True,
        )

        @sa.event.listens_for(self.engine, "begin")
        def begin(conn: sa.Connection) -> None:
            reading = conn.get_execution_options().get("ccm_reading")
            conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    def seal(self, log_tables: Collection[str]) -> None:
        self._log_tables = log_tables

    @contextmanager
    def unsealed(self) -> Iterator[None]:
        yield

    def reopen(self) -> None:
        self.connection.close()
        self._connect()

    def close(self) -> None:
        self.engine.dispose()
        self.connection.close()
