"""Asks for the month-end desk without ever holding up the hand: one question at a time, bursts judged once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.month_views import MonthDesk
from ccm_desktop.ui.desk import Desk

_RELOAD_MS = 250
_REST = 3
"""A change waits so many times as long as the last assessment took, so that evidence and signatures go first."""


class DeskQuery(QObject):
    """Knows what was asked last, and asks again when it is no longer true.

    Signals:
        came: the `MonthDesk` of the month and role asked for last.
        failed: a `Problem`.
    """

    came = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted: tuple[Month, str] | None = None
        self._busy = False
        self._stale = False
        self._took = QElapsedTimer()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_RELOAD_MS)
        self._pause.timeout.connect(self._ask)

    def ask(self, month: Month, role: str) -> None:
        """At once; while a question is under way, right after its answer."""
        self._wanted = (month, role)
        self._ask()

    def ask_soon(self) -> None:
        """The same question again, once nothing has changed for a while."""
        if self._wanted is not None:
            self._pause.start()

    def _ask(self) -> None:
        if self._busy or self._wanted is None:
            self._stale = self._busy
            return
        self._busy, self._stale = True, False
        self._pause.stop()
        self._took.start()
        task = self._desk.gateway.ask(partial(self._desk.office.month_desk.desk, *self._wanted))
        task.succeeded.connect(self._on_came)
        task.failed.connect(self.failed)
        task.finished.connect(self._on_answered)

    def _on_came(self, found: MonthDesk) -> None:
        if (found.standing.month, found.queue.role) == self._wanted:
            self.came.emit(found)

    def _on_answered(self) -> None:
        self._busy = False
        self._pause.setInterval(max(_RELOAD_MS, _REST * int(self._took.elapsed())))
        if self._stale:
            self._ask()
