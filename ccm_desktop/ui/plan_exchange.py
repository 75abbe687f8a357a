"""Care plans to and from other systems in the window: asks whose and where, shows a file before it is taken in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.progress import Progress
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.forms import Form, PatientIdentity
from ccm_desktop.services.plan_import_views import NEW, PlanFile, PlanPreview
from ccm_desktop.ui.care_plan.export_form import PlanExportForm
from ccm_desktop.ui.care_plan.import_form import PlanImportForm
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.documents import Documents, Gather
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.main_window import MainWindow


class PlanExchange(QObject):
    """The two side forms and what follows them.

    Signals:
        folder_asked: a callable that gathers a `Pack`, and the name its folder may have.
        patient_opened: whose plan was taken in.
    """

    folder_asked = Signal(object, str)
    patient_opened = Signal(str)

    def __init__(self, desk: Desk, window: MainWindow, documents: Documents) -> None:
        super().__init__(window)
        self._desk, self._window, self._documents = desk, window, documents
        self._dialog: QFileDialog | None = None
        self._in_view = ("", "")
        self.export_form, self.import_form = PlanExportForm(desk), PlanImportForm()
        self.export_form.file_asked.connect(self._on_file)
        self.export_form.folder_asked.connect(self._on_folder)
        self.import_form.chosen.connect(self._on_chosen)
        self.import_form.accepted.connect(self._on_accepted)
        for form in (self.export_form, self.import_form):
            form.closed.connect(window.hide_side)

    def ask_export(self, patient: str) -> None:
        """Whose plan, for whom; `patient` is in view, or empty."""
        self._window.show_side(self.export_form)
        self.export_form.open("", "")
        if patient:
            self._name(patient, self.export_form.open)

    def ask_import(self, patient: str) -> None:
        """Which file."""
        self._in_view = ("", "")
        if patient:
            self._name(patient, self._note_in_view)
        dialog = self._dialog = file_dialog(self._window, "Import a care plan", QFileDialog.FileMode.ExistingFile,
                                            self._desk.appearance.memory)  # fmt: skip
        dialog.setNameFilters(["FHIR files (*.json *.ndjson *.jsonl)", "All files (*)"])
        dialog.fileSelected.connect(self.import_path)
        dialog.open()

    def import_path(self, path: str) -> None:
        """Read a file with progress and cancel, and show what it would bring."""
        task = self._desk.gateway.send_long(partial(self._read, Path(path)), "Reading the plan…")
        task.succeeded.connect(self._on_read)
        task.failed.connect(self._on_failed)

    def _read(self, path: Path, progress: Progress) -> Outcome[tuple[PlanFile, PlanPreview]]:
        """Runs on the database thread."""
        imports = self._desk.office.plan_imports
        file = imports.read(path, progress)
        return Outcome((file, imports.preview(file)), Changed.NOTHING)

    def _name(self, patient: str, then: Callable[[str, str], None]) -> None:
        task = self._desk.gateway.ask(partial(self._desk.office.patients.identity, patient))
        task.succeeded.connect(partial(_named, patient, then))

    def _note_in_view(self, patient: str, name: str) -> None:
        self._in_view = (patient, name)

    def _on_file(self, gather: Gather) -> None:
        self._window.hide_side()
        self._documents.save(gather)

    def _on_folder(self, gather: object, name: str) -> None:
        self._window.hide_side()
        self.folder_asked.emit(gather, name)

    def _on_read(self, outcome: Outcome[tuple[PlanFile, PlanPreview]]) -> None:
        self._window.show_side(self.import_form)
        self.import_form.open(*outcome.value, self._in_view)

    def _on_chosen(self, patient: str) -> None:
        file = self.import_form.file
        if file is None:
            return
        task = self._desk.gateway.ask(partial(self._desk.office.plan_imports.preview, file, patient))
        task.succeeded.connect(self.import_form.show_preview)
        task.failed.connect(self.import_form.message.show_problem)

    def _on_accepted(self, file: PlanFile, patient: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.plan_imports.take_in, file, patient))
        task.succeeded.connect(partial(self._on_taken, file))
        task.failed.connect(self.import_form.message.show_problem)

    def _on_taken(self, file: PlanFile, outcome: Outcome[PlanPreview]) -> None:
        shown = outcome.value
        both = f", {shown.count('conflict')} to resolve" if shown.count("conflict") else ""
        self._window.hide_side()
        self._window.toast.say(f"Taken in: {shown.count('added')} new, {shown.count('updated')} changed{both}.")
        self.patient_opened.emit(file.patient if shown.patient == NEW else shown.patient)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self._window.tell(error)


def _named(patient: str, then: Callable[[str, str], None], identity: Form[PatientIdentity]) -> None:
    then(patient, f"{identity.value.family}, {identity.value.given}")
