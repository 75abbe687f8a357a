"""Looks at the timer once a minute and passes a reminder on when one is due."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.options import TimerOptions
from ccm_desktop.ui.timer.reminders import Moment, Reminders
from ccm_desktop.ui.timer.tray import TimerTray
from ccm_desktop.ui.timer.view_model import TimerViewModel

_MINUTE_MS = 60_000


class ReminderBell(QObject):
    """Rings by the tray where there is one, else by the task bar's own quiet sign on `window`."""

    def __init__(
        self, desk: Desk, timer: TimerViewModel, options: TimerOptions, tray: TimerTray, window: QWidget
    ) -> None:
        super().__init__(window)
        self._desk, self._timer, self._options, self._tray, self._window = desk, timer, options, tray, window
        self.reminders = Reminders()
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._on_minute)
        self._minute.start()

    def ring(self) -> None:
        """Say what is due; called whenever the timer was looked at, at least once a minute."""
        if not self._options.is_on("reminders"):
            return
        self.reminders.day_end = int(self._options.value("day_end"))
        in_front = QApplication.activeWindow() is not None
        view = self._timer.view
        words = self.reminders.due(Moment(self._now(), view.state, view.question, in_front))
        if words and self._tray.is_there:
            self._tray.notify(words)
        elif words:
            QApplication.alert(self._window)

    def snooze(self, how_long: str) -> None:
        """No reminders for a while."""
        self.reminders.snooze(how_long, self._now())

    def stop(self) -> None:
        """The practice closes."""
        self._minute.stop()

    def _on_minute(self) -> None:
        if self._timer.view.state != "idle":
            self._timer.load()  # a question or a gap comes without anybody doing anything

    def _now(self) -> datetime:
        return self._desk.office.context.clock.now().astimezone(self._desk.zone)
