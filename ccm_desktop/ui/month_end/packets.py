"""The side form that asks whose audit packets are wanted: one patient's, or a sample's."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from ccm_desktop.domain.audit_sample import METHODS
from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.packet import Draw
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_WORDS = (
    "For each patient one PDF and the same as data: month note, consent, care plan in force, time log with every "
    "change, signatures and proof. Files are named by MRN, never by name."
)


class PacketForm(QWidget):
    """One patient or a sample.

    Signals:
        folder_asked: a callable that gathers the `Pack`, and the name its folder may have.
        closed: Esc or Cancel.
    """

    folder_asked = Signal(object, str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._month: Month | None = None
        self._patient = ""
        self.title_label = label("", "groupTitle", wrap=True)
        self.one_button, self.sample_button = (
            QRadioButton("This patient"),
            QRadioButton("A sample of billable patients"),
        )
        self.count_box = QSpinBox()
        self.count_box.setRange(1, 5_000)
        self.count_box.setValue(10)
        self.seed_edit = QLineEdit()
        self.seed_edit.setPlaceholderText("A number or a word: the same one draws the same patients")
        self.method_box = QComboBox()
        for key, words in METHODS.items():
            self.method_box.addItem(words, key)
        self.fields = (
            Field("How many", self.count_box),
            Field("Seed", self.seed_edit, required=True),
            Field("How to draw", self.method_box),
        )
        self.message = Message()
        self.folder_button = button("Choose a new folder…", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (self.title_label, label(_WORDS, wrap=True), self.one_button, self.sample_button, *self.fields,
                     self.message, self.folder_button, self.cancel_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.sample_button.toggled.connect(self._on_sample)
        self.folder_button.clicked.connect(self._on_folder)
        self.cancel_button.clicked.connect(self.closed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on_keys(self, keys, self._on_folder)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, month: Month, patient: str, name: str) -> None:
        """For that month; `patient` is empty when none is in view."""
        self._month, self._patient = month, patient
        self.title_label.setText(f"Audit packets of {month.title}")
        self.one_button.setText(f"This patient: {name}" if patient else "This patient: none is selected")
        self.one_button.setEnabled(bool(patient))
        (self.one_button if patient else self.sample_button).setChecked(True)
        self._on_sample(self.sample_button.isChecked())
        self.message.say("")
        (self.one_button if patient else self.count_box).setFocus()

    def _on_sample(self, sample: bool) -> None:
        for field in self.fields:
            field.setEnabled(sample)

    def _on_folder(self) -> None:
        if self._month is None:
            return
        packets, name = self._desk.office.packets, f"CCM_{self._month}_audit-packets"
        if self.one_button.isChecked():
            self.folder_asked.emit(partial(packets.chosen, self._month, (self._patient,)), name)
        elif not self.seed_edit.text().strip():
            self.message.say("The sample has no seed. Type a number or a word: it repeats the draw.")
            self.seed_edit.setFocus()
        else:
            draw = Draw(self.count_box.value(), self.seed_edit.text(), self.method_box.currentData())
            self.folder_asked.emit(partial(packets.drawn, self._month, draw), name)
