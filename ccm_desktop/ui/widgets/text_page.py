"""A page of plain lines: what an import did, which keys there are."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import PageHeader, button, on_keys


class TextPage(QWidget):
    """Read-only text with a way back.

    Signals:
        closed: back to the page before.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = PageHeader("")
        self.close_button = button("Close", "chevron-left", shortcut="Esc")
        self.header.add(self.close_button)
        self.text_edit = QPlainTextEdit()
        self.text_edit.setReadOnly(True)
        self.text_edit.setAccessibleName("Text")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addWidget(self.text_edit, 1)
        self.close_button.clicked.connect(self.closed)
        on_keys(self, "Esc", self.close_button.click)
        self.setFocusProxy(self.text_edit)

    def show_text(self, title: str, text: str) -> None:
        """Fill the page."""
        self.header.title_label.setText(title)
        self.text_edit.setPlainText(text)
