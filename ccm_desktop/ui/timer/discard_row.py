"""The way out of work that was none: a reason, and Discard."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget


class DiscardRow(QWidget):
    """What is discarded stays in the history and counts nothing.

    Signals:
        asked: with the reason as typed.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Reason, when this was not real work")
        self.field.setAccessibleName("Reason to discard")
        self.discard_button = QPushButton("Discard")
        self.discard_button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 1)
        row.addWidget(self.discard_button)

    def _on_clicked(self) -> None:
        self.asked.emit(self.field.text())
