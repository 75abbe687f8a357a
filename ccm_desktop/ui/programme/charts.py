"""Painted charts: arrows move the data cursor, Enter opens what stands behind it, a reader hears all figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.theme import Theme

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Point:
    """One place of the horizontal axis."""

    key: str
    label: str
    spoken: str
    """What the data cursor says there."""
    values: tuple[int, ...]
    marked: bool = False


class Chart(QWidget):
    """The keyboard, the mouse and the reader of a chart; subclasses paint it.

    Signals:
        opened: key of a point.
    """

    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: tuple[Point, ...] = ()
        self.cursor_at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        theme.changed.connect(self.updateGeometry)

    def show_points(self, finding: str, points: Sequence[Point]) -> None:
        """Draw points; `finding` is the sentence that the chart proves."""
        self._points = tuple(points)
        self.cursor_at = min(self.cursor_at, max(len(self._points) - 1, 0))
        self.setAccessibleName(finding)
        self.setAccessibleDescription("; ".join(point.spoken for point in self._points) or "Nothing to show")
        self.update()

    def current(self) -> Point | None:
        """The point under the data cursor."""
        return self._points[self.cursor_at] if self._points else None

    def move_to(self, place: int) -> None:
        """Set the data cursor and say what stands there."""
        if self._points:
            self.cursor_at = max(0, min(place, len(self._points) - 1))
            self.update()
            spoken = self._points[self.cursor_at].spoken
            announce(self, spoken)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(420), self._theme.px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._theme.px(150))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        point = self.current()
        if step is not None and not event.modifiers():
            self.move_to(self.cursor_at + step)
        elif event.key() in _OPENING and point is not None:
            self.opened.emit(point.key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.move_to(self.place_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = self.current()
        if point is not None and self.place_at(event.position()) == self.cursor_at:
            self.opened.emit(point.key)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and self._points:
            point = self._points[self.place_at(QPointF(event.pos()))]
            QToolTip.showText(event.globalPos(), point.spoken, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._points:
            self.draw(painter, self.plot())
            if self.hasFocus():
                self._draw_cursor(painter)

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        """Paint the points into `plot`."""
        raise NotImplementedError

    def plot(self) -> QRectF:
        """Where values stand; labels are below it, numbers above the highest."""
        line = self.fontMetrics().height()
        return QRectF(4, line + 6, self.width() - 8, self.height() - 2 * line - 14)

    def step(self) -> float:
        """Width of one point."""
        return self.plot().width() / max(len(self._points), 1)

    def place_at(self, where: QPointF) -> int:
        """Index of the point at a position."""
        place = int((where.x() - self.plot().left()) / max(self.step(), 1))
        return max(0, min(place, len(self._points) - 1))

    def middle(self, place: int) -> float:
        """Horizontal middle of a point."""
        return self.plot().left() + (place + 0.5) * self.step()

    def height_of(self, value: int) -> float:
        """Vertical position of a value; the axis begins at zero."""
        most = max((v for point in self._points for v in point.values), default=0) or 1
        plot = self.plot()
        return plot.bottom() - plot.height() * value / most

    def label_below(self, painter: QPainter, place: int, text: str) -> None:
        """The label of a point."""
        box = QRectF(self.middle(place) - self.step() / 2, self.plot().bottom() + 4, self.step(), self.height())
        painter.setPen(QColor(self._theme.tokens.text2))
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)

    def floor(self, painter: QPainter) -> None:
        """The line that values stand on."""
        plot = self.plot()
        painter.setPen(QPen(QColor(self._theme.tokens.border), 1))
        painter.drawLine(QPointF(plot.left(), plot.bottom()), QPointF(plot.right(), plot.bottom()))

    def _draw_cursor(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._theme.tokens.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left = self.middle(self.cursor_at) - self.step() / 2
        painter.drawRoundedRect(QRectF(left + 1, 1, self.step() - 2, self.height() - 2), 4, 4)


class Histogram(Chart):
    """Bars with their number; marked ones are full, the others hatched, so that colour is decoration."""

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        tokens = self._theme.tokens
        for place, point in enumerate(self._points):
            top = self.height_of(point.values[0])
            width = self.step() * 0.62
            bar = QRectF(self.middle(place) - width / 2, top, width, plot.bottom() - top)
            colour = QColor(tokens.chart1 if point.marked else tokens.chart2)
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(QBrush(colour, Qt.BrushStyle.SolidPattern if point.marked else Qt.BrushStyle.BDiagPattern))
            if point.values[0]:
                painter.drawRect(bar)
            painter.setPen(QColor(tokens.text))
            above = QRectF(self.middle(place) - self.step() / 2, 0, self.step(), top - 3)
            bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            painter.drawText(above, bottom, f"{point.values[0]:,}")
            self.label_below(painter, place, point.label)
        self.floor(painter)


class Trend(Chart):
    """Up to three lines over months, told apart by weight, dashes and marks, each named at its end."""

    series: tuple[str, ...] = ()

    def plot(self) -> QRectF:
        room = super().plot()
        names = [f"{name} 9,999" for name in self.series]
        room.setWidth(
            max(60.0, room.width() - max((self.fontMetrics().horizontalAdvance(n) for n in names), default=0))
        )
        return room

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        self.floor(painter)
        for place, point in enumerate(self._points):
            self.label_below(painter, place, point.label)
        ends = self._ends(plot)
        for number, name in enumerate(self.series):
            pen = self._pen(number)
            painter.setPen(pen)
            painter.setBrush(pen.color())
            line = [QPointF(self.middle(n), self.height_of(p.values[number])) for n, p in enumerate(self._points)]
            painter.drawPolyline(QPolygonF(line))
            painter.setPen(QPen(pen.color(), 1))
            for where in line:
                self._mark(painter, number, where)
            painter.setPen(QColor(self._theme.tokens.text))
            box = QRectF(plot.right() + 2, ends[number], self.width() - plot.right(), self.fontMetrics().height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"{name} {self._points[-1].values[number]:,}")

    def _pen(self, number: int) -> QPen:
        tokens = self._theme.tokens
        colour = QColor((tokens.chart4, tokens.chart1, tokens.chart3)[number])
        pen = QPen(colour, (1.5, 3.0, 2.0)[number])
        pen.setStyle(Qt.PenStyle.DashLine if number == 2 else Qt.PenStyle.SolidLine)
        return pen

    def _mark(self, painter: QPainter, number: int, where: QPointF) -> None:
        size = 3.5
        if number == 0:
            painter.drawEllipse(where, size, size)
        elif number == 1:
            painter.drawRect(QRectF(where.x() - size, where.y() - size, 2 * size, 2 * size))
        else:
            up, low = where + QPointF(0, -size - 1), QPointF(size + 1, size)
            painter.drawPolygon(QPolygonF([up, where + low, where + QPointF(-low.x(), low.y())]))

    def _ends(self, plot: QRectF) -> list[float]:
        """Where each name stands: beside its line, but never over another."""
        line = self.fontMetrics().height()
        wanted = sorted((self.height_of(self._points[-1].values[n]) - line / 2, n) for n in range(len(self.series)))
        placed: dict[int, float] = {}
        floor = plot.top() - line
        for y, number in wanted:
            placed[number] = floor = max(y, floor)
            floor += line
        spill = max(0.0, floor - self.height())
        return [placed[n] - spill for n in range(len(self.series))]
