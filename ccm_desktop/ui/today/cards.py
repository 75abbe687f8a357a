"""Figures of the month as buttons; where there is little room, one line of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ccm_desktop.services.today import TodayCard
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.figure_button import FigureButton
from ccm_desktop.ui.widgets.parts import label

_LEAST_WIDTH = 168


class CardButton(FigureButton):
    """One figure and what stands beside it."""

    def __init__(self, key: str, theme: Theme, parent: QWidget | None = None) -> None:
        self.value_label, self.detail_label = label("", "strong"), label("", "caption")
        super().__init__(key, theme, (self.value_label, self.detail_label), 7, parent)

    def show_card(self, card: TodayCard) -> None:
        """Show a figure."""
        self.value_label.setText(card.value)
        self.detail_label.setText(card.detail)
        self.setAccessibleName(f"{card.value}, {card.detail}")
        self.setToolTip(f"{card.value}: {card.detail}. Opens the panel with these patients.")
        self.updateGeometry()


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
