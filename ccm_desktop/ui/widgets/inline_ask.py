"""One question in one line, in the page itself: a reason, a passphrase. No dialog, no lost context."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.spelled import check_spelling


class InlineAsk(QFrame):
    """Words, a field, a verb and Cancel; what is wrong stands under the field.

    Signals:
        answered: the text that was typed.
        dismissed: Esc or Cancel.
    """

    answered = Signal(str)
    dismissed = Signal()

    def __init__(self, name: str, *, secret: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inlineAsk")
        self.words_label = label("", "fieldLabel", wrap=True)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(name)
        if secret:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        else:
            check_spelling(self.edit)
        self.error_label = label("", "fieldError", wrap=True)
        self.answer_button, self.cancel_button = button("Save", role="primary"), button("Cancel", shortcut="Esc")
        row = QHBoxLayout()
        for part in (self.answer_button, self.cancel_button):
            row.addWidget(part)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.words_label, 0, 0)
        grid.addWidget(self.edit, 1, 0)
        grid.addLayout(row, 1, 1)
        grid.addWidget(self.error_label, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.setTabOrder(self.edit, self.answer_button)
        self.answer_button.clicked.connect(self._on_answer)
        self.edit.returnPressed.connect(self._on_answer)
        self.cancel_button.clicked.connect(self.dismiss)
        on_keys(self, "Esc", self.dismiss)
        self.hide()

    def ask(self, words: str, verb: str, placeholder: str = "") -> None:
        """Show it and take the keyboard."""
        self.words_label.setText(words)
        self.edit.setAccessibleDescription(words)
        self.edit.setPlaceholderText(placeholder)
        self.edit.clear()
        self.answer_button.setText(verb)
        self.answer_button.setAccessibleName(verb)
        self.refuse("")
        self.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, text: str) -> None:
        """Why the answer was not taken; what was typed stays."""
        self.error_label.setText(text)
        self.error_label.setVisible(bool(text))

    def finish(self) -> None:
        """The answer was taken."""
        self.edit.clear()  # a passphrase does not stay in a hidden field
        self.hide()

    def dismiss(self) -> None:
        """Never mind."""
        self.finish()
        self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers here and nowhere else: the list behind would open its row."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _on_answer(self) -> None:
        self.answered.emit(self.edit.text())
