"""What the patient could say back of one instruction, in the side panel; below it, what came of it before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.teach_back import RESULTS
from ccm_desktop.services.teach_backs import TeachBackLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label, on_keys
from ccm_desktop.ui.widgets.wrong_field import WrongField

_ABOUT = "What is not understood returns at the next contact, until it is."
_WORDS_HIGH = 72


class TeachBackForm(QWidget):
    """Keeps to the patient and the line for which it was opened. Nothing is chosen before somebody chooses.

    Signals:
        recorded: patient, entity of the line, a key of `RESULTS` (empty for none), the patient's words.
        closed: Esc or Cancel.
    """

    recorded = Signal(str, str, str, str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._patient, self._line = "", ""
        self.who_label, self.line_label = label("", "strong", wrap=True), label("", wrap=True)
        self.result_box, self.words_edit = QComboBox(), QPlainTextEdit()
        self.result_box.addItem("Choose…", "")
        for number, (key, words) in enumerate(RESULTS.items(), 1):
            self.result_box.addItem(f"{number} {words}", key)
        self.words_edit.setTabChangesFocus(True)
        self.words_edit.setMaximumHeight(desk.theme.px(_WORDS_HIGH))
        self.fields = {"result": self.result_box, "words": self.words_edit}
        self.past, self.message = Card("Before"), Message()
        result_field = Field("The patient's answer", self.result_box, required=True)
        self.wrong = WrongField(self.message, {"result_missing": result_field})
        self.save_button = button("Record", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (
            label("Teach-back", "groupTitle"), self.who_label, self.line_label,
            result_field,
            Field("In the patient's words", self.words_edit), label(_ABOUT, "caption", wrap=True), self.message,
            self.save_button, self.cancel_button, self.past,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.save)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, patient: str, name: str, line: str, instruction: str, past: tuple[TeachBackLine, ...]) -> None:
        """Empty, with what came of this line before."""
        self._patient, self._line = patient, line
        self.who_label.setText(name)
        self.line_label.setText(f"“{instruction}”")
        self.result_box.setCurrentIndex(0)
        self.words_edit.clear()
        zone, today = self._desk.zone, self._desk.today()
        self.past.set_lines(
            [f"{figures.dated(one.at, zone, today)}: {one.told}" for one in past if one.line == line],
            "Not asked yet.",
        )  # fmt: skip
        self.message.say("")
        self.result_box.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> str:
        """The line of the plan."""
        return self._line

    def save(self) -> None:
        """Ctrl+Enter."""
        result = str(self.result_box.currentData() or "")
        self.recorded.emit(self._patient, self._line, result, self.words_edit.toPlainText())
