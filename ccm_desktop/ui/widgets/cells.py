"""Cells that are painted: status chips, and month time with its bar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.ui.icons import pixmap
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.ladder_bar import draw_ladder
from ccm_desktop.ui.widgets.rows_model import BAR_ROLE, CHIP_ROLE, DIM_ROLE


class CellDelegate(QStyledItemDelegate):
    """Paints a chip or a bar where the model gives one, plain text elsewhere."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        chip, bar = index.data(CHIP_ROLE), index.data(BAR_ROLE)
        if chip is None and bar is None:
            super().paint(painter, option, index)
            return
        self._background(painter, option, index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(chip, Chip):
            self._chip(painter, option.rect, chip)
        else:
            self._bar(painter, option.rect, str(index.data()), bar)
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:  # fmt: skip
        super().initStyleOption(option, index)
        if index.data(DIM_ROLE):
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setColor(role, QColor(self._theme.tokens.disabled))
            option.font.setStrikeOut(True)

    def _background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = bare.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)

    def _chip(self, painter: QPainter, rect: QRect, chip: Chip) -> None:
        ink, ground = self._theme.chip(chip.tone)
        icon_size, pad = self._theme.px(14), self._theme.px(7)
        height = self._theme.px(22)
        room = rect.width() - 8
        text = painter.fontMetrics().elidedText(chip.text, Qt.TextElideMode.ElideRight, room - icon_size - 3 * pad)
        width = min(room, painter.fontMetrics().horizontalAdvance(text) + icon_size + 3 * pad)
        box = QRectF(rect.left() + 4, rect.center().y() - height / 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, height / 2, height / 2)
        ratio = painter.device().devicePixelRatioF()
        image = pixmap(chip.icon, ink.name(), icon_size, ratio)
        painter.drawPixmap(round(box.left()) + pad, round(box.center().y() - icon_size / 2), image)
        painter.setPen(ink)
        left = round(box.left()) + pad + icon_size + pad // 2
        painter.drawText(QRect(left, rect.top(), width, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)

    def _bar(self, painter: QPainter, rect: QRect, text: str, ladder: Ladder) -> None:
        words = self._theme.px(46)
        painter.setPen(QColor(self._theme.tokens.text))
        painter.drawText(rect.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        track = QRectF(rect.left() + 8 + words, rect.center().y() - 4, rect.width() - words - 20, 9)
        draw_ladder(painter, track, ladder, self._theme.tokens)
