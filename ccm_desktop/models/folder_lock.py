"""One program per practice folder: an operating system lock that dies with its process."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.models.file_faults import as_file_problem

NAME = "app.lock"


class FolderLock:
    """Held while the practice is open. The file names the holder; the lock itself is the system's."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._file = -1

    def acquire(self) -> None:
        """Take the lock, or say who holds it."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise as_file_problem(error) or error from error
        try:
            _lock(self._file)
        except OSError as error:
            holder = os.read(self._file, 200).decode(errors="replace").strip()
            os.close(self._file)
            self._file = -1
            where = f" ({holder})" if holder else ""
            raise FileProblem("vault_in_use", f"The practice file is already open{where}.",
                              "Use the window that is open, or close it first.") from error  # fmt: skip
        os.ftruncate(self._file, 0)
        os.write(self._file, f"process {os.getpid()} on {socket.gethostname()}".encode())

    def release(self) -> None:
        """Let go; the file stays, so that no other holder's file is ever deleted."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _lock(file: int) -> None:
    if os.name == "nt":
        import msvcrt

        os.lseek(file, 4096, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
