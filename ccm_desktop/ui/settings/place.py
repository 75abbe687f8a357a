"""Puts the settings page into the window of an open practice."""

from __future__ import annotations

from functools import partial

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.settings.fee_group import FeeGroup
from ccm_desktop.ui.settings.look_group import LookGroup
from ccm_desktop.ui.settings.page import SettingsPage
from ccm_desktop.ui.settings.policy_group import PolicyGroup
from ccm_desktop.ui.settings.practice_group import PracticeGroup

PAGE = "settings"


def place_settings(desk: Desk, window: MainWindow) -> SettingsPage:
    """The page with its groups, its place at the foot of the rail, and Ctrl+,."""
    page, practice = SettingsPage(desk), PracticeGroup(desk)
    for group in (practice, PolicyGroup(desk), FeeGroup(desk), LookGroup(desk.appearance)):
        page.add_group(group)
    window.add_page(PAGE, "Settings", "settings", page, at_foot=True)
    window.actions_by_key.bind({"settings": partial(window.show_page, PAGE)})
    window.page_shown.connect(partial(_on_page_shown, page))
    practice.renamed.connect(partial(_on_renamed, desk, window))
    return page


def _on_page_shown(page: SettingsPage, key: str) -> None:
    if key == PAGE:
        page.open()


def _on_renamed(desk: Desk, window: MainWindow, name: str) -> None:
    window.user_label.setText(f"{name} · {desk.user_name}")
