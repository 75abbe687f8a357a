"""Which papers of many care plans are made at once, in which language and size, in the side panel (ux.md 7.6)."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from ccm_desktop.services.plan_printing import KINDS, LANGUAGE_NAMES, SIZES, PaperRun
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_WORDS = (
    "A PDF for each paper in a new folder, all of them or none, named by MRN and never by name. What cannot be made "
    "yet is left out, and a list says why. That a copy was given is recorded in each plan once it was."
)
_NAMES = {**KINDS, "patient": "Patient copies", "caregiver": "Caregiver copies, for all whom a patient permits parts"}
_PREFERRED = "As each patient prefers, else English"


class PapersForm(QWidget):
    """For the patients whom the panel shows; choices stay for the next time.

    Signals:
        folder_asked: a `PaperRun`.
        closed: Esc or Cancel.
    """

    folder_asked = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whose_label = label("", "strong", wrap=True)
        self.kind_checks = {kind: QCheckBox(words) for kind, words in _NAMES.items()}
        self.kind_checks["patient"].setChecked(True)
        self.language_box, self.size_box = QComboBox(), QComboBox()
        for key, words in {"": _PREFERRED, **LANGUAGE_NAMES}.items():
            self.language_box.addItem(words, key)
        for size in SIZES:
            self.size_box.addItem(f"{size} points", size)
        self.message = Message()
        self.folder_button = button("Choose a new folder…", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (
            label("Care plans on paper", "groupTitle", wrap=True), self.whose_label,
            label(_WORDS, "caption", wrap=True), *self.kind_checks.values(), Field("Language", self.language_box),
            Field("Size of copies and medicines", self.size_box), self.message, self.folder_button, self.cancel_button,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        for check in self.kind_checks.values():
            check.toggled.connect(self._show_choice)
        self.folder_button.clicked.connect(self._on_folder)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.folder_button.click)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, count: int) -> None:
        """For so many patients."""
        them = "The enrolled patient" if count == 1 else f"The {count:,} enrolled patients"
        self.whose_label.setText(f"{them} whom the panel shows")
        self._show_choice()
        self.kind_checks["patient"].setFocus()

    def run(self) -> PaperRun:
        """What is chosen now."""
        kinds = tuple(kind for kind, check in self.kind_checks.items() if check.isChecked())
        return PaperRun(kinds, str(self.language_box.currentData()), int(self.size_box.currentData()))

    def _show_choice(self) -> None:
        nothing = "" if self.run().kinds else "Choose at least one paper."
        self.message.say(nothing, "info")
        self.folder_button.setEnabled(not nothing)
        self.folder_button.setAccessibleDescription(nothing)

    def _on_folder(self) -> None:
        self.folder_asked.emit(self.run())
