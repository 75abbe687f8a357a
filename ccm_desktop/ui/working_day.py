"""Watches that somebody is at work, and shows the end of the day: on request, and before leaving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.workday import Workday
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.timer.end_of_day import EndOfDay
from ccm_desktop.ui.timer.view_model import TimerViewModel

_KEEP_EVERY_MS = 60_000


class WorkingDay(QObject):
    """Presence and the end-of-day sheet.

    Signals:
        note_asked: a session whose note is to be written.
        time_asked: start and end of a stretch to be entered by hand.
    """

    note_asked = Signal(str)
    time_asked = Signal(int, int)

    def __init__(self, desk: Desk, window: MainWindow, timer: TimerViewModel) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._leave: Callable[[], object] | None = None
        self._leaving = ""
        self._offered_on = ""
        self._seen = False
        self.sheet = EndOfDay(desk.zone)
        self._keeping = QTimer(self)
        self._keeping.setInterval(_KEEP_EVERY_MS)
        self._keeping.timeout.connect(self._keep)
        self._keeping.start()
        self._timer = timer
        self.sheet.note_asked.connect(self.note_asked)
        self.sheet.gap_decided.connect(self._on_gap_decided)
        self.sheet.resume_asked.connect(timer.resume_parked)
        self.sheet.finish_asked.connect(timer.stop_parked)
        self.sheet.time_asked.connect(self.time_asked)
        self.sheet.dismissed.connect(self._on_dismissed)
        self.sheet.leave_asked.connect(self._on_leave)
        self.sheet.closed.connect(window.hide_side)
        desk.gateway.changed.connect(self._on_changed)

    def note_input(self) -> None:
        """A person pressed a key or clicked."""
        self._seen = True
        self._desk.office.workday.note_input()

    def show(self) -> None:
        """Timer > End of day."""
        self._leave, self._leaving = None, ""
        self._ask().succeeded.connect(self._open)

    def offer(self, words: str, leave: Callable[[], object], from_hour: int = 0) -> None:
        """Before leaving: once a day, and only when something of this day is left; else leave at once."""
        hour = self._desk.office.context.clock.now().astimezone(self._desk.zone).hour
        if self._offered_on == self._desk.today().isoformat() or hour < from_hour:
            leave()
            return
        task = self._ask()
        task.succeeded.connect(partial(self._offer, words, leave))
        task.failed.connect(partial(self._go, leave))

    def _ask(self) -> Task:
        return self._desk.gateway.ask(self._desk.office.workday.today)

    def _offer(self, words: str, leave: Callable[[], object], day: Workday) -> None:
        self._offered_on = self._desk.today().isoformat()
        if day.is_clear or not day.timed_seconds:  # nobody is asked about a day without work
            leave()
            return
        self._leave, self._leaving = leave, words
        self._open(day)

    @staticmethod
    def _go(leave: Callable[[], object], _problem: object) -> None:
        leave()

    def _open(self, day: Workday) -> None:
        self._window.show_side(self.sheet)
        self.sheet.open(day, leaving=self._leaving)

    def _on_dismissed(self, start: int, end: int) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.workday.dismiss, start, end))
        task.failed.connect(self.sheet.message.show_problem)

    def _on_gap_decided(self, session: str, gap: str, decision: str) -> None:
        self._timer.decide_gap(session, gap, GapDecision(decision))

    def _on_changed(self, _changed: object) -> None:
        if self.sheet.isVisible():
            self._ask().succeeded.connect(self.sheet.show_day)

    def _on_leave(self) -> None:
        if self._leave is not None:
            self._leave()

    def _keep(self) -> None:
        if self._seen:
            self._seen = False
            self._desk.gateway.ask(self._desk.office.workday.keep)
