"""One row of the start palette in columns: who, by which birth date and number, and how the month stands."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

COLUMNS_ROLE = Qt.ItemDataRole.UserRole + 7
"""Name, identity and standing of a row; its text says the same in one line."""
_MARGIN = 8
_NAME, _IDENTITY = 0.40, 0.28
"""Shares of the width; the standing has the rest, at the right."""


class PaletteRow(QStyledItemDelegate):
    """Aligned, so that the eye runs down one column; rows are as high as elsewhere."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background as the style has it, then the three columns."""
        columns = index.data(COLUMNS_ROLE)
        if columns is None:
            super().paint(painter, option, index)
            return
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.text = ""
        plain.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, plain.widget)
        inner = plain.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        name = round(inner.width() * _NAME)
        identity = round(inner.width() * _IDENTITY)
        strong = QFont(plain.font)
        strong.setWeight(QFont.Weight.DemiBold)
        painter.save()
        painter.setPen(plain.palette.color(QPalette.ColorRole.Text))
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        self._write(painter, strong, QRect(inner.left(), inner.top(), name - _MARGIN, inner.height()), columns[0], left)
        spot = QRect(inner.left() + name, inner.top(), identity, inner.height())
        self._write(painter, plain.font, spot, columns[1], left)
        rest = QRect(spot.right() + _MARGIN, inner.top(), inner.right() - spot.right() - _MARGIN, inner.height())
        self._write(painter, plain.font, rest, columns[2], Qt.AlignmentFlag.AlignRight | middle)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as a row of a table."""
        return QSize(super().sizeHint(option, index).width(), round(option.fontMetrics.height() * 1.75))

    @staticmethod
    def _write(painter: QPainter, font: QFont, spot: QRect, text: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(font)
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, spot.width())
        painter.drawText(spot, side | Qt.AlignmentFlag.AlignVCenter, cut)
