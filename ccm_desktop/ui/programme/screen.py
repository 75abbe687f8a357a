"""Puts the page into the window: its documents, its side form, and outcomes from a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.claims import ClaimRow, OutcomePreview
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.documents import Documents
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.programme.outcome_form import OutcomeForm
from ccm_desktop.ui.programme.page import CLAIMS, ProgrammePage
from ccm_desktop.ui.programme.reviewing import ReviewFlow

PAGE = "program"


class ProgrammeScreen(QObject):
    """The page "Program" and what leads away from it.

    Signals:
        patient_opened: id of a patient.
        side_asked: a widget for the side panel, or None to close it.
    """

    patient_opened = Signal(str)
    side_asked = Signal(object)

    def __init__(self, desk: Desk, window: MainWindow, documents: Documents) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._dialog: QFileDialog | None = None
        self._waiting: OutcomePreview | None = None
        self.page, self.form = ProgrammePage(desk), OutcomeForm(desk)
        self.reviewing = ReviewFlow(desk, self.page)
        window.page_shown.connect(self._on_page_shown)
        self.page.patient_opened.connect(self.patient_opened)
        self.page.preview_asked.connect(documents.preview)
        self.page.save_asked.connect(documents.save)
        self.page.import_asked.connect(self.import_outcomes)
        self.page.outcome_asked.connect(self._on_outcome_asked)
        self.page.message.acted.connect(self._record_file)
        self.reviewing.side_asked.connect(self.side_asked)
        self.reviewing.said.connect(window.toast.say)
        self.form.closed.connect(self._on_form_closed)
        self.form.saved.connect(window.toast.say)

    def import_outcomes(self) -> None:
        """Choose a CSV or 835; what it would do is shown before anything is recorded."""
        self._window.show_page(PAGE)
        memory = self._desk.appearance.memory
        mode = QFileDialog.FileMode.ExistingFile
        self._dialog = file_dialog(self._window, "Import claim outcomes", mode, memory)
        self._dialog.setNameFilters(["Claim outcomes (*.csv *.835 *.edi *.txt)", "All files (*)"])
        self._dialog.fileSelected.connect(self.preview_file)
        self._dialog.open()

    def preview_file(self, path: str) -> None:
        """Say what recording the file would do."""
        self._waiting = None
        task = self._desk.gateway.ask(partial(self._desk.office.claims.preview, Path(path)))
        task.succeeded.connect(self._on_preview)
        task.failed.connect(self.page.message.show_problem)

    def _on_preview(self, preview: OutcomePreview) -> None:
        self._waiting = preview if preview.new else None
        action = f"Record {preview.new} outcomes" if preview.new else ""
        self.page.message.say(f"The file holds {preview.words}", "info", action=action)

    def _record_file(self) -> None:
        preview, self._waiting = self._waiting, None
        if preview is not None:
            task = self._desk.gateway.send(partial(self._desk.office.claims.record_file, preview.file))
            task.succeeded.connect(self._on_recorded)
            task.failed.connect(self.page.message.show_problem)

    def _on_recorded(self, outcome: Outcome[OutcomePreview]) -> None:
        self.page.message.say("")
        self.page.tabs.setCurrentIndex(CLAIMS)
        self._window.toast.say(f"Recorded: {outcome.value.words}")

    def _on_outcome_asked(self, row: ClaimRow) -> None:
        self.side_asked.emit(self.form)
        self.form.open(row)

    def _on_form_closed(self) -> None:
        self.side_asked.emit(None)
        self.page.claims.table.setFocus()

    def _on_page_shown(self, key: str) -> None:
        if key == PAGE:
            self.page.load()
            self.reviewing.load()
