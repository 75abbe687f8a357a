"""Parts side by side where there is room, one under the other where the window is narrow or the text is large."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

_BASE_PX = 13


class Folding(QWidget):
    """A row that folds.

    Args:
        beside_from: the width from which its parts stand beside each other, in pixels of 100 % text.
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= self._beside_from * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self.row.setDirection(across if wide else down)
        self.turning.setDirection(down if wide else across)
