"""Puts the list of keys into the window of an open practice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.shortcuts.cheat_page import CheatPage

PAGE = "shortcuts"


def place_shortcuts(desk: Desk, window: MainWindow, change: Callable[[], object]) -> CheatPage:
    """The page and Ctrl+/; `change` leads to where keys are changed."""
    page = CheatPage(window.actions_by_key, desk.theme)
    window.add_page(PAGE, "Keyboard shortcuts", "help-circle", page, in_rail=False)
    window.actions_by_key.bind({"shortcuts": partial(_show, window, page)})
    page.closed.connect(window.back)
    page.said.connect(window.toast.say)
    page.change_asked.connect(change)
    window.actions_by_key.name_keys(window)
    return page


def _show(window: MainWindow, page: CheatPage) -> None:
    window.show_page(PAGE)
    page.open()
