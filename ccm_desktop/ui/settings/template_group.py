"""Care-plan templates: those that are shipped and the practice's own, which the lead makes, edits and retires."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, PracticeTemplate
from ccm_desktop.services.template_register import RegisterLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.settings.group import NOT_LEAD, SettingsGroup
from ccm_desktop.ui.settings.template_form import TemplateForm
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.rows_model import Column

_INTRODUCTION = (
    "What Insert template offers in a care plan. Shipped templates stay as they are; make a copy to change one. "
    "Lines that were inserted stay in their plans, whatever becomes of the template."
)


class TemplateGroup(SettingsGroup):
    """The list of templates; the form of one stands in its place."""

    key, title = "templates", "Care-plan templates"

    def __init__(self, desk: Desk) -> None:
        super().__init__("goals interventions import export retire own practice")
        self._desk = desk
        self._may = False
        self._wanted = ""
        self._dialog: QFileDialog | None = None
        self.introduction = label(_INTRODUCTION, "caption", wrap=True)
        self.table = DataTable("Care-plan templates", _columns(), lambda line: line.template.key, desk.theme)
        self.table.hide_first(("source", "version"))
        self.copy_button = button("Make our own copy…", "copy", role="primary")
        self.edit_button, self.retire_button = button("Edit…", "pencil"), button("Retire")
        self.import_button, self.export_button = button("Import…", "upload"), button("Export…", "download")
        self.form = TemplateForm()
        self.form.hide()
        self._lay_out()
        self._connect()

    def load(self) -> None:
        self._desk.gateway.ask(self._ask).succeeded.connect(self._on_loaded)

    def lock(self, reason: str) -> None:
        super().lock(reason)
        self._may = not reason
        self._on_row(self.table.current_row())

    def import_path(self, path: str) -> None:
        """Keep the templates of that file as the practice's own."""
        self._send(partial(self._desk.office.template_register.take_in, Path(path)), "Imported.")

    def export_path(self, key: str, path: str) -> None:
        """Write a template there; the dialog has asked before replacing a file."""
        put_out = partial(self._desk.office.template_register.put_out, (key,), Path(path), replace_file=True)
        self._send(put_out, "Exported.")

    def _lay_out(self) -> None:
        self._buttons = (
            self.copy_button, self.edit_button, self.retire_button, self.import_button, self.export_button,
        )  # fmt: skip
        row = QHBoxLayout()
        for part in self._buttons:
            row.addWidget(part)
        row.addStretch(1)
        self.column.addWidget(self.introduction)
        self.column.addWidget(self.form, 1)
        self.column.addWidget(self.table, 1)
        self.column.addLayout(row)

    def _connect(self) -> None:
        self.table.current_changed.connect(self._on_row)
        self.table.opened.connect(self._on_opened)
        self.copy_button.clicked.connect(self._on_copy)
        self.edit_button.clicked.connect(self._on_edit)
        self.retire_button.clicked.connect(self._on_retire)
        self.import_button.clicked.connect(self._on_import)
        self.export_button.clicked.connect(self._on_export)
        self.form.saved.connect(self._on_save)
        self.form.closed.connect(self._close_form)

    def _ask(self) -> tuple[tuple[RegisterLine, ...], bool]:
        return self._desk.office.template_register.lines(), self._desk.office.policies.may_choose()

    def _on_loaded(self, found: tuple[tuple[RegisterLine, ...], bool]) -> None:
        self.table.show_rows(found[0])
        if self._wanted:
            self.table.select_key(self._wanted)
            self._wanted = ""
        self.lock("" if found[1] else NOT_LEAD)

    def _on_row(self, line: RegisterLine | None) -> None:
        own = line is not None and line.is_own
        self.copy_button.setEnabled(self._may and line is not None)
        for part in (self.edit_button, self.retire_button):
            part.setEnabled(self._may and own)
        self.import_button.setEnabled(self._may)
        self.export_button.setEnabled(line is not None)
        retired = line is not None and line.form is not None and line.form.value.retired
        self.retire_button.setText("Use again" if retired else "Retire")
        self.retire_button.setAccessibleName(self.retire_button.text())

    def _on_opened(self, line: RegisterLine) -> None:
        (self.edit_button if line.is_own else self.copy_button).click()

    def _on_copy(self) -> None:
        line = self.table.current_row()
        if isinstance(line, RegisterLine):
            task = self._desk.gateway.ask(partial(self._desk.office.template_register.begin, line.template.key))
            task.succeeded.connect(self._open_form)
            task.failed.connect(self.message.show_problem)

    def _on_edit(self) -> None:
        line = self.table.current_row()
        if isinstance(line, RegisterLine) and line.form is not None:
            self._open_form(line.form)

    def _on_retire(self) -> None:
        line = self.table.current_row()
        if isinstance(line, RegisterLine) and line.form is not None:
            retired = line.form.value.retired
            retire = partial(self._desk.office.template_register.retire, line.form, back=retired)
            self._send(retire, "In use again." if retired else "Retired.")

    def _on_import(self) -> None:
        dialog = self._dialog_for("Import a template", QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_path)
        dialog.open()

    def _on_export(self) -> None:
        line = self.table.current_row()
        if isinstance(line, RegisterLine):
            dialog = self._dialog_for("Export the template", QFileDialog.FileMode.AnyFile)
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.selectFile(f"{line.template.key}.json")
            dialog.fileSelected.connect(partial(self.export_path, line.template.key))
            dialog.open()

    def _dialog_for(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        self._dialog = file_dialog(self, title, mode, self._desk.appearance.memory)
        self._dialog.setNameFilters(["Templates (*.json)", "All files (*)"])
        return self._dialog

    def _send(self, command: Callable[[], Outcome[Any]], words: str) -> None:
        task = self._desk.gateway.send(command)
        task.succeeded.connect(partial(self._on_done, words))
        task.failed.connect(self.message.show_problem)

    def _on_done(self, words: str, _outcome: object) -> None:
        self.message.say(words, "ok")

    def _on_save(self, form: Form[PracticeTemplate]) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.template_register.keep, form))
        task.succeeded.connect(self._on_kept)
        task.failed.connect(self.form.message.show_problem)

    def _on_kept(self, outcome: Outcome[str]) -> None:
        self._wanted = outcome.value  # once the list has it
        self._close_form()

    def _open_form(self, form: Form[PracticeTemplate]) -> None:
        self._make_room(busy=True)
        self.form.open(form)

    def _close_form(self) -> None:
        self._make_room(busy=False)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_room(self, *, busy: bool) -> None:
        """One thing at a time: the form stands instead of the list."""
        self.form.setVisible(busy)
        for part in (self.introduction, self.table, *self._buttons):
            part.setVisible(not busy)


def _columns() -> tuple[Column[RegisterLine], ...]:
    return (
        Column("state", "State", lambda line: line.state, 90),
        Column("title", "Title", lambda line: line.template.title, 250),
        Column("version", "Version", lambda line: line.template.version, 66),
        Column("fits", "Fits", lambda line: ", ".join((*line.template.families, *line.template.icd10)), 220),
        Column("source", "Follows", lambda line: line.template.source, 300),
    )
