"""Parts in a line that goes on below where there is no room: words and buttons that may not be cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_BETWEEN = 6
_Line = list[tuple[QWidget, QSize]]


class Wrapping(QWidget):
    """As many lines as its parts need at this width; each part as wide as it wants, or as the line is."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = list(parts)
        for part in parts:
            part.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """One line."""
        shown = self._shown()
        wide = sum(part.sizeHint().width() for part in shown) + _BETWEEN * max(0, len(shown) - 1)
        return QSize(wide, max((part.sizeHint().height() for part in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part."""
        widest = max((part.minimumSizeHint().width() for part in self._shown()), default=0)
        return QSize(widest, self.heightForWidth(max(widest, self.width())))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Of all lines."""
        lines = self._lines(width)
        return sum(_height(line) for line in lines) + _BETWEEN * max(0, len(lines) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()  # parts that came or went while it was hidden asked for nothing

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a part came, went or has other words
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        for part, place in self._placed(self.width()):
            part.setGeometry(place)

    def _shown(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _placed(self, width: int) -> list[tuple[QWidget, QRect]]:
        """Every part in the middle of its line."""
        placed, top = list[tuple[QWidget, QRect]](), 0
        for line in self._lines(width):
            high, left = _height(line), 0
            for part, size in line:
                placed.append((part, QRect(QPoint(left, top + (high - size.height()) // 2), size)))
                left += size.width() + _BETWEEN
            top += high + _BETWEEN
        return placed

    def _lines(self, width: int) -> list[_Line]:
        lines, room = list[_Line](), 0
        for part in self._shown():
            size = part.sizeHint().expandedTo(part.minimumSize())
            if size.width() > width:
                size.setWidth(min(size.width(), max(width, part.minimumSizeHint().width())))
            if not lines or size.width() > room:
                lines.append([])
                room = width
            lines[-1].append((part, size))
            room -= size.width() + _BETWEEN
        return lines


def _height(line: _Line) -> int:
    return max(size.height() for _, size in line)
