"""“A specialist gives a different instruction”: what is said, by whom, when; in the side panel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from ccm_desktop.services.coordination import Counterparty
from ccm_desktop.services.escalations import LEVELS
from ccm_desktop.services.instructions import NewInstruction, PlanSide
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField

_ABOUT = "The plan stays as it is until a practitioner has decided and somebody edits the line."
_WORDS_HIGH = 72


class RaiseForm(SideForm):
    """Keeps to the patient and the line for which it was opened.

    Signals:
        raised: patient and a `NewInstruction`.
    """

    raised = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Ask the practitioner", parent=parent)
        self._desk = desk
        self.patient, self._line = "", ""
        self.who_label, self.plan_label = label("", "strong", wrap=True), label("", wrap=True)
        self.plan_by_edit, self.plan_on_field = QLineEdit(), DateField("Since", desk.today, past=True)
        self.says_edit, self.by_box = QPlainTextEdit(), QComboBox()
        self.says_edit.setTabChangesFocus(True)
        self.says_edit.setMaximumHeight(desk.theme.px(_WORDS_HIGH))
        self.by_box.setLineEdit(QLineEdit(placeholderText="Care team, or type a name"))  # makes it editable
        self.by_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.on_field, self.level_box = DateField("Said on", desk.today, past=True), QComboBox()
        for key, words in LEVELS.items():
            self.level_box.addItem(words, key)
        self.fields = {
            "says": self.says_edit, "plan_by": self.plan_by_edit, "plan_on": self.plan_on_field,
            "by": self.by_box, "on": self.on_field, "level": self.level_box,
        }  # fmt: skip
        says_field = Field("The other instruction", self.says_edit, required=True)
        by_field = Field("Who says so", self.by_box, required=True)
        self.wrong = WrongField(self.message, {
            "instruction_empty": says_field, "source_missing": by_field, "date_unreadable": self.on_field,
        })  # fmt: skip
        self.lay_out(
            label("A different instruction", "groupTitle"), self.who_label, self.plan_label,
            Field("The plan has it from", self.plan_by_edit), self.plan_on_field, says_field, by_field, self.on_field,
            Field("How soon to decide", self.level_box), label(_ABOUT, "caption", wrap=True),
        )  # fmt: skip

    def open(self, patient: str, name: str, side: PlanSide, team: tuple[Counterparty, ...]) -> None:
        """What the plan says stands above; the rest is empty."""
        self.patient, self._line = patient, side.line
        self.who_label.setText(name)
        self.plan_label.setText(f"The plan says: {side.says}")
        self.plan_by_edit.setText(side.by)
        self.plan_on_field.set_iso(side.on)
        self.says_edit.clear()
        self.by_box.clear()
        for one in team:
            self.by_box.addItem(one.words)
        self.by_box.setEditText("")
        self.on_field.set_iso(self._desk.today().isoformat())
        self.level_box.setCurrentIndex(self.level_box.findData("same_day"))
        self.message.say("")
        self.says_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> str:
        """The line of the plan."""
        return self._line

    def save(self) -> None:
        if not self.wrong.first_unsound(self.plan_on_field, self.on_field):
            self.raised.emit(self.patient, NewInstruction(
                self._line, self.says_edit.toPlainText(), self.by_box.currentText(), self.on_field.iso(),
                self.plan_by_edit.text(), self.plan_on_field.iso(), str(self.level_box.currentData()),
            ))  # fmt: skip
