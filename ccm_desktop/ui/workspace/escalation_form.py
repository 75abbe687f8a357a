"""Hands a problem to somebody who must decide."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.services.escalations import LEVELS, TARGETS
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.spelled import check_spelling


class EscalationForm(QWidget):
    """How urgent, to whom, and why.

    Signals:
        raised: level, target and reason.
        closed: Esc or Cancel.
    """

    raised = Signal(str, str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.level_box, self.target_box, self.reason_edit = QComboBox(), QComboBox(), QPlainTextEdit()
        for box, choices in ((self.level_box, LEVELS), (self.target_box, TARGETS)):
            for key, words in choices.items():
                box.addItem(words, key)
        self.reason_edit.setTabChangesFocus(True)
        check_spelling(self.reason_edit)
        self.message = Message()
        self.save_button = button("Escalate", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (
            label("Escalate", "groupTitle"), Field("How urgent", self.level_box), Field("To", self.target_box),
            Field("What was found, and what is asked", self.reason_edit, required=True), self.message,
            self.save_button, self.cancel_button,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_save)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self) -> None:
        """An empty form: the same day, to the practitioner."""
        self.level_box.setCurrentIndex(self.level_box.findData("same_day"))
        self.target_box.setCurrentIndex(self.target_box.findData("practitioner"))
        self.reason_edit.clear()
        self.message.say("")
        self.reason_edit.setFocus()

    def _on_save(self) -> None:
        self.raised.emit(
            str(self.level_box.currentData()), str(self.target_box.currentData()), self.reason_edit.toPlainText()
        )
