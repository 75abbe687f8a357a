"""The note of somebody else's stopped work, for who may finish it: who left, or is ill, at the end of the month."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Changed
from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.ui.desk import Desk


class OthersNote(QObject):
    """Asks for one session, and again whenever a timer changed.

    Signals:
        found: the `NoteDue` to open.
        again: the same later, in a tuple.
        refused: why it cannot be finished from here, a `Problem`.
    """

    found = Signal(object)
    again = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._session = ""
        desk.gateway.changed.connect(self._on_changed)

    def open(self, session: str) -> None:
        """Ask for that session."""
        self._session = ""
        task = self._desk.gateway.ask(partial(self._desk.office.timer.due_of, session))
        task.succeeded.connect(self._on_found)
        task.failed.connect(self.refused)

    def _on_found(self, due: NoteDue) -> None:
        self._session = due.session_id
        self.found.emit(due)

    def _on_changed(self, changed: Changed) -> None:
        if self._session and changed & Changed.TIMER:
            task = self._desk.gateway.ask(partial(self._desk.office.timer.due_of, self._session))
            task.succeeded.connect(self._on_again)
            task.failed.connect(self._forget)

    def _on_again(self, due: NoteDue) -> None:
        self.again.emit((due,))

    def _forget(self, _problem: object) -> None:
        self._session = ""
