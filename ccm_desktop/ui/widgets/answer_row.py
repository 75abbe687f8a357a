"""Buttons for the answers to one question; they flow into as many lines as they need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ccm_desktop.ui.widgets.parts import button

_COLUMNS_FROM = ((90, 3), (44, 2))
"""In characters of average width, and how many stand in a line."""


class Offered(Protocol):
    """An answer that one key gives."""

    @property
    def key(self) -> str:
        """A single letter or digit."""

    @property
    def words(self) -> str:
        """As the button says it."""


class AnswerRow(QWidget):
    """One button an answer, with its key, and one to skip.

    Signals:
        chosen: key of an answer.
        skip_pressed: leave the question out.
    """

    chosen = Signal(str)
    skip_pressed = Signal()

    def __init__(self, skip: str = "Skip this prompt") -> None:
        super().__init__()
        self._skip = skip
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.buttons: list[QPushButton] = []
        self._shown: tuple[tuple[Offered, ...], str] | None = None
        self._columns = 0

    def show_answers(self, answers: Sequence[Offered], given: str) -> None:
        """Those of a question; `given` holds the keys that were chosen."""
        if self._shown == (tuple(answers), given):
            return
        had_keyboard = any(press.hasFocus() for press in self.buttons)
        self._shown = tuple(answers), given
        for press in self.buttons:
            press.hide()
            press.deleteLater()
        self.buttons = [self._answer_button(answer, given) for answer in answers]
        if answers:
            skip = button("Skip  −", role="link")
            skip.setAccessibleName(self._skip)
            skip.clicked.connect(self.skip_pressed)
            self.buttons.append(skip)
        self._columns = 0
        self._arrange()
        if had_keyboard and self.buttons:
            self.buttons[0].setFocus()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._arrange()

    def _answer_button(self, answer: Offered, given: str) -> QPushButton:
        made = button(f"{answer.words}  {answer.key.upper()}")
        made.setAccessibleName(answer.words)
        made.setCheckable(True)
        made.setChecked(answer.key in given)
        made.clicked.connect(partial(self._choose, answer.key))
        return made

    def _choose(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)

    def _arrange(self) -> None:
        room = self.width() // max(1, self.fontMetrics().averageCharWidth())
        columns = next((count for least, count in _COLUMNS_FROM if room >= least), 1)
        if columns == self._columns:
            return
        self._columns = columns
        for place, press in enumerate(self.buttons):
            self._grid.addWidget(press, place // columns, place % columns)
