"""What no statement may do once the practice file is open (security.md 3.7)."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlcipher3.dbapi2 as sqlcipher

_BANNED = {
    getattr(sqlcipher, name)
    for name in dir(sqlcipher)
    if name.startswith(("SQLITE_DROP_", "SQLITE_CREATE_", "SQLITE_ALTER_"))
} | {sqlcipher.SQLITE_ATTACH, sqlcipher.SQLITE_DETACH, sqlcipher.SQLITE_REINDEX}
_READABLE = {
    "quick_check", "integrity_check", "cipher_integrity_check", "foreign_key_check", "wal_checkpoint",
    "table_info", "table_xinfo", "index_list", "index_info", "foreign_key_list", "table_list",
    "read_uncommitted", "user_version", "application_id", "cipher_version", "cipher_provider_version",
    "locking_mode", "journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "trusted_schema",
}  # fmt: skip
_WITH_VALUE = {"wal_checkpoint", "table_info", "table_xinfo", "index_list", "index_info"}
_FORBIDDEN_FUNCTIONS = {"load_extension", "sqlcipher_export"}


def guard(log_tables: Collection[str]) -> Callable[..., int]:
    """The authorizer: no schema change, no loosened setting, no other file, no touch of what is logged."""

    def allow(action: int, first: str | None, second: str | None, _database: str | None, _by: str | None) -> int:
        name = (first or "").lower()
        if action in _BANNED:
            return int(sqlcipher.SQLITE_DENY)
        if action in (sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE) and (
            name in log_tables or name.startswith("sqlite_")
        ):
            return int(sqlcipher.SQLITE_DENY)
        if action == sqlcipher.SQLITE_INSERT and name.startswith("sqlite_"):
            return int(sqlcipher.SQLITE_DENY)
        if action == sqlcipher.SQLITE_PRAGMA and (
            name not in _READABLE or (second is not None and name not in _WITH_VALUE)
        ):
            return int(sqlcipher.SQLITE_DENY)
        if action == sqlcipher.SQLITE_FUNCTION and (second or "").lower() in _FORBIDDEN_FUNCTIONS:
            return int(sqlcipher.SQLITE_DENY)
        return int(sqlcipher.SQLITE_OK)

    return allow
