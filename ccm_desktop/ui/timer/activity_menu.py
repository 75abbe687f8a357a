"""Ctrl+Shift+A and Alt+Shift+1 to 9: what is done changes, the clock goes on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.ui.actions import Actions
from ccm_desktop.ui.keymap import shown
from ccm_desktop.ui.timer.view_model import TimerViewModel


class ActivityMenu:
    """All activities, the one in force marked; it opens under the timer bar."""

    def __init__(self, timer: TimerViewModel, actions: Actions, under: QWidget) -> None:
        self._timer, self._actions, self._under = timer, actions, under
        self.menu = QMenu(under)
        self.menu.setAccessibleName("Activity")
        self._entries: dict[str, QAction] = {}
        for activity, words in ACTIVITIES.items():
            entry = self.menu.addAction(words)
            entry.setCheckable(True)
            entry.triggered.connect(partial(self._choose, activity))
            self._entries[activity] = entry

    def slots(self) -> dict[str, Callable[[], Any]]:
        """What the commands do."""
        numbered = {
            f"activity_{n}": partial(self._choose, activity) for n, activity in enumerate(list(ACTIVITIES)[:9], start=1)
        }
        return {"activity": self.open, **numbered}

    def open(self) -> None:
        """Choose from the list; without a timer, be told so."""
        if self._timer.view.state == "idle":
            self._timer.change_activity(next(iter(ACTIVITIES)))  # refused in words
            return
        for n, (activity, entry) in enumerate(self._entries.items(), start=1):
            keys = shown(self._actions.keymap.first(f"activity_{n}")) if n <= 9 else ""
            entry.setText(f"{ACTIVITIES[activity]}\t{keys}")
            entry.setChecked(activity == self._timer.view.activity)
        self.menu.setActiveAction(self._entries.get(self._timer.view.activity, next(iter(self._entries.values()))))
        self.menu.popup(self._under.mapToGlobal(QPoint(self._under.width() // 3, self._under.height())))

    def _choose(self, activity: str, _checked: bool = False) -> None:
        if activity != self._timer.view.activity:
            self._timer.change_activity(activity)
