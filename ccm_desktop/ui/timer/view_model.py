"""What the timer bar, the palette and the finish drawer show, and what they ask for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.services.views import NoteDue, PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.gateway import Gateway, Task

_REPAINT_MS = 1000


class TimerViewModel(QObject):
    """Mirrors `services.timer` for every widget that shows it.

    Signals:
        changed: a new `TimerView`.
        ticked: seconds earned so far, once a second while running.
        note_due: sessions that wait for their note, a tuple of `NoteDue`.
        stopped: the session id whose note is due now; the finish drawer opens on it.
        refused: a `Problem`, to be shown beside what was pressed.
        finished: the note is saved or the session discarded; in words, with what was earned and on whom.
    """

    changed = Signal(object)
    ticked = Signal(int)
    note_due = Signal(object)
    stopped = Signal(str)
    refused = Signal(object)
    finished = Signal(str)

    def __init__(self, office: Office, gateway: Gateway, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._gateway = gateway
        self.view = TimerView("idle")
        self.due: tuple[NoteDue, ...] = ()
        self.patients: tuple[PanelLine, ...] = ()
        """The panel as last loaded, for the palette."""
        self._clock = QTimer(self)
        self._clock.setInterval(_REPAINT_MS)
        self._clock.timeout.connect(self._tick)
        gateway.changed.connect(self._on_changed)

    def load(self) -> None:
        """Ask for the state of the timer and the notes that are due."""
        self._gateway.ask(self._office.charts.timer).succeeded.connect(self._on_view)
        self._gateway.ask(self._office.timer.note_due).succeeded.connect(self._on_due)

    def start(
        self, patient: str, activity: str = "call_patient", backdate_seconds: int = 0, *, anyway: bool = False
    ) -> None:
        """Start or switch; `anyway` after the person was asked."""
        self._send(self._gateway.send(
            partial(self._office.timer.start, patient, activity, backdate_seconds, anyway=anyway)
        ))  # fmt: skip

    def pause_or_resume(self) -> None:
        """Pause when running, go on when paused."""
        timer = self._office.timer
        if self.view.state in ("running", "paused"):
            self._send(self._gateway.send(timer.pause if self.view.state == "running" else timer.resume))

    def change_activity(self, activity: str) -> None:
        """Go on under another activity."""
        self._send(self._gateway.send(partial(self._office.timer.change_activity, activity)))

    def stop(self) -> None:
        """Stop the clock at once; the drawer opens when it stands still."""
        if self.view.state in ("running", "paused"):
            task = self._gateway.send(self._office.timer.stop)
            task.succeeded.connect(self._on_stopped)
            self._send(task)

    def save_draft(self, session: str, note: str, outcome: str) -> None:
        """Keep what was typed."""
        self._send(self._gateway.send(partial(self._office.timer.save_draft, session, note, outcome)))

    def finish(self, session: str, note: str, outcome: str, next_contact_on: str) -> None:
        """Write the entries with their note."""
        task = self._gateway.send(
            partial(
                self._office.timer.finish, session, note=note, outcome=outcome,
                next_contact_on=next_contact_on,
            )
        )  # fmt: skip
        task.succeeded.connect(partial(self._on_finished, self._saved_words(session)))
        self._send(task)

    def discard(self, session: str, reason: str) -> None:
        """The session was not work."""
        task = self._gateway.send(partial(self._office.timer.discard, session, reason))
        task.succeeded.connect(partial(self._on_finished, "Discarded with your reason. It counts nothing."))
        self._send(task)

    def _saved_words(self, session: str) -> str:
        due = next((one for one in self.due if one.session_id == session), None)
        return f"Saved {figures.minutes(due.seconds)} on {due.patient_name}." if due else "Saved."

    def _send(self, task: Task) -> None:
        task.failed.connect(self._on_failed)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.refused.emit(error)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.TIMER | Changed.TIME):
            self.load()

    def _on_view(self, view: TimerView) -> None:
        self.view = view
        if view.state == "running":
            self._clock.start()
        else:
            self._clock.stop()
        self.changed.emit(view)

    def _on_due(self, due: tuple[NoteDue, ...]) -> None:
        self.due = due
        self.note_due.emit(due)

    def _on_stopped(self, outcome: object) -> None:
        self.stopped.emit(getattr(outcome, "value", ""))

    def _on_finished(self, words: str, _outcome: object) -> None:
        self.finished.emit(words)

    def _tick(self) -> None:
        # Any thread may ask for the seconds: the screen never waits for the database.
        self.ticked.emit(self.view.closed_seconds + self._office.timer.elapsed_seconds())
