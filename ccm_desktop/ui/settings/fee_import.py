"""Importing a fee table: choose the files and the locality, look at what it pays, then keep it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QPushButton

from ccm_desktop.services.fee_tables import FeePreview, FeeSource
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.settings.rows import SteadyBox
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label, on_keys

_NATIONAL = "National (no locality)"


class FeeImportForm(Card):
    """Nothing is kept before the amounts were on show.

    Signals:
        closed: kept or given up.
    """

    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("Import a fee table")
        self._desk = desk
        self._dialog: QFileDialog | None = None
        self._preview: FeePreview | None = None
        self.values_edit, self.values_button = _file("Relative value file")
        self.gpci_edit, self.gpci_button = _file("Locality file")
        self.locality_box = SteadyBox()
        self.locality_box.setEditable(True)
        self.locality_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name_edit = QLineEdit()
        self.name_edit.setPlaceholderText("Empty: release and locality")
        self.message = Message()
        self.preview_label = label("", "caption", wrap=True)
        self.amounts = QGridLayout()
        self.amounts.setColumnStretch(3, 1)
        self.amounts.setHorizontalSpacing(16)
        self.keep_use_button = button("Keep and use", "check", role="primary")
        self.keep_button = button("Keep")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self._connect()

    def open(self) -> None:
        """Begin anew."""
        for edit in (self.values_edit, self.gpci_edit, self.name_edit):
            edit.clear()
        self._offer(())
        self._show(None)
        self.message.say("")
        self.show()
        self.values_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def read_values(self, path: str) -> None:
        """Take this relative value file."""
        self.values_edit.setText(path)
        self.look()

    def read_localities(self, path: str) -> None:
        """Take this locality file and offer its localities."""
        self.gpci_edit.setText(path)
        task = self._desk.gateway.ask(partial(self._desk.office.fees.localities, Path(path)))
        task.succeeded.connect(self._on_localities)
        task.failed.connect(self._on_gpci_refused)

    def look(self) -> None:
        """Show what the files pay; keeps nothing."""
        self._show(None)
        if self.values_edit.text():
            task = self._desk.gateway.ask(partial(self._desk.office.fees.preview, self._source()))
            task.succeeded.connect(self._on_preview)
            task.failed.connect(self._on_refused)

    def close_form(self) -> None:
        """Give up."""
        self.hide()
        self.closed.emit()

    def _lay_out(self) -> None:
        for words, edit, press in (
            ("Relative value file (PPRRVU….csv)", self.values_edit, self.values_button),
            ("Locality file (GPCI….csv)", self.gpci_edit, self.gpci_button),
        ):
            line = QHBoxLayout()
            line.addWidget(Field(words, edit), 1)
            line.addWidget(press, 0, Qt.AlignmentFlag.AlignBottom)
            self.body.addLayout(line)
        buttons = QHBoxLayout()
        for press in (self.keep_use_button, self.keep_button, self.cancel_button):
            buttons.addWidget(press)
        buttons.addStretch(1)
        for part in (
            Field("Locality", self.locality_box), Field("Name", self.name_edit), self.message, self.preview_label,
        ):  # fmt: skip
            self.body.addWidget(part)
        self.body.addLayout(self.amounts)
        self.body.addLayout(buttons)

    def _connect(self) -> None:
        self.values_button.clicked.connect(partial(self._choose, "Relative value file", self.read_values))
        self.gpci_button.clicked.connect(partial(self._choose, "Locality file", self.read_localities))
        self.locality_box.currentIndexChanged.connect(self.look)
        self.name_edit.editingFinished.connect(self.look)
        self.keep_use_button.clicked.connect(partial(self._keep, use=True))
        self.keep_button.clicked.connect(partial(self._keep, use=False))
        self.cancel_button.clicked.connect(self.close_form)
        on_keys(self, "Esc", self.close_form)

    def _choose(self, title: str, then: object, _checked: bool = False) -> None:
        self._dialog = file_dialog(self, title, QFileDialog.FileMode.ExistingFile, self._desk.appearance.memory)
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog.setNameFilters(["CSV files (*.csv)", "All files (*)"])
        self._dialog.fileSelected.connect(then)
        self._dialog.open()

    def _source(self) -> FeeSource:
        locality = str(self.locality_box.currentData() or "")
        gpci = Path(self.gpci_edit.text()) if locality else None
        return FeeSource(Path(self.values_edit.text()), gpci, locality, self.name_edit.text())

    def _offer(self, localities: tuple[tuple[str, str], ...]) -> None:
        self.locality_box.blockSignals(True)
        self.locality_box.clear()
        self.locality_box.addItem(_NATIONAL, "")
        for title, key in localities:
            self.locality_box.addItem(title, key)
        completer = QCompleter([self.locality_box.itemText(n) for n in range(self.locality_box.count())], self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.locality_box.setCompleter(completer)
        self.locality_box.setEnabled(bool(localities))
        self.locality_box.blockSignals(False)

    def _show(self, preview: FeePreview | None) -> None:
        self._preview = preview
        for press in (self.keep_use_button, self.keep_button):
            press.setEnabled(preview is not None)
        self.preview_label.setText(_words(preview) if preview else "Choose the files: what they pay shows here.")
        while (item := self.amounts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, cells in enumerate(_amounts(preview) if preview else ()):
            for column, text in enumerate(cells):
                side = Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft
                self.amounts.addWidget(label(text), row, column, side)

    def _keep(self, *, use: bool) -> None:
        if self._preview is not None:
            task = self._desk.gateway.send(partial(self._desk.office.fees.keep, self._preview, use=use))
            task.succeeded.connect(self._on_kept)
            task.failed.connect(self._on_refused)

    def _on_localities(self, found: object) -> None:
        places = sorted((one.title, one.key) for one in getattr(found, "localities", ()))
        self._offer(tuple(places))
        self.message.say("")
        self.look()

    def _on_preview(self, preview: FeePreview) -> None:
        self.message.say("")
        self._show(preview)

    def _on_gpci_refused(self, problem: object) -> None:
        self._offer(())
        self._show(None)  # it was of a locality that is no longer chosen
        self._on_refused(problem)

    def _on_refused(self, problem: object) -> None:
        self.message.show_problem(problem)

    def _on_kept(self, _outcome: object) -> None:
        self.close_form()


def _words(preview: FeePreview) -> str:
    table = preview.table
    words = (
        f"{table.name}. {table.effective_from} to {table.effective_to}, {preview.setting} rate, "
        f"conversion factor {table.conversion_factor}."
    )
    if preview.is_known:
        return f"{words} This table is here already."
    return f"{words} It becomes the new version of the table of that name." if preview.replaces else words


def _amounts(preview: FeePreview) -> list[tuple[str, ...]]:
    return [
        (line.code, figures.money(line.amount), f"national {figures.money(line.shipped)}", line.label)
        for line in preview.lines
    ]


def _file(name: str) -> tuple[QLineEdit, QPushButton]:
    """A line that shows the file, and the button that chooses it."""
    edit = QLineEdit()
    edit.setReadOnly(True)
    edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    press = button("Choose…")
    press.setAccessibleName(f"Choose the {name.lower()}")
    return edit, press
