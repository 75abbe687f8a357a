"""The week to come, where the window is wide: contacts, tasks and care plan reviews by day."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.services.week_ahead import Ahead
from ccm_desktop.ui import figures
from ccm_desktop.ui.today.card_column import CardColumn
from ccm_desktop.ui.widgets.parts import button

_MOST = 15
"""What is beyond that is counted in words: the column is for a glance, the panel for the whole."""


class Week(CardColumn):
    """A line an entry; pressing it opens the chart.

    Signals:
        opened: this patient's workspace.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] | None = None

    def show_week(self, ahead: tuple[Ahead, ...], today: date) -> None:
        """Show it anew, unless it is as before."""
        if self._shown == (ahead, today):
            return
        self._shown = (ahead, today)
        self.clear()
        self.add_title("The next 7 days")
        for day, group in groupby(ahead[:_MOST], lambda one: one.day):
            when = date.fromisoformat(day)
            self.add_words(f"{when:%A}, {figures.short_day(day)}" if when > today else f"Late {figures.day(day)}")
            for one in group:
                self._add_line(one)
        if not ahead:
            self.add_words("Nothing is planned yet.")
        elif len(ahead) > _MOST:
            self.add_words(f"and {len(ahead) - _MOST} more. The panel lists everybody by next contact.")
        self.add_end()

    def _add_line(self, one: Ahead) -> None:
        if not one.patient_id:
            self.add_words(f"Unfiled: {one.what}")
            return
        press = button(one.name, role="link")
        press.setAccessibleName(f"Open {one.name}, {one.what}")
        press.clicked.connect(partial(self._on_pressed, one.patient_id))
        self.add_line(press, one.what)

    def _on_pressed(self, patient: str, _checked: bool = False) -> None:
        self.opened.emit(patient)
