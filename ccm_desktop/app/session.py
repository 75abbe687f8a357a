"""All that lives only while a practice is open in the window; closing ends it in order."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from ccm_desktop.app.opening import Greeting
from ccm_desktop.app.os_hints.listen import listen
from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.services.spelling import SpellingService
from ccm_desktop.services.vault import OpenPractice
from ccm_desktop.ui.appearance import Appearance
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Gateway
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.people.screens import PeopleScreens
from ccm_desktop.ui.practice_screens import PracticeScreens
from ccm_desktop.ui.spelling.spelling import Spelling
from ccm_desktop.ui.spelling.watch import SpellingWatch
from ccm_desktop.ui.timer.surfaces import TimerSurfaces

if TYPE_CHECKING:
    from ccm_desktop.ui.settings.page import SettingsPage
    from ccm_desktop.ui.shortcuts.cheat_page import CheatPage


class UnlockedSession:
    """The open practice with its screens."""

    def __init__(
        self, opened: OpenPractice, greeting: Greeting, gateway: Gateway, look: Appearance, window: MainWindow
    ) -> None:
        self._opened, self._gateway, self._window = opened, gateway, window
        self.office = opened.office
        self._desk = desk = Desk(
            opened.office, gateway, look.theme, time_zone(greeting.zone), greeting.practice, greeting.user,
            greeting.user_name, greeting.roles, look,
        )  # fmt: skip
        self.screens = PracticeScreens(desk, window)
        self.people = PeopleScreens(desk, window, self.screens.documents)
        service = SpellingService(opened.office.context, opened.office.care_plans)
        self._spelling = Spelling(service, gateway, look.memory, window)
        self._spelling_watch = SpellingWatch(self._spelling, look.theme, self.screens.patients_at_hand, window)
        self._hints = listen(opened.office.timer.hint, window)
        self.surfaces = TimerSurfaces(desk, window, self.screens.timer, self.screens.bar)
        window.promise_page("shortcuts", lambda: self.shortcuts)
        window.actions_by_key.bind({"shortcuts": partial(window.show_page, "shortcuts")})
        window.actions_by_key.name_keys(window)
        window.promise_page("settings", lambda: self.settings, "Settings", "settings")
        window.actions_by_key.bind({"settings": partial(window.show_page, "settings")})

    @cached_property
    def settings(self) -> SettingsPage:
        """Made when somebody first comes to it."""
        from ccm_desktop.ui.settings.place import place_settings

        return place_settings(self._desk, self._window, self.surfaces.options, self._spelling)

    @cached_property
    def shortcuts(self) -> CheatPage:
        """Made when somebody first asks for it."""
        from ccm_desktop.ui.shortcuts.place import place_shortcuts

        return place_shortcuts(self._desk, self._window, self._change_keys)

    def note_input(self) -> None:
        """Somebody pressed a key or a mouse button in a window of ours."""
        self.office.timer.note_input()
        self.screens.working_day.note_input()

    def _change_keys(self) -> None:
        self._window.show_page("settings")
        self.settings.open("shortcuts")

    def close(self) -> None:
        """Refuse new work, let the job in hand commit, stop the clock, close the file."""
        self._spelling_watch.stop()
        self.screens.put_down()
        if self._hints is not None:
            self._hints.stop()
        self.surfaces.close()
        self.screens.put_down()
        self._gateway.finish_with(self._opened.close)
