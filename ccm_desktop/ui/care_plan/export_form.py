"""The side form that asks whose care plan goes to which other system, and in what form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.plan_export import BUNDLES
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_WORDS = (
    "Writes a FHIR R4 file that other record systems read: problems, goals, medications, allergies, team, readings "
    "and every other section. Time and fees never go along. The export is recorded with version, hash and for whom."
)
_EVERYBODY = "Every patient with a care plan"


class PlanExportForm(QWidget):
    """One patient's plan, or all of them.

    Signals:
        file_asked: a callable that gathers the `Rendering` of one plan.
        folder_asked: a callable that gathers the `Pack` of all, and the name its folder may have.
        closed: Esc or Cancel.
    """

    file_asked = Signal(object)
    folder_asked = Signal(object, str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.whose_box, self.bundle_box = QComboBox(), QComboBox()
        self.to_edit = QLineEdit()
        self.to_edit.setPlaceholderText("Riverside Hospital, case management")
        for key, words in BUNDLES.items():
            self.bundle_box.addItem(words, key)
        self.to_field = Field("For whom", self.to_edit, required=True)
        self.message = Message()
        self.go_button = button("Choose where…", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (label("Export for another system", "groupTitle", wrap=True), label(_WORDS, wrap=True),
                     Field("Whose", self.whose_box), self.to_field, Field("Form", self.bundle_box), self.message,
                     self.go_button, self.cancel_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.go_button.clicked.connect(self._on_go)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_go)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, patient: str, name: str) -> None:
        """`patient` is whose plan is in view; empty for nobody's."""
        self.whose_box.clear()
        if patient:
            self.whose_box.addItem(f"This patient: {name}", patient)
        self.whose_box.addItem(_EVERYBODY, "")
        self.message.say("")
        self.to_field.set_error("")
        self.to_edit.setFocus()

    def _on_go(self) -> None:
        exports, to_whom = self._desk.office.plan_exports, self.to_edit.text().strip()
        self.to_field.set_error("" if to_whom else "Name the practice, hospital or program.")
        if not to_whom:
            self.to_edit.setFocus()
        elif patient := self.whose_box.currentData():
            self.file_asked.emit(partial(exports.plan, patient, to_whom, self.bundle_box.currentData()))
        else:
            self.folder_asked.emit(partial(exports.every_plan, to_whom, self.bundle_box.currentData()),
                                   f"Care_plans_FHIR_{self._desk.today():%Y-%m-%d}")  # fmt: skip
