"""Several documents into one new folder: all of them or none, each recorded, nothing ever overwritten."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.errors import BadInput, FileProblem
from ccm_desktop.domain.progress import Progress
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import DocumentMade
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.reports.tables import render_table
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.reporting import Rendering

INDEX = "index.csv"
LEFT_OUT = "left_out.csv"
_HEADINGS = ("File", "Document", "Month", "Pages", "SHA-256")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that cannot be made yet."""

    whose: str
    """As in the names of the files: by MRN and id, never by name."""
    document: str
    why: str


@dataclass(frozen=True, slots=True)
class Pack:
    """Documents whose values are frozen, and the name their folder may have."""

    name: str
    renderings: tuple[Rendering, ...]
    left_out: tuple[LeftOut, ...] = ()
    """Told in a file of its own; the rest is not held up by one plan that waits for a decision."""


@dataclass(frozen=True, slots=True)
class Written:
    """A pack that lies complete beside its place and waits to be recorded."""

    target: Path
    temporary: Path
    made: tuple[tuple[str, DocumentMade], ...]
    """Patient, and what is recorded of the document."""
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class PackSaved:
    """Where a pack went."""

    folder: Path
    files: int
    """Without the index."""
    left_out: int = 0
    """Documents that could not be made; `LEFT_OUT` says which and why."""

    @property
    def words(self) -> str:
        """`498 documents. 2 are left out: left_out.csv says why. They contain patient information.`"""
        count = "1 document" if self.files == 1 else f"{self.files} documents"
        are = "1 is" if self.left_out == 1 else f"{self.left_out} are"
        missing = f" {are} left out: {LEFT_OUT} says why." if self.left_out else ""
        return f"{count} in {self.folder.name}.{missing} They contain patient information."


def write(pack: Pack, target: Path, progress: Progress) -> Written:
    """Render every document into a hidden folder beside `target`; touches no database.

    Refuses a folder that is there already. `Cancelled` raised by `progress` leaves nothing behind.
    """
    check_target(target)
    with _named_faults():
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
    try:
        with _named_faults():
            return Written(target, temporary, tuple(_documents(pack, temporary, progress)), len(pack.left_out))
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def finish(context: Context, written: Written) -> Outcome[PackSaved]:
    """Record every document and show the folder under its name: both, or neither."""
    moved = False
    try:
        with context.transaction() as tx:
            for patient, fact in written.made:
                tx.record(fact, entity=new_id(), patient=patient)
            check_target(written.target)
            with _named_faults():
                written.temporary.rename(written.target)
            moved = True
    except BaseException:
        shutil.rmtree(written.target if moved else written.temporary, ignore_errors=True)
        raise
    return Outcome(PackSaved(written.target, len(written.made), written.left_out), Changed.NOTHING)


def check_target(target: Path) -> None:
    """Refuse a place where something stands, or that has no folder around it."""
    if target.exists() or target.is_symlink():
        raise FileProblem("folder_exists", f"There is something named {target.name} already.",
                          "Choose a new name: a pack is never mixed with other files.")  # fmt: skip
    if not target.parent.is_dir():
        raise BadInput("folder_missing", "The folder does not exist.", "Create it or choose another.")


class _Part:
    """Passes on whether somebody cancelled while one document of many is rendered."""

    def __init__(self, whole: Progress, done: int, total: int) -> None:
        self._whole, self._done, self._total = whole, done, total

    def report(self, done: int, total: int) -> None:
        """Tell how far the whole is."""
        del done, total
        self._whole.report(self._done, self._total)


def _documents(pack: Pack, folder: Path, progress: Progress) -> Iterator[tuple[str, DocumentMade]]:
    index = []
    total = len(pack.renderings)
    for number, rendering in enumerate(pack.renderings):
        content = rendering.render(_Part(progress, number, total))
        fact = rendering.made(content, "saved")
        _write(folder / rendering.name, content)
        index.append((rendering.name, rendering.kind, rendering.month, str(fact.pages or ""), fact.sha256))
        yield rendering.patient, fact
        progress.report(number + 1, total)
    _write(folder / INDEX, render_table(_HEADINGS, index))
    if pack.left_out:
        rows = [(one.whose, one.document, one.why) for one in pack.left_out]
        _write(folder / LEFT_OUT, render_table(("Whose", "Document", "Why"), rows))


def _write(path: Path, content: bytes) -> None:
    """Readable by its owner only; never over another file, not even one of the same pack."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _named_faults() -> Iterator[None]:
    """What the disk says, in words."""
    try:
        yield
    except OSError as error:
        raise as_file_problem(error) or FileProblem(
            "folder_not_written", "The folder could not be written.", "Choose another place."
        ) from error
