"""Figures of the month as buttons; where there is little room, one line of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ccm_desktop.services.today import TodayCard
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.parts import label

_LEAST_WIDTH, _MARGIN = 168, 12


class CardButton(QAbstractButton):
    """One figure. It paints itself: a style sheet's least height for buttons would cut its lines."""

    def __init__(self, key: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self._theme = key, theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.value_label, self.detail_label = label("", "strong"), label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 7, _MARGIN, 7)
        column.setSpacing(1)
        for part in (self.value_label, self.detail_label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)

    def show_card(self, card: TodayCard) -> None:
        """Show a figure."""
        self.value_label.setText(card.value)
        self.detail_label.setText(card.detail)
        self.setAccessibleName(f"{card.value}, {card.detail}")
        self.setToolTip(f"{card.value}: {card.detail}. Opens the panel with these patients.")
        self.updateGeometry()

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


class Cards(QWidget):
    """All figures, in as many columns as there is room for.

    Signals:
        opened: the `TodayCard` that was pressed.
    """

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._columns = theme, 0
        self.buttons: dict[str, CardButton] = {}
        self._cards: dict[str, TodayCard] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def show_cards(self, cards: tuple[TodayCard, ...]) -> None:
        """Show the figures."""
        self._cards = {card.key: card for card in cards}
        for card in cards:
            if card.key not in self.buttons:
                made = self.buttons[card.key] = CardButton(card.key, self._theme)
                made.clicked.connect(partial(self._on_clicked, card.key))
                self._columns = 0
            self.buttons[card.key].show_card(card)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """As wide as one card, or the columns could never become fewer."""
        widest = max((made.minimumSizeHint().width() for made in self.buttons.values()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "buttons"):
            self._columns = 0
            self._arrange()

    def _arrange(self) -> None:
        columns = next((n for n in (5, 3, 2) if self.width() >= n * self._theme.px(_LEAST_WIDTH)), 1)
        if columns == self._columns or not self.buttons:
            return
        self._columns = columns
        for place, made in enumerate(self.buttons.values()):
            self._grid.addWidget(made, place // columns, place % columns)
        for place in range(5):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def _on_clicked(self, key: str, _checked: bool = False) -> None:
        self.opened.emit(self._cards[key])
