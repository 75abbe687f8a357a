"""What becomes of a stopped session: saved with its note, discarded, taken up again; and a saved one taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.finishing import Finished
from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.ui.gateway import Gateway, Task
from ccm_desktop.ui.timer.saving import Saved, save


class SessionEnds(QObject):
    """Sends what is decided about one session and tells what came of it.

    Signals:
        finished: the session that waits no more.
        said: in words what came of it.
        saved: the same of a note that was written: what was earned and on whom, and `Finished` to take it back.
        taken_back: the session that waits for its note again.
        refused: a `Problem`, to be shown beside what was pressed.
    """

    finished = Signal(str)
    said = Signal(str)
    saved = Signal(str, object)
    taken_back = Signal(str)
    refused = Signal(object)

    def __init__(self, office: Office, gateway: Gateway, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._gateway = office, gateway

    def save(self, due: NoteDue, note: str, outcome: str, next_contact_on: str) -> Task:
        """Write the entries with their note."""
        task = self._gateway.send(partial(save, self._office, due, note, outcome, next_contact_on))
        task.succeeded.connect(self._on_saved)
        self._send(task)
        return task

    def take_back(self, done: Finished) -> None:
        """Undo right after saving: the session waits for its note again, which is still there."""
        task = self._gateway.send(partial(self._office.finishing.undo, done))
        task.succeeded.connect(partial(self._on_taken_back, done.session))
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

    def _on_saved(self, outcome: Outcome[Saved]) -> None:
        self.finished.emit(outcome.value.done.session)
        self.saved.emit(outcome.value.words, outcome.value.done)

    def _on_taken_back(self, session: str, _outcome: object) -> None:
        self.taken_back.emit(session)

    def _on_done(self, session: str, words: str, _outcome: object) -> None:
        self.finished.emit(session)
        self.said.emit(words)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.refused.emit(error)
