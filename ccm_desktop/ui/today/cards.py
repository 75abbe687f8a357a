"""Figures of the month as buttons; where there is little room, one line of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.services.today_cards import TodayCard
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.figure_button import FigureButton
from ccm_desktop.ui.widgets.figure_grid import FigureGrid
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


class Cards(FigureGrid[CardButton]):
    """All figures, in as many columns as there is room for.

    Signals:
        opened: the `TodayCard` that was pressed.
    """

    opened = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, (5, 3, 2), _LEAST_WIDTH, parent)
        self._cards: dict[str, TodayCard] = {}

    def show_cards(self, cards: tuple[TodayCard, ...]) -> None:
        """Show the figures."""
        self._cards = {card.key: card for card in cards}
        for card in cards:
            if card.key not in self.buttons:
                made = CardButton(card.key, self._theme)
                made.clicked.connect(partial(self._on_clicked, card.key))
                self.add(made)
            self.buttons[card.key].show_card(card)

    def _on_clicked(self, key: str, _checked: bool = False) -> None:
        self.opened.emit(self._cards[key])
