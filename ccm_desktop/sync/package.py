"""A file of changes on its way from one computer of a practice to another.

A first line names the format, a second one, in the clear, whose changes these are; then follow sealed
frames: who made the package and how much is in it, and the operations, a line each, verbatim.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.ledger.op import Damaged, Op
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.security import sealed_frames
from ccm_desktop.security.sealing import VaultKey

_MAGIC, _FORMAT = b"CCM changes ", 1
_LONGEST_LINE = 4096
_FRAME = 256 * 1024
_NAME_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Label:
    """What a package says about itself, sealed."""

    device: str
    made_ms: int
    operations: int


def fingerprint(key: VaultKey) -> str:
    """Names the practice that the key belongs to and says nothing about the key, 32 hex digits."""
    return key.derive("exchange-name/v1")[:16].hex()


@contextmanager
def written(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """A new file beside `path` that takes its place when the block ends well, and leaves nothing when not."""
    if path.exists() and not replace:
        raise BadInput("file_exists", "There is a file of that name already.", "Choose another name.")
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            yield stream
        temporary.replace(path)
    except OSError as error:
        raise as_file_problem(error) or FileProblem(
            "package_not_written", "The file cannot be written there.", "Choose another folder."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def write(stream: BinaryIO, key: VaultKey, practice: str, label: Label, ops: Iterable[Op]) -> None:
    """The whole package, on the disk when this returns."""
    head = json.dumps({"practice": fingerprint(key), "name": practice[:200], "salt": os.urandom(16).hex()}).encode()
    stream.write(_MAGIC + str(_FORMAT).encode() + b"\n" + head + b"\n")
    sealed_frames.write(stream, key.derive("exchange/v1"), head, _parts(label, ops))
    stream.flush()
    os.fsync(stream.fileno())


def read(path: Path, key: VaultKey) -> Iterator[Label | Op]:
    """The label, then the operations. Raises a `Problem` at the first thing that is not as it was written."""
    try:
        with path.open("rb") as stream:
            head = _head(stream, key)
            yield from _content(sealed_frames.read(stream, key.derive("exchange/v1"), head))
    except (sealed_frames.Unsound, Damaged) as error:
        raise unsound() from error
    except FileNotFoundError as error:
        raise BadInput("file_missing", "There is no such file.", "Choose another file.") from error
    except OSError as error:
        raise BadInput("file_unreadable", "The file cannot be read.", "Choose another file.") from error


def unsound() -> FileProblem:
    """What is said of a package that is cut or altered."""
    return FileProblem("package_unsound", "This package is cut off or was altered. Nothing was brought in.",
                       "Copy it again, or export the changes again.")  # fmt: skip


def too_new() -> Refusal:
    """What is said of a package that this program cannot know how to read."""
    return Refusal("package_too_new", "This package was written by a newer version of the program. Nothing was "
                   "brought in.",
                   "Update the program on this computer.")  # fmt: skip


def _parts(label: Label, ops: Iterable[Op]) -> Iterator[bytes]:
    yield json.dumps([label.device, label.made_ms, label.operations]).encode()
    lines: list[bytes] = []
    size = 0
    for op in ops:
        lines.append(op.line)
        size += len(lines[-1])
        if size >= _FRAME:
            yield b"\n".join(lines)
            lines, size = [], 0
    if lines:
        yield b"\n".join(lines)


def _content(parts: Iterator[bytes]) -> Iterator[Label | Op]:
    first = next(parts, None)
    if first is None:
        raise sealed_frames.Unsound("empty")
    yield _label(first)
    for part in parts:
        for line in part.split(b"\n"):
            yield Op.parse(line)


def _label(said: bytes) -> Label:
    match json.loads(said):
        case [str(device), int(made_ms), int(operations)]:
            return Label(device, made_ms, operations)
    raise sealed_frames.Unsound("no label")


def _head(stream: BinaryIO, key: VaultKey) -> bytes:
    magic, head = stream.readline(_LONGEST_LINE), stream.readline(_LONGEST_LINE).rstrip(b"\n")
    version = magic.removeprefix(_MAGIC).rstrip(b"\n")
    if not magic.startswith(_MAGIC) or not version.isdigit():
        raise BadInput("no_package", "This file holds no changes of a practice.", "Choose another file.")
    if int(version) > _FORMAT:
        raise too_new()
    try:
        said: dict[str, Any] = json.loads(head)
        practice, name = str(said["practice"]), str(said["name"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise unsound() from error
    if practice != fingerprint(key):
        # Nothing vouches for the name in a package that cannot be opened: it is shown short and plain.
        shown = "".join(c for c in name if c.isprintable())[:_NAME_SHOWN].strip()
        whose = f" ({shown})" if shown else ""
        raise Refusal("other_practice", f"This package belongs to another practice{whose}. Nothing was imported.",
                      "Choose another file.")  # fmt: skip
    return head
