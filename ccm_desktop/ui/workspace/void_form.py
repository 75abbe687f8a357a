"""Asks why an entry is void; the entry stays visible."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys


class VoidForm(QWidget):
    """One reason, one button.

    Signals:
        confirmed: entry id and reason.
        closed: Esc or Cancel.
    """

    confirmed = Signal(str, str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = ""
        self.title_label = label("", "groupTitle", wrap=True)
        self.reason_edit = QLineEdit()
        self.message = Message()
        self.void_button = button("Void entry", role="danger")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (self.title_label, label("It counts no more and stays in the list.", "caption", wrap=True),
                     Field("Reason", self.reason_edit, required=True), self.message, self.void_button,
                     self.cancel_button):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)
        self.void_button.clicked.connect(self._on_confirmed)
        self.reason_edit.returnPressed.connect(self._on_confirmed)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self, line: TimeLine) -> None:
        """Ask about an entry."""
        self._entry = line.entry_id
        self.title_label.setText(f"Void the entry of {figures.minutes(line.seconds)}?")
        self.reason_edit.clear()
        self.message.say("")
        self.reason_edit.setFocus()

    def _on_confirmed(self) -> None:
        self.confirmed.emit(self._entry, self.reason_edit.text())
