"""A column of short lists: titles, cards with their buttons, and what is said where a list is empty."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping

Act = tuple[str, str, Callable[[], object]]
"""Words of a button, what a screen reader says, and what it does."""


class CardColumn(QWidget):
    """As high as its cards are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: list[QFrame] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """As high as words that fold need at this width: a layout that aligns its items does not ask for that."""
        self.setMinimumHeight(self.height_at(self.width()))

    def height_at(self, width: int) -> int:
        """How high the cards are at that width."""
        return max(0, self._column.totalHeightForWidth(width))

    def add_title(self, words: str) -> None:
        """Heads a list."""
        self._column.addWidget(label(words, "groupTitle", wrap=True))

    def add_words(self, words: str) -> None:
        """A sentence in the place of cards, or below them."""
        self._column.addWidget(label(words, "caption", wrap=True))

    def add_line(self, press: QPushButton, words: str) -> None:
        """A button with words behind it, or below it."""
        self._column.addWidget(Wrapping(press, label(words, "caption")))

    def add_card(self, title: str, words: str, *acts: Act, name: str = "card") -> None:
        """One patient, and what can be done for them."""
        card = QFrame()
        card.setObjectName(name)
        column = QVBoxLayout(card)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(2)
        column.addWidget(ElidedLabel(title, "strong"))
        column.addWidget(label(words, "caption", wrap=True))
        presses = []
        for text, spoken, act in acts:
            made = button(text)
            made.setAccessibleName(spoken)
            made.clicked.connect(partial(_call, act))
            presses.append(made)
        column.addWidget(Wrapping(*presses))
        self._column.addWidget(card)
        self.cards.append(card)

    def add_end(self) -> None:
        """Nothing comes below."""
        self._column.addStretch(1)
        self.fit()

    def clear(self) -> None:
        """Take everything away."""
        self.cards.clear()
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
