"""The line of an instrument's scores in a cell: marks for results, full squares where something is to be done."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionViewItem

from ccm_desktop.services.assessment_views import AssessmentTrack
from ccm_desktop.ui import figures
from ccm_desktop.ui.theme import Tokens
from ccm_desktop.ui.widgets.cells import CellDelegate
from ccm_desktop.ui.widgets.rows_model import ROW_ROLE

_MARK, _INSET, _ABOVE = 3.0, 8.0, 7.0
_LEAST_WIDTH, _WIDEST_STEP = 60, 28.0


class TrendDelegate(CellDelegate):
    """Paints `row.track`; the words for readers come from the column."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self._background(painter, option, index)
        track = index.data(ROW_ROLE).track
        if track is not None:
            draw_trend(painter, QRectF(option.rect), track, self._theme.tokens)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(_LEAST_WIDTH), super().sizeHint(option, index).height())


def draw_trend(painter: QPainter, room: QRectF, track: AssessmentTrack, tokens: Tokens) -> None:
    """Paint the scores from left to right, oldest first, at the height of their scores."""
    if not track.trend:
        return
    plot = room.adjusted(_INSET, _ABOVE, -_INSET, -_ABOVE)
    low, reach = _scale(track)
    step = min(_WIDEST_STEP, plot.width() / max(1, len(track.trend) - 1))
    points = [
        QPointF(plot.left() + number * step, plot.bottom() - plot.height() * (one.score - low) / reach)
        for number, one in enumerate(track.trend)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.chart2), 2))
    painter.drawPolyline(QPolygonF(points))
    ink = QColor(tokens.chart1)
    painter.setPen(QPen(ink, 1.5))
    for where, one in zip(points, track.trend, strict=True):
        painter.setBrush(ink if one.positive else QColor(tokens.surface))
        if one.positive:
            painter.drawRect(QRectF(where.x() - _MARK, where.y() - _MARK, 2 * _MARK, 2 * _MARK))
        else:
            painter.drawEllipse(where, _MARK, _MARK)
    painter.restore()


def _scale(track: AssessmentTrack) -> tuple[float, float]:
    """Where the line begins and how far it reaches: the scores there were, but at least a third of all there can be,
    so that one point more or less is no cliff and a change of band is seen in a row's height.
    """
    scores = [one.score for one in track.trend]
    low, high = track.span
    reach = max(max(scores) - min(scores), (high - low) / 3) or 1.0
    middle = (max(scores) + min(scores)) / 2
    return middle - reach / 2, reach


def spoken_trend(track: AssessmentTrack) -> str:
    """All points of the line, and how the last stands to the one before."""
    points = ", ".join(f"{one.score:g} on {figures.day(one.on)}" for one in track.trend)
    return f"{points}. {track.change}" if track.change else points
