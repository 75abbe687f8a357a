"""The timer outside its bar: mini timer, notification area and reminders come and go with it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.timer.activity_menu import ActivityMenu
from ccm_desktop.ui.timer.bar import TimerBar
from ccm_desktop.ui.timer.bell import ReminderBell
from ccm_desktop.ui.timer.mini_face import face_of, month_words
from ccm_desktop.ui.timer.mini_menu import mini_menu
from ccm_desktop.ui.timer.mini_timer import MiniTimer, platform, window_flags
from ccm_desktop.ui.timer.options import TimerOptions
from ccm_desktop.ui.timer.tray import TimerTray
from ccm_desktop.ui.timer.view_model import TimerViewModel

_WANTED = "timer/mini_shown"
_NOTHING_RUNS = "The mini timer is there while a timer runs. Ctrl+T starts one."
_FROM_MINI = ("start", "pause", "finish", "activity", "mini", *(f"activity_{n}" for n in range(1, 10)))
"""Commands whose keys work while the mini timer has the keyboard."""
_ASKS = ("start", "finish", "activity")
"""Those that ask something more, in the main window."""


class TimerSurfaces(QObject):
    """Lets the mini timer, the tray and the reminders follow the one timer."""

    def __init__(self, desk: Desk, window: MainWindow, timer: TimerViewModel, bar: TimerBar) -> None:
        super().__init__(window)
        self._desk, self._window, self._timer, self._bar = desk, window, timer, bar
        memory = desk.appearance.memory
        self.options = TimerOptions(memory, sys.platform, self)
        self._memory = memory
        self._wanted = memory.text(_WANTED, "") == "yes"
        self._alone = False
        """The main window is out of sight, so the mini timer is there by itself."""
        self.mini = MiniTimer(memory, desk.theme)
        self.tray = TimerTray(self)
        self.bell = ReminderBell(desk, timer, self.options, self.tray, window)
        self.activities = ActivityMenu(timer, window.actions_by_key, bar)
        self._menu: QMenu | None = None
        self._connect()
        window.actions_by_key.bind({"mini": self.mini_or_keyboard, **self.activities.slots()})
        self._on_options()

    @property
    def state(self) -> str:
        """running | paused | away, or idle."""
        view = self._timer.view
        return "away" if view.state != "idle" and (view.gaps or view.away_since) else view.state

    def mini_or_keyboard(self) -> None:
        """Ctrl+Shift+M: show it; once more, go to it; once more, back to the main window."""
        if self.state == "idle":
            self._window.toast.say(_NOTHING_RUNS)
        elif not self.mini.isVisible():
            self._want(wanted=True)
        elif self.mini.isActiveWindow():
            self.show_window()
        else:
            self.mini.take_keyboard()

    def hide_mini(self) -> None:
        """It is wanted no more; a main window that nobody could reach any more comes back."""
        if self._alone:
            self.show_window()
        self._want(wanted=False)

    def keep_running(self) -> None:
        """The main window goes, the timer stays in the mini timer."""
        self._alone = True
        self._window.hide()
        self._follow()

    def show_window(self) -> None:
        """The main window, in front of everything."""
        self._alone = False
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self._follow()

    def close(self) -> None:
        """The practice closes."""
        self._window.removeEventFilter(self)
        self.bell.stop()
        self.tray.close()
        self.mini.hide()
        self.mini.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowStateChange and self._window.isVisible():
            self._alone = self._window.isMinimized() and self.options.is_on("mini_appears")
            self._follow()
        return False

    def _connect(self) -> None:
        self._window.installEventFilter(self)
        self._timer.changed.connect(self._on_view)
        self._timer.ticked.connect(self._on_tick)
        self.options.changed.connect(self._on_options)
        self._desk.theme.changed.connect(self._on_options)
        self.mini.pressed.connect(self._do)
        self.mini.open_asked.connect(self.show_window)
        self.mini.closed.connect(self.hide_mini)
        self.mini.menu_asked.connect(self._open_menu)
        for key in _ASKS:
            self._window.actions_by_key[key].triggered.connect(self._on_asking)
        self.mini.addActions([self._window.actions_by_key[key] for key in _FROM_MINI])
        self.tray.chosen.connect(self._do)
        self.tray.snoozed.connect(self.bell.snooze)

    def _do(self, key: str) -> None:
        """What was pressed on the mini timer or in the tray."""
        actions = self._window.actions_by_key
        ways: dict[str, Callable[[], object]] = {
            "pause": self._timer.pause_or_resume,
            "finish": partial(self._in_window, "finish"),
            "switch": partial(self._in_window, "start"),
            "show": self.show_window,
            "keep": partial(self._timer.answer_all_gaps, "kept"),
            "remove": partial(self._timer.answer_all_gaps, "removed"),
            "split": self.show_window,
            "still_here": self._still_here,
            "lock": actions["switch_user"].trigger,
        }
        ways[key]()

    def _still_here(self) -> None:
        self._desk.office.timer.still_here()
        self._timer.load()

    def _on_asking(self) -> None:
        """A command that asks more was given while the mini timer was in front."""
        if self.mini.isVisible() and not self._window.isActiveWindow():
            self.show_window()

    def _in_window(self, command: str) -> None:
        """What asks something more is asked in the main window."""
        self.show_window()
        self._window.actions_by_key[command].trigger()

    def _want(self, *, wanted: bool) -> None:
        self._wanted = wanted
        self._memory.remember(_WANTED, "yes" if wanted else "")
        self._follow()

    def _on_view(self, view: TimerView) -> None:
        self._follow()
        if view.state == "idle" and self._alone:
            self.show_window()
        self._window.actions_by_key.name_keys(self._bar)
        self.bell.ring()

    def _on_tick(self, seconds: int) -> None:
        self.mini.show_elapsed(figures.minutes(seconds), f"Elapsed {figures.spoken_minutes(seconds)}")
        self.mini.second_line.setText(month_words(self._timer.view, seconds))
        self.tray.show_elapsed(seconds)

    def _on_options(self) -> None:
        self._bar.thresholds.ahead_seconds = int(self.options.value("notice"))
        flags = window_flags(platform(), on_top=self.options.is_on("mini_on_top"))
        if flags != self.mini.windowFlags() & ~Qt.WindowType.WindowFullscreenButtonHint:
            self.mini.hide()
            self.mini.setWindowFlags(flags)
        self._follow()

    def _follow(self) -> None:
        """Show what belongs to the timer's state, and nothing else."""
        view, state = self._timer.view, self.state
        there = state != "idle" and (self._wanted or self._alone)
        if there:
            self.mini.show_face(face_of(view, self.options.value("mini_names"), view.elapsed_seconds, self._desk.zone))
            self.mini.set_shape(compact=self.options.value("mini_size") == "compact")
            self.mini.come()
        else:
            self.mini.hide()
        self._bar.be_one_line(one_line=there)
        self.tray.show_state(state, view.elapsed_seconds, wanted=self.options.is_on("tray"))

    def _open_menu(self, at: QPoint) -> None:
        self._menu = mini_menu(self)
        self._menu.popup(at)
