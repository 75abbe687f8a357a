"""A text field in which `/key` and a space become a phrase."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from ccm_desktop.domain.phrases import Phrase, expansion, typed_key
from ccm_desktop.ui.widgets.spelled import check_spelling


class PhraseEdit(QPlainTextEdit):
    """Plain text; Ctrl+Z takes an expansion back."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.phrases: tuple[Phrase, ...] = ()
        self.setAccessibleName(name)
        check_spelling(self)
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        """Little; it takes what room there is."""
        return QSize(super().sizeHint().width(), 4 * self.fontMetrics().lineSpacing())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == " ":
            self._expand()
        super().keyPressEvent(event)

    def _expand(self) -> None:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        typed = typed_key(before)
        words = expansion(typed, self.phrases) if typed and not cursor.hasSelection() else ""
        if words:
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed))
            cursor.insertText(words)
