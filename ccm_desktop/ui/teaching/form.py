"""What the patient could say back of one instruction, in the side panel; below it, what came of it before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ccm_desktop.domain.teach_back import RESULTS
from ccm_desktop.services.teach_backs import TeachBackLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField

_ABOUT = "What is not understood returns at the next contact, until it is."
_WORDS_HIGH = 72


class TeachBackForm(SideForm):
    """Keeps to the patient and the line for which it was opened. Nothing is chosen before somebody chooses.

    Signals:
        recorded: patient, entity of the line, a key of `RESULTS` (empty for none), the patient's words.
    """

    recorded = Signal(str, str, str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Record", parent=parent)
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
        self.past = Card("Before")
        result_field = Field("The patient's answer", self.result_box, required=True)
        self.wrong = WrongField(self.message, {"result_missing": result_field})
        self.lay_out(
            label("Teach-back", "groupTitle"), self.who_label, self.line_label, result_field,
            Field("In the patient's words", self.words_edit), label(_ABOUT, "caption", wrap=True), below=(self.past,),
        )  # fmt: skip

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
        result = str(self.result_box.currentData() or "")
        self.recorded.emit(self._patient, self._line, result, self.words_edit.toPlainText())
