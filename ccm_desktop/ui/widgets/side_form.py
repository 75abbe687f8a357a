"""A form in the side panel: fields one below the other, then what keeps them and what gives them up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.parts import Message, button, on_keys


class SideForm(QWidget):
    """Ctrl+Enter and Esc press the two buttons while the keyboard is inside.

    Signals:
        closed: Esc or Cancel.
    """

    closed = Signal()

    def __init__(self, saves: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = Message()
        self.save_button = button(saves, icon, role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")

    def lay_out(self, *parts: QWidget, below: tuple[QWidget, ...] = (), long: bool = False) -> None:
        """From the top; message and buttons follow, then what is `below` them. In a `long` form they share a line."""
        column = QVBoxLayout(self)
        for part in (*parts, self.message):
            column.addWidget(part)
        presses = QBoxLayout(QBoxLayout.Direction.LeftToRight if long else QBoxLayout.Direction.TopToBottom)
        presses.addWidget(self.save_button, 1)
        presses.addWidget(self.cancel_button)
        column.addLayout(presses)
        for part in below:
            column.addWidget(part)
        column.addStretch(1)
        self.save_button.clicked.connect(self.save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self.save_button.click)
        on_keys(self, "Esc", self.cancel_button.click)

    def save(self) -> None:
        """Say what was typed; the form stays until told."""
        raise NotImplementedError
