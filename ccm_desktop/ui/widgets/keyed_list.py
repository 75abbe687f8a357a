"""A list in which letters and digits answer the row in hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget

_LINES_AT_LEAST = 5
_KEYS = {Qt.Key.Key_Minus: "-", Qt.Key.Key_Plus: "+", Qt.Key.Key_Backspace: "clear"}


class KeyedList(QListWidget):
    """Arrows move, other keys are told.

    Signals:
        keyed: a letter or digit, `-`, `+`, `clear` for Backspace, or `words` for Enter.
    """

    keyed = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Little; it takes what room there is."""
        return QSize(super().sizeHint().width(), _LINES_AT_LEAST * self.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row in hand stays in view when something comes up beside the list."""
        super().resizeEvent(event)
        if self.currentRow() >= 0:
            self.scrollToItem(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        key = _KEYS.get(Qt.Key(event.key()), "")
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            key = "words"
        elif plain and len(event.text()) == 1 and event.text().isalnum():
            key = event.text().lower()
        if key:
            self.keyed.emit(key)
        else:
            super().keyPressEvent(event)
