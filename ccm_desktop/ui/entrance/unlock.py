"""Unlocking: who you are and the passphrase; nothing about patients shows here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label


class UnlockPage(QWidget):
    """A card in the middle.

    Signals:
        unlock_asked: user id and passphrase.
    """

    unlock_asked = Signal(str, str)

    def __init__(self, users: list[tuple[str, str]], hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.user_box = QComboBox()
        for user, name in users:
            self.user_box.addItem(name, user)
        self.passphrase_edit = QLineEdit()
        self.passphrase_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.unlock_button = button("Unlock", "key", role="primary")
        self.message = Message()
        card = Card("Unlock the practice")
        card.setFixedWidth(420)
        if hint:
            card.body.addWidget(label(hint, "caption", wrap=True))
        for part in (Field("Who are you", self.user_box), Field("Passphrase", self.passphrase_edit), self.message,
                     self.unlock_button):  # fmt: skip
            card.body.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.unlock_button.clicked.connect(self._on_unlock)
        self.passphrase_edit.returnPressed.connect(self._on_unlock)

    def refuse(self, problem: object) -> None:
        """Say why it stays closed."""
        self.message.show_problem(problem)
        self._wait(False)
        self.passphrase_edit.selectAll()
        self.passphrase_edit.setFocus()

    def _on_unlock(self) -> None:
        if self.unlock_button.isEnabled():
            self._wait(True)
            self.unlock_asked.emit(str(self.user_box.currentData()), self.passphrase_edit.text())

    def _wait(self, waiting: bool) -> None:
        self.unlock_button.setEnabled(not waiting)
        self.unlock_button.setText("Unlocking…" if waiting else "Unlock")
