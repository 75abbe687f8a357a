"""Files in and out of the window: importing, saving documents, backing up, checking."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.progress import Progress
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:  # the panel does not wait for the modules of reports and import
    from ccm_desktop.services.importing import ImportResult
    from ccm_desktop.services.reporting import Rendering
    from ccm_desktop.services.safekeeping import BackupInfo


class PracticeFiles(QObject):
    """File dialogs and what follows them.

    Signals:
        imported: an `ImportResult`.
        said: a sentence for the toast.
    """

    imported = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._dialog: QFileDialog | None = None

    def import_file(self) -> None:
        """Choose FHIR files."""
        dialog = self._ask("Import FHIR files", QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["FHIR files (*.json *.ndjson *.jsonl)", "All files (*)"])
        dialog.fileSelected.connect(self.import_path)
        dialog.open()

    def import_folder(self) -> None:
        """Choose a folder of FHIR files."""
        dialog = self._ask("Import a folder of FHIR files", QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.import_path)
        dialog.open()

    def import_path(self, path: str) -> None:
        """Import a file or folder, with progress and cancel."""
        work = partial(self._desk.office.importing.fhir, Path(path))
        task = self._desk.gateway.send_long(work, "Importing…")
        task.succeeded.connect(self._on_imported)
        task.failed.connect(self._on_failed)

    def save(self, rendering: Rendering, content: object) -> None:
        """Choose where a document goes."""
        if not isinstance(content, bytes):
            return
        dialog = self._ask("Save document", QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(rendering.name)
        dialog.fileSelected.connect(partial(self.save_to, rendering, content))
        dialog.open()

    def save_to(self, rendering: Rendering, content: bytes, path: str) -> None:
        """Write the document; the dialog has asked before replacing a file."""
        task = self._desk.gateway.send(partial(self._write, rendering, content, Path(path)))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._on_failed)

    def backup(self) -> None:
        """Choose a folder for an encrypted, verified copy."""
        dialog = self._ask("Back up to folder", QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.backup_to)
        dialog.open()

    def backup_to(self, path: str) -> None:
        """Make the copy, with progress and cancel."""

        def work(progress: Progress) -> Outcome[BackupInfo]:
            return self._desk.office.vault.backup(Path(path), progress)

        task = self._desk.gateway.send_long(work, "Backing up…")
        task.succeeded.connect(self._on_backed_up)
        task.failed.connect(self._on_failed)

    def verify(self) -> None:
        """Recompute the chain and every table."""

        def work(progress: Progress) -> Outcome[list[str]]:
            return Outcome(self._desk.office.vault.verify(progress), Changed.NOTHING)

        self._desk.gateway.send_long(work, "Checking the practice file…").succeeded.connect(self._on_verified)

    def report(self, result: ImportResult) -> str:
        """What an import did, in plain lines."""
        lines = [
            f"{result.patients} patients in the files, {result.new_patients} of them new.",
            f"{result.added} values added, {result.updated} updated, {result.unchanged} unchanged.",
        ]
        if result.conflicts:
            lines.append(f"{result.conflicts} values were changed here and at the source: both are kept to decide.")
        lines += ["", "Used"] + [f"  {kind}: {count}" for kind, count in sorted(result.used.items())]
        if result.unknown_types:
            lines += ["", "Not used by this program"]
            lines += [f"  {kind}: {count}" for kind, count in sorted(result.unknown_types.items())]
        if result.outside:
            lines.append(f"{result.outside} readings lie outside their limits: Today asks somebody to act.")
        if result.unmapped_codes:
            total = sum(result.unmapped_codes.values())
            lines += ["", f"Conditions whose code needs classification: {total}"]
            lines += [f"  {code}: {count}" for code, count in sorted(result.unmapped_codes.items())[:50]]
        if result.rejected:
            lines += ["", f"Could not be used: {len(result.rejected)}"]
            lines += [f"  {r.file} {r.place}: {r.reason}" for r in result.rejected[:100]]
        return "\n".join(lines)

    def _ask(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        self._dialog = file_dialog(self._window, title, mode, self._desk.appearance.memory)
        return self._dialog

    def _write(self, rendering: Rendering, content: bytes, path: Path) -> Outcome[str]:
        from ccm_desktop.services.reporting import save

        saved = save(rendering, content, path, replace=True)
        self._desk.office.reporting.record(rendering, content, "saved")
        return Outcome(saved.path.name, Changed.NOTHING)

    def _on_imported(self, outcome: Outcome[ImportResult]) -> None:
        self.imported.emit(outcome.value)

    def _on_saved(self, outcome: Outcome[str]) -> None:
        self.said.emit(f"Saved {outcome.value}. It contains patient information.")

    def _on_backed_up(self, _outcome: object) -> None:
        self.said.emit("Backed up and verified.")

    def _on_verified(self, outcome: Outcome[list[str]]) -> None:
        found = outcome.value
        self.said.emit("The practice file is sound." if not found else f"{len(found)} faults: {found[0]}")

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.said.emit(str(error))
