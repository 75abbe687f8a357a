"""The context menu of the mini timer: the timer's commands, and how it looks and stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ccm_desktop.ui.timer.bell import ReminderBell
from ccm_desktop.ui.timer.mini_timer import MiniTimer, platform
from ccm_desktop.ui.timer.options import WAYLAND, TimerOptions
from ccm_desktop.ui.timer.reminders import SNOOZES

_TIMER_COMMANDS = 4
"""Start, pause, finish, activity; the keys of single activities stay out of the menu."""
_CHOICES = ("mini_size", "mini_names")


class Around(Protocol):
    """What the menu works on."""

    mini: MiniTimer
    options: TimerOptions
    bell: ReminderBell

    def hide_mini(self) -> None: ...
    def show_window(self) -> None: ...


def mini_menu(around: Around) -> QMenu:
    """The menu as things stand now; it goes when it closes."""
    mini, options = around.mini, around.options
    menu = QMenu(mini)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.setToolTipsVisible(True)
    menu.addActions(mini.actions()[:_TIMER_COMMANDS])
    menu.addSeparator()
    for key in _CHOICES:
        option = options.known[key]
        inner = menu.addMenu(option.title)
        for choice, words in option.choices.items():
            _tick(inner, words, on=options.value(key) == choice, act=partial(options.choose, key, choice))
    on_top = options.is_on("mini_on_top")
    entry = _tick(menu, "Above other windows", on=on_top,
                  act=partial(options.choose, "mini_on_top", "no" if on_top else "yes"))  # fmt: skip
    if platform().startswith("wayland"):
        entry.setEnabled(False)
        entry.setToolTip(WAYLAND)
    _tick(menu, "Lock its position", on=mini.is_locked, act=partial(mini.set_locked, not mini.is_locked))
    menu.addAction("Move to the bottom right").triggered.connect(partial(_call, mini.place.go_home))
    snoozes = menu.addMenu("No reminders")
    for key, words in SNOOZES.items():
        snoozes.addAction(words).triggered.connect(partial(_call, partial(around.bell.snooze, key)))
    menu.addSeparator()
    menu.addAction("Show CCM").triggered.connect(partial(_call, around.show_window))
    menu.addAction("Hide the mini timer").triggered.connect(partial(_call, around.hide_mini))
    return menu


def _tick(menu: QMenu, words: str, *, on: bool, act: Callable[[], object]) -> QAction:
    entry = menu.addAction(words)
    entry.setCheckable(True)
    entry.setChecked(on)
    entry.triggered.connect(partial(_call, act))
    return entry


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
