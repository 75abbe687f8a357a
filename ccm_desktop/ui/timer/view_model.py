"""What the timer bar, the palette and the finish drawer show, and what they ask for."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.office import Office
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_views import NoteDue, TimerView
from ccm_desktop.ui.gateway import Gateway, Task
from ccm_desktop.ui.timer.answers import TimerAnswers

_REPAINT_MS = 1000


class Start(NamedTuple):
    """A start that was asked for."""

    patient: str
    activity: str = ""
    """Empty: what was being done on the patient before, or a call."""
    backdate_seconds: int = 0
    session: str = ""
    """The very session, where one that is parked was named."""


class TimerViewModel(TimerAnswers):
    """Mirrors `services.timer` for every widget that shows it.

    Signals:
        changed: a new `TimerView`.
        changing: the clock is about to go to another session or to stand still; a note in hand is kept first.
        ticked: seconds earned so far, once a second while running.
        note_due: sessions that wait for their note, a tuple of `NoteDue`.
        stopped: the session id whose note is due now; the finish drawer opens on it.
        started: a timer runs that did not run before.
        start_refused: what was wanted (`Start`) and the `Problem`, to be shown in the palette.
        said: what else is to be told, in words.
    """

    changed = Signal(object)
    changing = Signal()
    ticked = Signal(int)
    note_due = Signal(object)
    stopped = Signal(str)
    started = Signal()
    start_refused = Signal(object, object)
    said = Signal(str)

    def __init__(self, office: Office, gateway: Gateway, parent: QObject | None = None) -> None:
        super().__init__(office, gateway, parent)
        self.patients: tuple[PanelLine, ...] = ()
        """The panel as last loaded, for the palette."""
        self._attention: tuple[object, ...] = ()
        self._clock = QTimer(self)
        self._clock.setInterval(_REPAINT_MS)
        self._clock.timeout.connect(self._tick)
        gateway.changed.connect(self._on_changed)

    def enrolled(self) -> tuple[PanelLine, ...]:
        """Whom time can be for."""
        return tuple(line for line in self.patients if line.program_status == "enrolled")

    def load(self) -> None:
        """Ask for the state of the timer and the notes that are due."""
        self._attention = self._office.timer.attention()  # before the answer: what comes after it is news
        self._gateway.ask(self._office.charts.timer).succeeded.connect(self._on_view)
        self._gateway.ask(self._office.timer.note_due).succeeded.connect(self._on_due)

    def end(self) -> None:
        """The practice is about to be closed: show no more seconds."""
        self._clock.stop()

    def start(self, patient: str, activity: str = "", backdate_seconds: int = 0, *, anyway: bool = False) -> Task:
        """Start or switch, or go on with what was begun on the patient; `anyway` after the person was asked."""
        return self.begin(Start(patient, activity, backdate_seconds), anyway=anyway)

    def begin(self, wanted: Start, *, anyway: bool = False) -> Task:
        """The same, of a very session."""
        self.changing.emit()
        timer, (patient, activity, back, session) = self._office.timer, wanted
        command = partial(timer.resume_parked, session) if session else partial(timer.start, patient)
        task = self._gateway.send(partial(command, activity, back, anyway=anyway))
        task.succeeded.connect(self._on_started)
        task.failed.connect(partial(self._on_start_refused, wanted))
        return task

    def pause_or_resume(self) -> None:
        """Pause when running, go on when paused."""
        timer, view = self._office.timer, self.view
        if view.state == "running":
            self._send(self._gateway.send(timer.pause))
        elif view.state == "paused":
            task = self._gateway.send(timer.resume)
            task.failed.connect(partial(self._on_start_refused, Start(view.patient_id)))

    def change_activity(self, activity: str) -> None:
        """Go on under another activity."""
        self._send(self._gateway.send(partial(self._office.timer.change_activity, activity)))

    def stop(self) -> None:
        """Stop the clock at once; the drawer opens when it stands still."""
        if self.view.state in ("running", "paused"):
            self.changing.emit()
            task = self._gateway.send(self._office.timer.stop)
            task.succeeded.connect(self._on_stopped)
            self._send(task)

    def undo_stop(self, session: str) -> None:
        """Go on as if it had not been stopped; after two minutes as a new stretch."""
        self.changing.emit()
        self.ends.undo_stop(session)

    def park(self) -> None:
        """Put the session aside, to be taken up again today."""
        if self.view.state in ("running", "paused"):
            self.changing.emit()
            self._send(self._gateway.send(self._office.timer.park))

    def resume_parked(self, session: str = "") -> None:
        """Go on with a parked session, the last one when none is named."""
        named = [line for line in self.view.parked if line.session_id == session or not session]
        if named:
            self.begin(Start(named[0].patient_id, session=named[0].session_id))
        else:  # the services say why
            self._send(self._gateway.send(partial(self._office.timer.resume_parked, session)))

    def stop_parked(self, session: str) -> None:
        """A parked session is over; the drawer opens on it."""
        task = self._gateway.send(partial(self._office.timer.stop, session))
        task.succeeded.connect(self._on_stopped)
        self._send(task)

    def answer_first_gap(self, decision: str) -> None:
        """Keep or remove the oldest gap that waits, or say that one is still there (Alt+K)."""
        if gap := self.first_gap():
            self.decide_gap(self.view.session_id, gap.gap_id, GapDecision(decision))
        elif self.view.gaps:
            return  # each has its answer, on its way
        elif self.view.question and decision == "kept":
            self._office.timer.still_here()
            self.load()

    def resume_recovered(self, session: str) -> None:
        """Count on after a crash; the time that nobody saw stays outside."""
        task = self._gateway.send(partial(self._office.timer.recover, session, RecoveryChoice("stop")))
        task.succeeded.connect(partial(self._on_going_on, session))
        self._send(task)

    def save_again(self) -> None:
        """Ask the disk at once whether it takes the running time."""
        self._send(self._gateway.send(self._office.timer.save_again))

    def _on_started(self, outcome: object) -> None:
        self.started.emit()
        if getattr(outcome, "changed", None) is Changed.NOTHING:
            self.said.emit("The timer already runs on this patient.")

    def _on_start_refused(self, wanted: Start, error: object) -> None:
        if isinstance(error, Problem):
            self.start_refused.emit(wanted, error)

    def _on_going_on(self, session: str, _outcome: object) -> None:
        self.undo_stop(session)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.TIMER | Changed.TIME):
            self.load()

    def _on_view(self, view: TimerView) -> None:
        self.view = view = self._drafts.over_view(view)
        if view.state == "running":
            self._clock.start()
        else:
            self._clock.stop()
        self.changed.emit(view)

    def _on_due(self, due: tuple[NoteDue, ...]) -> None:
        self.due = self._drafts.over_due(due)
        self.note_due.emit(self.due)

    def _on_stopped(self, outcome: object) -> None:
        self.stopped.emit(getattr(outcome, "value", ""))

    def _tick(self) -> None:
        # Any thread may ask for the seconds: the screen never waits for the database.
        self.ticked.emit(self.view.closed_seconds + self._office.timer.elapsed_seconds())
        if self._office.timer.attention() != self._attention:
            self.load()
