"""What crashes left: a sheet for each session, one after the other, and a line for what hardly stopped."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from ccm_desktop.services.timer_views import RecoveryLine
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.timer.recovery_bar import RecoveryBar
from ccm_desktop.ui.timer.recovery_sheet import RecoverySheet
from ccm_desktop.ui.timer.view_model import TimerViewModel


class Recoveries(QObject):
    """Asks about each session once, while the side of the window is free.

    `is_next` says that something else is about to be asked there: the note of the session answered last.
    """

    def __init__(
        self, timer: TimerViewModel, window: MainWindow, zone: ZoneInfo, is_next: Callable[[], bool]
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._timer, self._window, self._is_next = timer, window, is_next
        self.sheet, self.bar = RecoverySheet(timer, zone), RecoveryBar(timer)
        self._asked: set[str] = set()
        self.sheet.closed.connect(window.hide_side)
        self.sheet.left.connect(self.ask_next)
        timer.changed.connect(self.ask_next)

    def ask_next(self) -> None:
        """First thing after a crash; the program can be used meanwhile."""
        waiting = [line for line in self._timer.view.recovery if line.session_id not in self._asked]
        long = [line for line in waiting if not line.short]
        if long and not self._is_next() and not self._window.side.isVisible():
            self._open(long[0], len(long) - 1)

    def ask_again(self) -> None:
        """What was left for later, and what the line under the timer asks, with all there is to answer."""
        waiting = self._timer.view.recovery
        if waiting:
            self._asked.clear()
            self._open(waiting[0], len(waiting) - 1)
        else:
            self._window.toast.say("Nothing is left to recover.")

    def _open(self, line: RecoveryLine, more: int) -> None:
        self._asked.add(line.session_id)
        self._window.show_side(self.sheet)
        self.sheet.open(line, more)
