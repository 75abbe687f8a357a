"""What became of a step after a discharge, in the side panel: when it was done, why it is not needed, whose it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.people import Person
from ccm_desktop.services.transitions import StepLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.wrong_field import WrongField

_STATES = {"done": "Done", "not_needed": "Not needed", "open": "Still to be done"}
_WORDS = {"done": "What was done, and with whom", "not_needed": "Why it is not needed (required)", "open": "Note"}


class StepForm(QWidget):
    """Keeps to the step for which it was opened.

    Signals:
        saved: the `StepLine`, and the `TransitionStep` it is to be.
        closed: Esc or Cancel.
    """

    saved = Signal(object, object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._line: StepLine | None = None
        self.title_label, self.who_label = label("", "groupTitle", wrap=True), label("", "strong", wrap=True)
        self.due_label = label("", "caption", wrap=True)
        self.state_box, self.owner_box, self.words_edit = QComboBox(), QComboBox(), QLineEdit()
        for key, words in _STATES.items():
            self.state_box.addItem(words, key)
        self.done_field = DateField("Done on", desk.today, past=True)
        self.words_field = Field(_WORDS["open"], self.words_edit)
        self.owner_field, self.message = Field("Who sees to it", self.owner_box), Message()
        self.wrong = WrongField(self.message, {
            "date_unreadable": self.done_field, "done_outside": self.done_field, "reason_missing": self.words_field,
            "person_unknown": self.owner_field,
        })  # fmt: skip
        self.fields = {
            "state": self.state_box, "done": self.done_field, "words": self.words_edit, "owner": self.owner_box
        }  # fmt: skip
        self.save_button = button("Keep", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (self.title_label, self.who_label, self.due_label, Field("It is", self.state_box), self.done_field,
                     self.words_field, self.owner_field, self.message, self.save_button,
                     self.cancel_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.state_box.currentIndexChanged.connect(self._on_state)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.save)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, line: StepLine, people: tuple[Person, ...]) -> None:
        """As it is on record; what is open is offered as done today."""
        self._line = line
        value = line.form.value
        self.title_label.setText(line.title)
        self.who_label.setText(line.name)
        self.due_label.setText(f"Due by {figures.day(line.due_on)}")
        self.owner_box.clear()
        for person in people:
            if person.active or person.id == line.owner:
                self.owner_box.addItem(person.title, person.id)
        self.owner_box.setCurrentIndex(self.owner_box.findData(line.owner))
        self.done_field.set_iso(value.done_on or self._desk.today().isoformat())
        self.words_edit.setText(value.words)
        self.state_box.setCurrentIndex(self.state_box.findData("done" if value.status == "open" else value.status))
        self.message.say("Two people changed it at the same time: your save decides." if line.form.others else "",
                         "warn")  # fmt: skip
        self._on_state()
        self.state_box.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> str:
        """Discharge and step, and what was known of it."""
        return " ".join((self._line.key, *self._line.form.heads)) if self._line is not None else ""

    def save(self) -> None:
        """Ctrl+Enter."""
        if self._line is None or self.wrong.first_unsound(self.done_field):
            return  # said beside the field
        owner = str(self.owner_box.currentData() or "")
        value = replace(
            self._line.form.value, status=str(self.state_box.currentData()), done_on=self.done_field.iso(),
            words=self.words_edit.text(), owner=self._line.form.value.owner if owner == self._line.owner else owner,
        )  # fmt: skip
        self.saved.emit(self._line, value)

    def _on_state(self) -> None:
        state = str(self.state_box.currentData())
        self.done_field.setVisible(state == "done")
        self.words_field.name_label.setText(_WORDS[state])
        self.words_edit.setAccessibleName(_WORDS[state])
