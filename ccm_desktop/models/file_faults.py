"""What the driver and the disk say, in words a person can act on."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from ccm_desktop.domain.errors import FileProblem

_KEPT = "What was saved before is kept; what you typed is still on the screen."
_BY_SQLITE: dict[int, tuple[str, str, str]] = {
    26: ("vault_damaged", "The practice file is damaged or its key file belongs to another practice.",
         "Restore the newest backup; do not delete anything."),
    11: ("vault_damaged", "The practice file is damaged.", "Restore the newest backup; do not delete anything."),
    13: ("disk_full", f"The disk is full, so this was not saved. {_KEPT}", "Free some space and try again."),
    10: ("disk_fails", f"The disk did not take the change. {_KEPT}", "Check the disk and try again."),
    8: ("vault_read_only", "The practice file cannot be written.", "Check the permissions of its folder."),
    14: ("vault_not_openable", "The practice file cannot be opened.", "Check the permissions of its folder."),
    5: ("vault_in_use", "The practice file is open in another program.", "Close that program and try again."),
    6: ("vault_in_use", "The practice file is open in another program.", "Close that program and try again."),
    23: ("vault_sealed", "This change is not allowed in the practice file.", "Report this to support."),
}  # fmt: skip
_BY_ERRNO = {
    errno.ENOSPC: 13,
    errno.EDQUOT: 13,
    errno.EROFS: 8,
    errno.EACCES: 8,
    errno.EPERM: 8,
    errno.EIO: 10,
}


def as_file_problem(error: BaseException | None) -> FileProblem | None:
    """The known problem behind an error, through SQLAlchemy's wrapping; None for anything else."""
    while error is not None:
        if isinstance(error, FileProblem):
            return error
        code = None
        if isinstance(error, sqlcipher.Error):
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        elif isinstance(error, OSError):
            code = _BY_ERRNO.get(error.errno or 0)
        if code in _BY_SQLITE:
            return FileProblem(*_BY_SQLITE[code])
        error = getattr(error, "orig", None) or error.__cause__
    return None


def require_space(folder: Path, needed: int = 100 * 1024 * 1024) -> None:
    """Refuse long writes (imports, exports, backups) when the disk is nearly full."""
    if shutil.disk_usage(folder).free < needed:
        raise FileProblem("disk_nearly_full", f"Less than {needed // 1024**2:,} MB are free on this disk.",
                          "Free some space first; nothing was written.")  # fmt: skip
