"""`keyslots.json` on the disk: kept twice, replaced whole, never half-written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ccm_desktop.domain.errors import FileProblem

NAMES = ("keyslots.json", "keyslots.json.b")


def read(folder: Path) -> list[dict[str, Any]]:
    """What the key file says: one content, or two where its copies differ, the newer first.

    A copy that has not the form of a key file is left out; what a copy holds is proved by unlocking.
    """
    found = False
    sound: list[dict[str, Any]] = []
    for name in NAMES:
        try:
            data = json.loads((folder / name).read_bytes())
            if _is_sound(data) and data not in sound:
                sound.append(data)
        except FileNotFoundError:
            continue
        except (ValueError, KeyError, TypeError, RecursionError):
            found = True
        except OSError as error:
            raise FileProblem("keyslots_unreadable", "The key file of this practice cannot be read.",
                              "Check that you may read the folder.") from error  # fmt: skip
        found = True
    if sound:
        return sorted(sound, key=revision, reverse=True)
    if found:
        raise damaged()
    raise FileProblem("practice_missing", "There is no practice in this folder.",
                      "Choose the folder that holds vault.db and keyslots.json, or create a practice.")  # fmt: skip


def revision(data: dict[str, Any]) -> int:
    """How often the key file was changed; 0 for one of an early program."""
    found = data.get("n", 0)
    return found if isinstance(found, int) else 0


def write(folder: Path, data: dict[str, Any]) -> None:
    """Replace both copies, one after the other: at every moment one of them is whole.

    The first one decides: once it is there the change has happened, and `mend` brings the second up to date.
    """
    write_durably(folder / NAMES[0], _content(data))
    mend(folder, data)


def mend(folder: Path, data: dict[str, Any]) -> None:
    """Make both copies say the same again after a crash between them; a disk that refuses is no matter."""
    content = _content(data)
    for name in NAMES:
        try:
            if (folder / name).read_bytes() == content:
                continue
        except OSError:
            pass
        try:
            write_durably(folder / name, content)
        except FileProblem:
            return


def write_durably(path: Path, content: bytes) -> None:
    """Old or new, never half: temporary file, flush, read back, rename, flush of the folder; owner only."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.unlink(missing_ok=True)
        file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if temporary.read_bytes() != content:  # the old one is given up only for one that is proven
            raise OSError("the disk did not keep what was written")
        temporary.replace(path)
        flush_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise FileProblem("folder_not_writable", "The practice folder cannot be written.",
                          "Check the folder's permissions and the free space, then try again.") from error  # fmt: skip


def damaged() -> FileProblem:
    """What is said of a key file that was altered or cut off."""
    return FileProblem("keyslots_damaged", "The key file of this practice is damaged.",
                       "Restore keyslots.json from a backup.")  # fmt: skip


def _content(data: dict[str, Any]) -> bytes:
    return json.dumps(data, indent=1).encode()


def flush_folder(folder: Path) -> None:
    """See to it that a rename in the folder survives a power cut, where the system can promise that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_sound(data: Any) -> bool:
    """Whether a key file has the form of one; what it holds is proved by unlocking."""
    users = data["users"]
    return (
        data["v"] == 1
        and isinstance(data["vault"], str)
        and isinstance(data["epoch"], int)
        and isinstance(users, dict)
        and bool(users)
        and all(isinstance(user, dict) and "name" in user for user in users.values())
    )
