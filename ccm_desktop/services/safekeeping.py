"""Proof and copies of the open practice."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.errors import FileProblem
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Progress
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import BackedUp
from ccm_desktop.models import refold
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.vault import FILE
from ccm_desktop.security.key_file import NAMES, flush_folder, write_durably
from ccm_desktop.services import month_proof
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.signing import SigningService


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that was made and proved."""

    folder: Path
    size: int


class SafekeepingService:
    """Proof and copies of the open practice."""

    def __init__(self, context: Context, signing: SigningService) -> None:
        self._context = context
        self._signing = signing

    def verify(self, progress: Progress | None = None) -> list[str]:
        """What is wrong with the file, its chain, its tables, its signatures or closings; empty when all is well."""
        store = self._context.store
        # The tables of a damaged file would only repeat, less clearly, what its pages say.
        if damaged := store.vault.full_check():
            return damaged
        found = [*refold.verify(store.vault, progress), *self._signing.findings_in_ledger()]
        with self._context.reading() as reader:
            return [*found, *month_proof.findings(reader)]

    def backup(self, target: Path, progress: Progress | None = None) -> Outcome[BackupInfo]:
        """A dated folder in `target` with an encrypted, verified copy and its keys."""
        require(self._context, Verb.BACK_UP)
        source = self._context.store.vault.path.parent
        stamp = self._context.clock.now().astimezone(self._context.zone()).strftime("%Y-%m-%d %H%M%S")
        folder = target / f"CCM backup {stamp}"
        if folder.exists():
            raise FileProblem("backup_exists", "There is a backup of this second already.", "Wait a moment.")
        try:
            folder.mkdir(parents=True, mode=0o700)
        except OSError as error:
            raise as_file_problem(error) or FileProblem(
                "backup_folder", "The backup folder cannot be written.", "Choose another folder."
            ) from error
        try:
            for name in (name for name in NAMES if (source / name).exists()):
                write_durably(folder / name, (source / name).read_bytes())
            self._context.store.vault.backup_to(folder / FILE, progress)
            for place in (folder, target):
                flush_folder(place)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        size = (folder / FILE).stat().st_size
        with self._context.transaction() as tx:
            tx.record(BackedUp(size), entity=new_id())
        return Outcome(BackupInfo(folder, size), Changed.MONTH)
