"""All that lives only while a practice is open in the window; closing ends it in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ccm_desktop.app.os_hints.listen import listen
from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import OpenPractice
from ccm_desktop.ui.appearance import Appearance
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Gateway
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.people.screens import PeopleScreens
from ccm_desktop.ui.practice_screens import PracticeScreens
from ccm_desktop.ui.settings.place import open_settings, place_settings
from ccm_desktop.ui.shortcuts.place import place_shortcuts
from ccm_desktop.ui.timer.surfaces import TimerSurfaces


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is read once when a practice opens."""

    zone: str
    practice: str
    user: str
    user_name: str
    roles: frozenset[str]


def greet(office: Office) -> Greeting:
    """Runs on the database thread."""
    profile, me = office.context.practice(), office.people.me()
    return Greeting(profile.time_zone, profile.name, me.id, me.title, office.people.my_roles())


class UnlockedSession:
    """The open practice with its screens."""

    def __init__(
        self, opened: OpenPractice, greeting: Greeting, gateway: Gateway, look: Appearance, window: MainWindow
    ) -> None:
        self._opened, self._gateway = opened, gateway
        self.office = opened.office
        desk = Desk(
            opened.office, gateway, look.theme, time_zone(greeting.zone), greeting.practice, greeting.user,
            greeting.user_name, greeting.roles, look,
        )  # fmt: skip
        self.screens = PracticeScreens(desk, window)
        self.people = PeopleScreens(desk, window, self.screens)
        self._hints = listen(opened.office.timer.hint, window)
        self.note_input = opened.office.timer.note_input
        """Somebody pressed a key or a mouse button in a window of ours."""
        self.surfaces = TimerSurfaces(desk, window, self.screens.timer, self.screens.bar)
        self.settings = place_settings(desk, window, self.surfaces.options)
        self.shortcuts = place_shortcuts(desk, window, partial(open_settings, window, self.settings, "shortcuts"))

    def close(self) -> None:
        """Refuse new work, let the job in hand commit, stop the clock, close the file."""
        if self._hints is not None:
            self._hints.stop()
        self.surfaces.close()
        self._gateway.finish_with(self._opened.close)
