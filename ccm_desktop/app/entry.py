"""From the closed door to the open practice: first run, unlocking, and the way out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ccm_desktop.app import crash
from ccm_desktop.app.warm_up import WarmUp
from ccm_desktop.domain.workday import DAY_ENDS_FROM
from ccm_desktop.security.passphrase import STANDARD, Kdf
from ccm_desktop.services.clock import Clock, SystemClock
from ccm_desktop.services.entrance import NewPractice, SlotUser, has_recovery_kit, last_user, list_users, require_free
from ccm_desktop.ui.appearance import Appearance
from ccm_desktop.ui.collector import Collector
from ccm_desktop.ui.entrance.unlock import UnlockPage
from ccm_desktop.ui.gateway import Gateway
from ccm_desktop.ui.icons import retint
from ccm_desktop.ui.input_filter import InputFilter
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.resources import ROOT
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.timer.leaving import ask_to_stop

if TYPE_CHECKING:
    from ccm_desktop.app.opening import Greeting, Way
    from ccm_desktop.app.session import UnlockedSession
    from ccm_desktop.services.vault import OpenPractice
    from ccm_desktop.ui.entrance.first_run import FirstRunPage

BEGIN_ANEW = 75
"""Exit code by which the event loop asks for a fresh program."""
FAREWELL = "farewell"
_TIMER_STOPPED = (
    "A timer was running. It was stopped and kept what it had earned; its note is asked for when the same person "
    "signs in again."
)


class Entry(QObject):
    """Owns the window and, once it is open, the practice.

    The modules of an open practice are imported where they are first needed: the lock is painted before.
    """

    def __init__(
        self, app: QApplication, folder: Path, settings: Path, demo_passphrase: str = "", *,
        clock: Clock | None = None, kdf: Kdf = STANDARD,
    ) -> None:  # fmt: skip
        super().__init__(app)
        self._app, self._folder, self._demo = app, folder, demo_passphrase
        self._clock: Clock = clock or SystemClock()
        self._kdf = kdf
        self._memory = LayoutMemory(settings)
        self.theme = Theme(app)
        self.appearance = Appearance(self.theme, self._memory, self)
        self.gateway = Gateway(self)
        self.window = MainWindow(self._memory)
        self.window.setWindowIcon(QIcon(str(ROOT / "icons" / "app.svg")))
        self.session: UnlockedSession | None = None
        self._closed = False
        self.first_run: FirstRunPage | None = None
        self.unlock_page: UnlockPage | None = None
        self._collector, self._warm_up = Collector(self), WarmUp(self.gateway)
        self._warm_up.done.connect(self._collector.settle)
        self.input = InputFilter(app, self.window.actions_by_key.is_reserved)
        crash.install(self.window)
        self.theme.changed.connect(self._on_theme)
        self._connect()

    def open(self) -> None:
        """Show first run where there is no practice yet, else the lock."""
        if (self._folder / "keyslots.json").exists() or (self._folder / "vault.db").exists():
            self._show_lock()
        else:
            from ccm_desktop.ui.entrance.first_run import FirstRunPage

            self.first_run = FirstRunPage(self.window.pages)
            self.first_run.create_asked.connect(self._on_create)
            self.window.add_page("first_run", "Set up", "key", self.first_run, in_rail=False)
            self.window.show_page("first_run")
        self._on_theme()  # the icons of the page just added
        self.window.show()
        self._warm_up.start()

    def unlock_with(self, user: str, passphrase: str, new_passphrase: str = "") -> None:
        """Open the practice for a user."""
        self._open_by(lambda: self._way().unlock(user, passphrase, new_passphrase))

    def recover_with(self, user: str, code: str, new_passphrase: str) -> None:
        """Open the practice for a lead by the recovery kit."""
        self._open_by(lambda: self._way().recover(user, code, new_passphrase))

    def _open_by(self, way: Callable[[], tuple[OpenPractice, Greeting]]) -> None:
        self._warm_up.stop()
        task = self.gateway.ask(way)
        task.succeeded.connect(self._on_opened)
        if self.unlock_page is not None:
            task.failed.connect(self.unlock_page.refuse)

    def close(self) -> None:
        """Stop the clock, close the file, end."""
        self._shut()
        self._app.quit()

    def come_to_front(self) -> None:
        """The window is in front of everything, also when it was minimized or put away."""
        if self.session is not None:
            self.session.surfaces.show_window()
        else:
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()

    def switch_user(self) -> None:
        """Stop the clock, close the file, and begin anew at the lock.

        The program is replaced, so that nothing of a patient stays in memory (security.md 3.6).
        """
        if self.session is None:
            return
        if self.session.screens.timer.view.state != "idle":
            self._memory.remember(FAREWELL, _TIMER_STOPPED)
        self._app.setQuitOnLastWindowClosed(False)  # its exit code would come after ours
        self._shut()
        self._app.exit(BEGIN_ANEW)

    def _shut(self) -> None:
        if self._closed:
            return
        self._closed = True
        if self.session is not None:
            self.session.close()
            self.session = None
        self._warm_up.end()
        self.theme.changed.disconnect(self._on_theme)  # the system's scheme may change until Qt has taken us down
        self.gateway.close()
        self.input.stop()
        self.theme.release()
        self.window.allow_close()
        self.window.close()
        self._collector.stop()  # last: until here Qt may be inside a widget that a collection would take down

    def _connect(self) -> None:
        self.window.closing.connect(self._on_closing)
        self.window.pages.made.connect(self._on_theme)
        self.window.pages.making.connect(self.input.rest)
        actions = self.window.actions_by_key
        actions.wait_for_practice()
        actions["quit"].triggered.connect(self._on_quit)
        actions["switch_user"].triggered.connect(self._on_switch)
        for key, scheme in (("light", "light"), ("dark", "dark")):
            actions[key].triggered.connect(partial(self.show_scheme, scheme))
        actions["larger"].triggered.connect(self.appearance.larger)
        actions["smaller"].triggered.connect(self.appearance.smaller)
        actions["about"].triggered.connect(self._on_about)

    def _show_lock(self) -> None:
        users: list[SlotUser] = []
        has_kit = False
        try:
            users, has_kit = list_users(self._folder), has_recovery_kit(self._folder)
            require_free(self._folder)
        except Exception as error:  # noqa: BLE001 - a damaged folder is told on the lock itself
            problem: Exception | None = error
        else:
            problem = None
        hint = f"This is the invented demo practice. Passphrase: {self._demo}" if self._demo else ""
        self.unlock_page = UnlockPage(users, last_user(self._folder), hint, has_kit=has_kit)
        self.unlock_page.unlock_asked.connect(self.unlock_with)
        self.unlock_page.recover_asked.connect(self.recover_with)
        self.unlock_page.farewell.say(self._memory.text(FAREWELL, ""), "info")
        self._memory.remember(FAREWELL, "")
        self.window.add_page("lock", "Unlock", "lock", self.unlock_page, in_rail=False)
        self.window.show_page("lock")
        self.unlock_page.passphrase_edit.setFocus()
        if problem is not None:
            self.unlock_page.refuse(problem)
        elif self._demo and users:
            self.unlock_page.passphrase_edit.setText(self._demo)

    def _way(self) -> Way:
        """Called on the database thread."""
        from ccm_desktop.app.opening import Way

        return Way(self._folder, self._clock, self._kdf)

    def _on_create(self, new: NewPractice) -> None:
        self._warm_up.stop()
        task = self.gateway.ask(lambda: self._way().create(new))
        task.succeeded.connect(self._on_opened)
        if self.first_run is not None:
            task.failed.connect(self.first_run.refuse)

    def _on_opened(self, found: tuple[OpenPractice, Greeting]) -> None:
        from ccm_desktop.app.session import UnlockedSession

        opened, greeting = found
        for page in (self.first_run, self.unlock_page):
            if page is not None:
                page.wipe()
        self.input.rest(True)
        try:
            self.session = UnlockedSession(opened, greeting, self.gateway, self.appearance, self.window)
        finally:
            self.input.rest(False)
        self.session.screens.panel.loaded.connect(self._warm_up.start)
        self.input.touched.connect(self.session.note_input)
        self.window.actions_by_key["switch_user"].setEnabled(True)
        self._on_theme()

    def _on_closing(self) -> None:
        session = self.session
        if session is None or self._app.isSavingSession():  # the end of the computer's session waits for nobody
            self.close()
        elif session.screens.timer.view.state in ("running", "paused"):
            ask_to_stop(self.window, self.close, session.surfaces.keep_running)
        else:
            session.screens.working_day.offer("Close now", self.close)

    def _on_quit(self) -> None:
        self.window.close()

    def _on_switch(self) -> None:
        if self.session is not None:
            self.session.screens.working_day.offer("Lock now", self.switch_user, from_hour=DAY_ENDS_FROM)

    def _on_theme(self) -> None:
        retint(self.window)
        if self.session is not None:
            self.session.screens.bar.refresh()

    def show_scheme(self, scheme: str) -> None:
        """Light, dark or system, from now on and at the next start."""
        self.appearance.show_scheme(scheme)

    def _on_about(self) -> None:
        self.window.toast.say(f"CCM Desktop {self._app.applicationVersion()}")
