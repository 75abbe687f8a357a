"""Tabs of which only the one on show asks for room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLayout, QStackedWidget, QTabWidget, QWidget


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
        all_of_them, stack = super().minimumSizeHint(), self.findChild(QStackedWidget)
        if stack is None or self.currentIndex() < 0:
            return all_of_them
        least = self._least()
        wide = max(least.width() + self.width() - stack.width(), self.tabBar().minimumSizeHint().width())
        return QSize(wide, least.height() + all_of_them.height() - stack.minimumSizeHint().height())

    def hasHeightForWidth(self) -> bool:
        return self._folds() is not None

    def heightForWidth(self, width: int) -> int:
        """The least height at which words that fold are whole; more is given where there is more."""
        least, layout = self.minimumSizeHint().height(), self._folds()
        return least if layout is None else least - self._least().height() + layout.totalMinimumHeightForWidth(width)

    def _least(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())

    def _folds(self) -> QLayout | None:
        """Layout of the tab on show, if its height depends on its width."""
        layout = self.currentWidget().layout() if self.currentIndex() >= 0 else None
        return layout if layout is not None and layout.hasHeightForWidth() else None

    def _on_changed(self, _place: int) -> None:
        self.updateGeometry()
