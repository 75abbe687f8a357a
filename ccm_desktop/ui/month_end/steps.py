"""The readiness checklist (ux.md 8.2): what is done, what stops the closing, and why it matters."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.services.month_views import MonthDesk, Step
from ccm_desktop.ui import standing
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.widgets.parts import Card, button, label

_ICONS = {"done": "circle-check", "open": "alert-triangle", "stops": "ban"}
_STATES = {"done": "Done", "open": "Open", "stops": "Stops the closing"}
LINKS = {
    "timers": "exceptions", "devices": "", "must_fix": "exceptions", "reviews": "exceptions", "sign_off": "sign_off",
    "backup": "backup",
}  # fmt: skip
"""Where each step is done: a tab of the room, or the backup."""


class StepsCard(QWidget):
    """One line a step; pressing it leads to where it is done.

    Signals:
        asked: key of the step.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self._whys: dict[str, QLabel] = {}
        self.card = Card("Steps")
        self.close_label = label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.card.body.addWidget(self.close_label)
        self.card.body.addStretch(1)

    def show_desk(self, desk: MonthDesk) -> None:
        """Fill the card; in a closed month it says so instead."""
        closed = standing.is_locked(desk.standing)
        for number, step in enumerate(desk.steps, 1):
            if step.key not in self.buttons:
                self._add(step)
            self._show(number, step)
            self.buttons[step.key].setVisible(not closed)
            self._whys[step.key].setVisible(not closed and step.state != "done")
        if closed:
            self.close_label.setText(f"{standing.state_words(desk.standing)}. Nothing is to be done.")
        else:
            self.close_label.setText("" if desk.close_refused else "Everything is done: the month can be closed.")
        self.close_label.setVisible(bool(self.close_label.text()))

    def _add(self, step: Step) -> None:
        press = button("", role="link")
        press.clicked.connect(partial(self.asked.emit, step.key))
        self.buttons[step.key] = press
        self._whys[step.key] = label("", "caption", wrap=True)
        place = 2 * len(self.buttons) - 1  # below the title
        self.card.body.insertWidget(place, press)
        self.card.body.insertWidget(place + 1, self._whys[step.key])

    def _show(self, number: int, step: Step) -> None:
        press = self.buttons[step.key]
        count = "" if step.state == "done" else f" · {step.count}"
        press.setText(f"{number} {step.title}{count}")
        press.setAccessibleName(f"Step {number}, {step.title}: {_STATES[step.state]}. {step.words}")
        set_icon(press, _ICONS[step.state])
        press.setToolTip(f"{_STATES[step.state]}. {step.words}\n{step.why}")
        self._whys[step.key].setText(f"{_STATES[step.state]}. {step.why}")
