"""Hands a problem of one patient to somebody who must decide."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ccm_desktop.services.escalations import LEVELS, TARGETS
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.widgets.wrong_field import WrongField


class EscalationForm(SideForm):
    """How urgent, to whom, and why.

    Signals:
        raised: level, target and reason.
    """

    raised = Signal(str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Escalate", parent=parent)
        self.level_box, self.target_box, self.reason_edit = QComboBox(), QComboBox(), QPlainTextEdit()
        for box, choices in ((self.level_box, LEVELS), (self.target_box, TARGETS)):
            for key, words in choices.items():
                box.addItem(words, key)
        self.reason_edit.setTabChangesFocus(True)
        check_spelling(self.reason_edit)
        self.who_label = label("", "strong", wrap=True)
        self.reason_field = Field("What was found, and what is asked", self.reason_edit, required=True)
        self.wrong = WrongField(self.message, {"reason_missing": self.reason_field})
        self.fields = {"reason": self.reason_edit, "level": self.level_box, "target": self.target_box}
        self.lay_out(
            label("Escalate", "groupTitle"), self.who_label, Field("How urgent", self.level_box),
            Field("To", self.target_box), self.reason_field,
        )  # fmt: skip

    @property
    def subject(self) -> str:
        """Nothing but the patient."""
        return ""

    def open(self, name: str) -> None:
        """An empty form: the same day, to the practitioner."""
        self.who_label.setText(name)
        self.level_box.setCurrentIndex(self.level_box.findData("same_day"))
        self.target_box.setCurrentIndex(self.target_box.findData("practitioner"))
        self.reason_edit.clear()
        self.message.say("")
        self.reason_edit.setFocus()

    def propose(self, reason: str, *, is_urgent: bool) -> None:
        """What is known of it, to go on from."""
        self.reason_edit.setPlainText(reason)
        if is_urgent:
            self.level_box.setCurrentIndex(self.level_box.findData("urgent"))

    def save(self) -> None:
        self.raised.emit(
            str(self.level_box.currentData()), str(self.target_box.currentData()), self.reason_edit.toPlainText()
        )
