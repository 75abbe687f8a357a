"""Puts the list of keys into the window of an open practice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.shortcuts.cheat_page import CheatPage

PAGE = "shortcuts"


def place_shortcuts(desk: Desk, window: MainWindow, change: Callable[[], object]) -> CheatPage:
    """The page; it lists everything whenever the window shows it. `change` leads to where keys are changed."""
    page = CheatPage(window.actions_by_key, desk.theme)
    page.closed.connect(window.back)
    page.said.connect(window.toast.say)
    page.change_asked.connect(change)
    window.page_shown.connect(partial(_on_page_shown, page))
    return page


def _on_page_shown(page: CheatPage, key: str) -> None:
    if key == PAGE:
        page.open()
