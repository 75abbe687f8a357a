"""Changes out to the practice's other computers and theirs in; and a copy of the practice for another one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.progress import Progress
from ccm_desktop.services.changes import Outcome
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.spelled import NOBODY, check_spelling

if TYPE_CHECKING:  # the panel does not wait for the modules of the exchange
    from ccm_desktop.services.exchange import BroughtIn, HandedOut

_FILTER = ["Changes of a practice (*.ccmchanges)", "All files (*)"]


class ChangesFiles(QObject):
    """File dialogs, the name of another computer, and what follows them.

    Signals:
        to_resolve: changes were brought in and some wait for a decision.
        said: a sentence for the toast.
    """

    to_resolve = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._dialog: QFileDialog | None = None
        self.ask = InlineAsk("Name of the other computer")
        check_spelling(self.ask.edit, NOBODY)
        self.ask.answered.connect(self._on_named)
        self.ask.dismissed.connect(window.focus_page)
        window.page_column.insertWidget(1, self.ask)

    def slots(self) -> dict[str, Callable[[], None]]:
        """What the commands of the File menu do."""
        return {"export_changes": self.export, "bring_in_changes": self.bring_in, "for_another": self.for_another}

    def export(self) -> None:
        """Choose where the package goes."""
        dialog = self._choose("Export changes", QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("ccmchanges")
        dialog.selectFile(f"Changes {self._desk.today():%Y-%m-%d}.ccmchanges")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, path: str) -> None:
        """Write it, with progress and cancel; the dialog has asked before replacing a file."""

        def work(progress: Progress) -> Outcome[HandedOut]:
            return self._desk.office.exchange.export(Path(path), progress=progress, replace=True)

        task = self._desk.gateway.send_long(work, "Writing changes…")
        task.succeeded.connect(self._on_exported)
        task.failed.connect(self._on_failed)

    def bring_in(self) -> None:
        """Choose a package."""
        dialog = self._choose("Bring in changes", QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.bring_in_from)
        dialog.open()

    def bring_in_from(self, path: str) -> None:
        """Take it in, with progress and cancel."""

        def work(progress: Progress) -> Outcome[BroughtIn]:
            return self._desk.office.exchange.bring_in(Path(path), progress)

        task = self._desk.gateway.send_long(work, "Bringing in changes…")
        task.succeeded.connect(self._on_brought_in)
        task.failed.connect(self._on_failed)

    def for_another(self) -> None:
        """Ask what the other computer is called, then where its copy of the practice goes."""
        self.ask.ask("What is the other computer called? It gets a copy of this practice.", "Choose a folder…",
                     "Front desk 2")  # fmt: skip

    def _on_named(self, name: str) -> None:
        if not name.strip():
            self.ask.refuse("Type a name, so that people know whose changes they see.")
            return
        dialog = self._choose("Folder for the copy", QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self.copy_for, name))
        dialog.open()

    def copy_for(self, name: str, path: str) -> None:
        """Make the copy, with progress and cancel."""

        def work(progress: Progress) -> Outcome[Path]:
            return self._desk.office.exchange.for_another_computer(Path(path), name, progress)

        task = self._desk.gateway.send_long(work, "Copying the practice…")
        task.succeeded.connect(self._on_copied)
        task.failed.connect(self._on_not_copied)

    def _choose(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        self._dialog = file_dialog(self._window, title, mode, self._desk.appearance.memory)
        if mode != QFileDialog.FileMode.Directory:
            self._dialog.setNameFilters(_FILTER)
        return self._dialog

    def _on_exported(self, outcome: Outcome[HandedOut]) -> None:
        made = outcome.value
        self.said.emit(f"Wrote {made.operations:,} changes to {made.path.name}. Only this practice can open it.")

    def _on_brought_in(self, outcome: Outcome[BroughtIn]) -> None:
        brought = outcome.value
        words = f"{brought.new:,} changes from {brought.computer}." if brought.new else "Everything was here already."
        if brought.parked:
            words += f" {brought.parked} are kept until the program is updated."
        if brought.conflicts:
            words += f" {brought.conflicts} to resolve."
        self.said.emit(words)
        if brought.new and brought.conflicts:
            self.to_resolve.emit()

    def _on_copied(self, outcome: Outcome[Path]) -> None:
        self.ask.finish()
        self.said.emit(f"Ready: move the folder {outcome.value.name} to the other computer and open it there.")
        self._window.focus_page()

    def _on_not_copied(self, error: object) -> None:
        self.ask.refuse(str(error))

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self._window.tell(error)
