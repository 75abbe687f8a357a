"""Interrupted work in the timer bar: how much of it there is, and the two ways on with each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ccm_desktop.services.timer_views import ParkedLine, TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.icons import set_icon
from ccm_desktop.ui.timer.view_model import TimerViewModel


class ParkedButton(QPushButton):
    """`Parked (2)`; hidden while nothing is parked."""

    def __init__(self, view_model: TimerViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._parked: tuple[ParkedLine, ...] = ()
        self._short = False
        self.setAutoDefault(True)
        set_icon(self, "hourglass")
        self.lines_menu = QMenu(self)
        self.setMenu(self.lines_menu)
        self.hide()
        view_model.changed.connect(self._show)

    def be_short(self, *, short: bool) -> None:
        """In a narrow window the number is enough."""
        self._short = short
        self._name()

    def _show(self, view: TimerView) -> None:
        if view.parked != self._parked:
            self._parked = view.parked
            self._fill()
        self.setVisible(bool(self._parked))

    def _fill(self) -> None:
        self.lines_menu.clear()
        for line in self._parked:
            what = f"{line.patient_name} · {figures.minutes(line.seconds)}".replace("&", "&&")
            self.lines_menu.addSeparator()
            self._entry(f"Resume {what}", partial(self._view_model.resume_parked, line.session_id))
            self._entry(f"Finish {what}…", partial(self._view_model.stop_parked, line.session_id))
        self._name()

    def _name(self) -> None:
        count = len(self._parked)
        self.setText(str(count) if self._short else f"Parked ({count})")
        self.setAccessibleName(f"Parked, {count}: resume or finish interrupted work")
        self.setToolTip("Interrupted work of today: resume or finish it. At midnight it is stopped.")

    def _entry(self, words: str, act: Callable[[], Any]) -> None:
        self.lines_menu.addAction(words).triggered.connect(partial(_call, act))


def _call(act: Callable[[], Any], _checked: bool = False) -> None:
    act()
