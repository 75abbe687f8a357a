"""How a call ended: one letter or one click."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from ccm_desktop.domain.activities import OUTCOMES
from ccm_desktop.ui.widgets.parts import on_keys

_LETTERS = {
    "reached": "A",
    "caregiver": "C",
    "voicemail": "V",
    "no_answer": "N",
    "wrong_number": "W",
    "busy": "B",
}


class OutcomePicker(QWidget):
    """Six buttons; the letters work while the keyboard is on one of them.

    Signals:
        chosen: an outcome, by letter or click.
        typed: the same, by letter only: the keyboard wants to go on.
    """

    chosen = Signal(str)
    typed = Signal(str)

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self.buttons = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (key, letter) in enumerate(_LETTERS.items()):
            press = QPushButton(f"{OUTCOMES[key]}  {letter}")
            press.setCheckable(True)
            press.setProperty("outcome", key)
            press.setAccessibleName(OUTCOMES[key])
            on_keys(self, letter, partial(self._pick, key))
            self.buttons.addButton(press)
            grid.addWidget(press, place // columns, place % columns)
        self.buttons.buttonClicked.connect(self._on_clicked)
        self.setFocusProxy(self.buttons.buttons()[0])

    def outcome(self) -> str:
        """The one chosen; empty for none."""
        checked = self.buttons.checkedButton()
        return str(checked.property("outcome")) if checked else ""

    def choose(self, outcome: str) -> None:
        """Show that one as chosen; empty for none."""
        self.buttons.setExclusive(False)
        for press in self.buttons.buttons():
            press.setChecked(press.property("outcome") == outcome)
        self.buttons.setExclusive(True)

    def _pick(self, outcome: str) -> None:
        self.choose(outcome)
        self.chosen.emit(outcome)
        self.typed.emit(outcome)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.outcome())
