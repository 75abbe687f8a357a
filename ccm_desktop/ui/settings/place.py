"""The settings page of an open practice, with its groups."""

from __future__ import annotations

from functools import partial

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.settings.call_group import CallGroup
from ccm_desktop.ui.settings.fee_group import FeeGroup
from ccm_desktop.ui.settings.flag_group import FlagGroup
from ccm_desktop.ui.settings.look_group import LookGroup
from ccm_desktop.ui.settings.outreach_group import OutreachGroup
from ccm_desktop.ui.settings.page import Promised, SettingsPage
from ccm_desktop.ui.settings.plan_group import PlanGroup
from ccm_desktop.ui.settings.policy_group import PolicyGroup
from ccm_desktop.ui.settings.practice_group import PracticeGroup
from ccm_desktop.ui.settings.reading_group import ReadingGroup
from ccm_desktop.ui.settings.shortcut_group import ShortcutGroup
from ccm_desktop.ui.settings.spelling_group import SpellingGroup
from ccm_desktop.ui.settings.template_group import TemplateGroup
from ccm_desktop.ui.settings.timer_group import TimerGroup
from ccm_desktop.ui.spelling.spelling import Spelling
from ccm_desktop.ui.timer.mini_timer import platform
from ccm_desktop.ui.timer.options import TimerOptions

PAGE = "settings"


def place_settings(desk: Desk, window: MainWindow, timer: TimerOptions, spelling: Spelling) -> SettingsPage:
    """The page; it loads whenever the window shows it."""
    page = SettingsPage(desk, (
        Promised(PracticeGroup, partial(_practice, desk, window)),
        Promised(PolicyGroup, partial(PolicyGroup, desk)),
        Promised(OutreachGroup, partial(OutreachGroup, desk)),
        Promised(CallGroup, partial(CallGroup, desk)),
        Promised(FlagGroup, partial(FlagGroup, desk)),
        Promised(PlanGroup, partial(PlanGroup, desk)),
        Promised(ReadingGroup, partial(ReadingGroup, desk)),
        Promised(TemplateGroup, partial(TemplateGroup, desk)),
        Promised(FeeGroup, partial(FeeGroup, desk)),
        Promised(LookGroup, partial(LookGroup, desk.appearance)),
        Promised(SpellingGroup, partial(SpellingGroup, spelling)),
        Promised(TimerGroup, partial(TimerGroup, timer, platform())),
        Promised(ShortcutGroup, partial(ShortcutGroup, window.actions_by_key, desk.theme)),
    ))  # fmt: skip
    window.page_shown.connect(partial(_on_page_shown, page))
    return page


def _practice(desk: Desk, window: MainWindow) -> PracticeGroup:
    group = PracticeGroup(desk)
    group.renamed.connect(partial(_on_renamed, desk, window))
    return group


def _on_page_shown(page: SettingsPage, key: str) -> None:
    if key == PAGE:
        page.open()


def _on_renamed(desk: Desk, window: MainWindow, name: str) -> None:
    window.user_label.setText(f"{name} · {desk.user_name}")
