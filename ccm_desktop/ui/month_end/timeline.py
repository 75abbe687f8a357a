"""Two entries on one axis, painted; the arrows go from one to the other and a reader hears each."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ccm_desktop.services.overlaps import Overlap, Side
from ccm_desktop.ui import figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.desk import Desk

_STEPS = {Qt.Key.Key_Up: 0, Qt.Key.Key_Left: 0, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}


class Timeline(QWidget):
    """The earlier entry above, the later below; what both share is hatched."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._theme = desk, desk.theme
        self._shown: Overlap | None = None
        self.cursor_at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Timeline")
        desk.theme.changed.connect(self.updateGeometry)

    def show_overlap(self, shown: Overlap) -> None:
        """Draw the two."""
        self._shown, self.cursor_at = shown, 0
        self.setAccessibleName(f"Both run for {figures.spoken_minutes(shown.seconds)}")
        self.setAccessibleDescription(f"{self.words(shown.earlier)}; {self.words(shown.later)}")
        self.update()

    def words(self, side: Side) -> str:
        """`10:02 AM–10:20 AM (18:00) Maria Ortiz, RN: Phone call`, with the patient where the two differ."""
        zone = self._desk.zone
        span = f"{figures.clock(side.start, zone)}–{figures.clock(side.end, zone)}"
        same = self._shown is not None and self._shown.earlier.patient_id == self._shown.later.patient_id
        whose = "" if same else f" for {side.patient}"
        return f"{span} ({figures.minutes(side.end - side.start)}) {side.who}: {side.activity}{whose}"

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(280), self._line() * 7)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(180), self._line() * 7)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = _STEPS.get(Qt.Key(event.key()))
        if place is None or event.modifiers() or self._shown is None:
            super().keyPressEvent(event)
        else:
            self._move_to(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._move_to(0 if event.position().y() < self.height() / 2 else 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_axis(painter, self._shown)
        for place, side in enumerate((self._shown.earlier, self._shown.later)):
            self._draw(painter, self._shown, place, side)

    def _move_to(self, place: int) -> None:
        if self._shown is not None:
            self.cursor_at = place
            self.update()
            side = (self._shown.earlier, self._shown.later)[place]
            announce(self, self.words(side))

    def _line(self) -> int:
        return self.fontMetrics().height()

    def _x(self, shown: Overlap, at: int) -> float:
        first, last = shown.earlier.start, max(shown.earlier.end, shown.later.end)
        return 4 + (self.width() - 8) * (at - first) / max(1, last - first)

    def _bar(self, shown: Overlap, place: int, start: int, end: int) -> QRectF:
        left, top = self._x(shown, start), place * 2.7 * self._line() + self._line() * 1.1
        return QRectF(left, top, max(2.0, self._x(shown, end) - left), self._line() * 1.2)

    def _draw(self, painter: QPainter, shown: Overlap, place: int, side: Side) -> None:
        tokens = self._theme.tokens
        bar = self._bar(shown, place, side.start, side.end)
        painter.setPen(QPen(QColor(tokens.text)))
        room = QRectF(4, bar.top() - self._line() * 1.1, self.width() - 8, self._line())
        said = f"{side.who} · {figures.minutes(side.end - side.start)}"
        cut = self.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(room.width()))
        room.setWidth(self.fontMetrics().horizontalAdvance(cut) + 4)
        painter.fillRect(room, QColor(self._theme.tokens.surface))  # the lines of the axis go behind it
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.chart1 if place == 0 else tokens.chart2))
        painter.drawRoundedRect(bar, 3, 3)
        both = self._bar(shown, place, shown.later.start, shown.later.start + shown.seconds)
        painter.setBrush(QBrush(QColor(tokens.surface), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(both)
        if self.hasFocus() and self.cursor_at == place:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRoundedRect(bar.adjusted(-2, -2, 2, 2), 4, 4)

    def _draw_axis(self, painter: QPainter, shown: Overlap) -> None:
        """First and last minute below, and a line at either end of what both share."""
        tokens, zone = self._theme.tokens, self._desk.zone
        foot = self.height() - self._line() - 2
        painter.setPen(QPen(QColor(tokens.border), 1, Qt.PenStyle.DashLine))
        for at in (shown.later.start, shown.later.start + shown.seconds):
            painter.drawLine(int(self._x(shown, at)), self._line(), int(self._x(shown, at)), foot)
        painter.setPen(QPen(QColor(tokens.text2)))
        room = QRectF(4, foot + 1, self.width() - 8, self._line())
        last = max(shown.earlier.end, shown.later.end)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft, figures.clock(shown.earlier.start, zone))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight, figures.clock(last, zone))
