"""What is asked of timed work that stands still, or has a hole: gaps, what a crash left, the note."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.office import Office
from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_views import GapLine, NoteDue, TimerView
from ccm_desktop.ui.gateway import Gateway, Task
from ccm_desktop.ui.timer.gap_answers import GapAnswers
from ccm_desktop.ui.timer.note_drafts import Draft, NoteDrafts
from ccm_desktop.ui.timer.session_ends import SessionEnds


class TimerAnswers(QObject):
    """Sends the answers; what comes of them is loaded by `TimerViewModel`.

    Signals:
        refused: a `Problem`, to be shown beside what was pressed.
        gap_decided: a gap was answered.
        recovered: the recovery sheet was answered; the session id, and whether its note is due now.
    """

    refused = Signal(object)
    gap_decided = Signal()
    recovered = Signal(str, bool)

    def __init__(self, office: Office, gateway: Gateway, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._gateway = gateway
        self.ends = SessionEnds(office, gateway, self)
        self.ends.refused.connect(self.refused)
        self._drafts, self._answers = NoteDrafts(office, gateway), GapAnswers(office, gateway)
        self.view = TimerView("idle")
        self.due: tuple[NoteDue, ...] = ()

    def decide_gap(self, session: str, gap: str, decision: GapDecision) -> None:
        """Answer one gap."""
        self._send_answer(self._answers.decide(session, gap, decision))

    def first_gap(self) -> GapLine | None:
        """The oldest gap on show that has no answer yet."""
        return next(iter(self._answers.open(self.view)), None)

    def answer_all_gaps(self, decision: str) -> None:
        """Keep or remove all gaps on show at once."""
        if task := self._answers.decide_all(self.view, decision):
            self._send_answer(task)

    def recover(self, session: str, choice: RecoveryChoice) -> None:
        """Say what the time was that a crash left unseen; the session's note is due then."""
        task = self._gateway.send(partial(self._office.timer.recover, session, choice))
        task.succeeded.connect(partial(self._on_recovered, choice.choice))
        self._send(task)

    def save_draft(self, session: str, note: str, outcome: str | None = None) -> None:
        """Keep what was typed; without an outcome the one on record stays."""
        self._send(self._drafts.save(session, Draft(note, outcome)))
        self.view, self.due = self._drafts.over_view(self.view), self._drafts.over_due(self.due)

    def _on_recovered(self, choice: str, outcome: object) -> None:
        self.recovered.emit(getattr(outcome, "value", ""), choice != "discard")

    def _send_answer(self, task: Task) -> None:
        task.succeeded.connect(self.gap_decided)
        self._send(task)

    def _send(self, task: Task) -> None:
        task.failed.connect(self._on_failed)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self.refused.emit(error)
