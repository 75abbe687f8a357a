"""Tabs of which only the one on show asks for room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QStackedWidget, QTabWidget, QWidget


class Tabs(QTabWidget):
    """A tab that is out of sight makes nothing scroll.

    A QTabWidget needs as much as the largest of its tabs: one long form would make the page of every
    other tab scroll (ux.md 3.3).
    """

    stack: QStackedWidget
    """Parent of every tab from the start: one that gets it when it is full is styled twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        (self.stack,) = self.findChildren(QStackedWidget)
        self.currentChanged.connect(self._on_changed)

    def minimumSizeHint(self) -> QSize:
        """Of the tab on show, with the bar."""
        if self.currentIndex() < 0:
            return super().minimumSizeHint()
        shown = self.currentWidget()
        least = shown.minimumSizeHint().expandedTo(shown.minimumSize())
        wide = max(least.width() + self.width() - self.stack.width(), self.tabBar().minimumSizeHint().width())
        return QSize(wide, least.height() + self._above())

    def hasHeightForWidth(self) -> bool:
        return self._folds() is not None

    def heightForWidth(self, width: int) -> int:
        """The least height at which words that fold are whole; more is given where there is more."""
        layout = self._folds()
        if layout is None:
            return self.minimumSizeHint().height()
        return layout.totalMinimumHeightForWidth(width) + self._above()

    def _above(self) -> int:
        """Height of the bar."""
        return super().minimumSizeHint().height() - self.stack.minimumSizeHint().height()

    def _folds(self) -> QLayout | None:
        """Layout of the tab on show, if its height depends on its width."""
        layout = self.currentWidget().layout() if self.currentIndex() >= 0 else None
        return layout if layout is not None and layout.hasHeightForWidth() else None

    def _on_changed(self, _place: int) -> None:
        self.updateGeometry()
