"""Tabs of which only the one on show asks for room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget


class Tabs(QTabWidget):
    """A tab that is out of sight makes nothing scroll.

    A QTabWidget needs as much as the largest of its tabs: one long form would make the page of every
    other tab scroll (ux.md 3.3).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.currentChanged.connect(self._on_changed)

    def minimumSizeHint(self) -> QSize:
        """Of the tab on show, with the bar."""
        shown, stack = self.currentWidget(), self.findChild(QStackedWidget)
        if shown is None or stack is None:
            return super().minimumSizeHint()
        around = super().minimumSizeHint().height() - stack.minimumSizeHint().height()
        least = shown.minimumSizeHint().expandedTo(shown.minimumSize())
        wide = max(least.width() + self.width() - stack.width(), self.tabBar().minimumSizeHint().width())
        return QSize(wide, least.height() + around)

    def hasHeightForWidth(self) -> bool:
        shown = self.currentWidget()
        layout = shown.layout() if shown is not None else None
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """The least height at which words that fold are whole; more is given where there is more."""
        shown, least = self.currentWidget(), self.minimumSizeHint().height()
        layout = shown.layout() if shown is not None else None
        if shown is None or layout is None or not layout.hasHeightForWidth():
            return least
        around = least - shown.minimumSizeHint().expandedTo(shown.minimumSize()).height()
        return around + layout.totalMinimumHeightForWidth(width)

    def _on_changed(self, _place: int) -> None:
        self.updateGeometry()
