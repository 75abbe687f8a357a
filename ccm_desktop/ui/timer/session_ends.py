"""What becomes of a stopped session: saved with its note, discarded, or taken up again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.office import Office
from ccm_desktop.services.views import NoteDue
from ccm_desktop.ui.gateway import Gateway, Task
from ccm_desktop.ui.timer.saving import save


class SessionEnds(QObject):
    """Sends what is decided about one session and tells what came of it.

    Signals:
        finished: the session that waits no more, and in words what was earned and on whom, or why it counts nothing.
        refused: a `Problem`, to be shown beside what was pressed.
    """

    finished = Signal(str, str)
    refused = Signal(object)

    def __init__(self, office: Office, gateway: Gateway, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._gateway = office, gateway

    def save(self, due: NoteDue, note: str, outcome: str, next_contact_on: str) -> None:
        """Write the entries with their note."""
        task = self._gateway.send(partial(save, self._office, due, note, outcome, next_contact_on))
        task.succeeded.connect(partial(self._on_saved, due.session_id))
        self._send(task)

    def discard(self, session: str, reason: str) -> None:
        """The session was not work."""
        task = self._gateway.send(partial(self._office.timer.discard, session, reason))
        self._tell(session, "Discarded with your reason. It counts nothing.", task)

    def undo_stop(self, session: str) -> None:
        """Go on as if it had not been stopped; after two minutes as a new stretch."""
        self._tell(session, "The timer runs on.", self._gateway.send(partial(self._office.timer.undo_stop, session)))

    def _tell(self, session: str, words: str, task: Task) -> None:
        task.succeeded.connect(partial(self._on_done, session, words))
        self._send(task)

    def _send(self, task: Task) -> None:
        task.failed.connect(self._on_failed)

    def _on_saved(self, session: str, outcome: object) -> None:
        self.finished.emit(session, getattr(outcome, "value", ""))

    def _on_done(self, session: str, words: str, _outcome: object) -> None:
        self.finished.emit(session, words)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.refused.emit(error)
