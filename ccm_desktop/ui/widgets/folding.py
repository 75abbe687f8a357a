"""Parts side by side where there is room, one under the other where the window is narrow or the text is large."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ccm_desktop.ui.widgets.layout_items import items_in

_BASE_PX = 13


class Folding(QWidget):
    """A row that folds.

    Args:
        beside_from: the width from which its parts stand beside each other, in pixels of 100 % text;
            they never do where they would be cut.
    """

    def __init__(self, beside_from: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._beside_from = beside_from
        self.row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.turning = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        """For a part of two lines: one line as soon as the row is folded, so that little height is lost."""

    @property
    def folded(self) -> bool:
        """Whether the parts stand one under the other."""
        return self.row.direction() == QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """As wide as its widest part: a row that asked for the room of all of them could never fold."""
        return QSize(max(self._widths(folded=True), default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # longer words than before may have no room beside each other
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        beside = self._widths(folded=False)
        needed = sum(beside) + self.row.spacing() * max(0, len(beside) - 1)
        limit = self._beside_from * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        wide = self.width() >= max(limit, needed)
        self.row.setDirection(across if wide else down)
        self.turning.setDirection(down if wide else across)

    def _widths(self, *, folded: bool) -> list[int]:
        """Least widths of its parts, as they stand then."""
        return [self._of_turning(folded) if item.layout() is self.turning else item.minimumSize().width()
                for item in items_in(self.row) if not item.isEmpty()]  # fmt: skip

    def _of_turning(self, folded: bool) -> int:
        parts = [item.minimumSize().width() for item in items_in(self.turning) if not item.isEmpty()]
        return sum(parts) + self.turning.spacing() * max(0, len(parts) - 1) if folded else max(parts, default=0)
