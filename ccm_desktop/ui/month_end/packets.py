"""The side form that asks whose audit packets are wanted: one patient's, or a sample's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.audit_sample import METHODS
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.progress import Portions, Progress
from ccm_desktop.services.packet import Draw
from ccm_desktop.services.packs import Pack
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_WORDS = (
    "For each patient one PDF and the same as data: month note, consent, care plan in force, time log with every "
    "change, signatures and proof. Files are named by MRN, never by name."
)
_SAMPLE = "A sample of billable patients"
_MOST = 5_000


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
        self.title_label = label("", "groupTitle", wrap=True)
        self.whose_box, self.method_box = QComboBox(), QComboBox()
        self.count_edit, self.seed_edit = QLineEdit("10"), QLineEdit()
        self.count_edit.setValidator(QIntValidator(1, _MOST, self))
        self.seed_edit.setPlaceholderText("The same seed draws the same patients")
        for key, words in METHODS.items():
            self.method_box.addItem(words, key)
        self.fields = (
            Field("How many", self.count_edit, required=True),
            Field("Seed", self.seed_edit, required=True),
            Field("How to draw", self.method_box),
        )
        self.message = Message()
        self.folder_button = button("Choose a new folder…", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (self.title_label, label(_WORDS, wrap=True), Field("Whose", self.whose_box), *self.fields,
                     self.message, self.folder_button, self.cancel_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.whose_box.currentIndexChanged.connect(self._on_whose)
        self.folder_button.clicked.connect(self._on_folder)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_folder)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, month: Month, patient: str, name: str) -> None:
        """For that month; `patient` is empty when none is in view."""
        self._month = month
        self.title_label.setText(f"Audit packets of {month.title}")
        self.whose_box.clear()
        if patient:
            self.whose_box.addItem(f"This patient: {name}", patient)
        self.whose_box.addItem(_SAMPLE, "")
        self.message.say("")
        self.whose_box.setFocus()

    def _on_whose(self) -> None:
        for field in self.fields:
            field.setVisible(not self.whose_box.currentData())

    def _on_folder(self) -> None:
        if self._month is None:
            return
        packets = self._desk.office.packets
        if patient := self.whose_box.currentData():
            self._ask(partial(packets.chosen, self._month, (patient,)))
        elif not self.count_edit.hasAcceptableInput():
            self._miss(self.count_edit, f"It is not said how many. Type a number from 1 to {_MOST}.")
        elif not self.seed_edit.text().strip():
            self._miss(self.seed_edit, "The sample has no seed. Type a number or a word: it repeats the draw.")
        else:
            draw = Draw(int(self.count_edit.text()), self.seed_edit.text(), self.method_box.currentData())
            self._ask(partial(packets.drawn, self._month, draw))

    def _ask(self, gather: Callable[[Progress], Portions[Pack]]) -> None:
        self.folder_asked.emit(gather, f"CCM_{self._month}_audit-packets")

    def _miss(self, edit: QLineEdit, words: str) -> None:
        self.message.say(words)
        edit.setFocus()
