"""A figure that can be pressed: the ground of tiles and cards."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ccm_desktop.ui.theme import Theme


class FigureButton(QAbstractButton):
    """Lines of text one below the other. It paints itself: a style sheet's least height for buttons would cut them."""

    def __init__(self, key: str, theme: Theme, lines: tuple[QLabel, ...], margin: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.key, self._theme = key, theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, margin, 12, margin)
        column.setSpacing(1)
        for part in lines:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, focused = self._theme.tokens, self.hasFocus()
        ground = tokens.selection if self.isDown() else tokens.hover if self.underMouse() else tokens.surface
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.focus if focused else tokens.border), 2 if focused else 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
