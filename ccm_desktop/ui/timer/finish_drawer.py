"""The finish drawer: the clock stands still already; now the outcome, the note, the next contact."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.timer_views import GapLine, NoteDue
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.finish_form import FinishForm
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import on_keys

_PHRASES = {
    "voicemail": "Left voicemail with callback number; no health information left.",
    "no_answer": "No answer.",
}
"""Outcomes that leave no more to say."""
_DRAFT_AFTER_MS = 1000


class FinishDrawer(FinishForm):
    """Works on one stopped session.

    Signals:
        closed: the drawer is done or was left for later.
        left: what was left for later, a `NoteDue`.
        split_asked: session and gap of which part was work.
        move_asked: session and gap that was work for another patient.
    """

    closed = Signal()
    left = Signal(object)
    split_asked = Signal(str, object)
    move_asked = Signal(str, object)

    def __init__(self, view_model: TimerViewModel, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(view_model, desk, parent)
        self._view_model = view_model
        self._sending = ""
        """The session whose note is on its way into the file."""
        self._return_to = ""
        """The parked session to go on with once that one is saved."""
        self._due: NoteDue | None = None
        self._draft = _draft_clock(self)
        self._connect()

    def open(self, due: NoteDue) -> None:
        """Take up a session; the note typed so far is there."""
        self.keep()
        self._due = None
        self._show_session(due)
        self.clear(due)
        self._due = due
        self._ask_whether_it_counts()
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """To what is to be said next: a gap without its answer, the outcome, the note."""
        due = self._due
        if due is not None and any(gap.decision == "pending" for gap in due.gaps):
            self.gaps.take_keyboard()
        else:
            is_asked = due is not None and due.has_call and not self.outcomes.outcome()
            (self.outcomes if is_asked else self.note_field).setFocus()

    def keep(self) -> None:
        """What was typed a moment ago goes into the file now."""
        if self._draft.isActive():
            self._save_draft()

    def leave(self) -> None:
        """Finish later: the text is kept, the session waits."""
        self._save_draft()
        due, self._due = self._due, None
        self.closed.emit()
        if due is not None:
            self.left.emit(due)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self._save)
        self.later_button.clicked.connect(self.leave)
        self.discard_row.asked.connect(self._on_discard)
        self.outcomes.chosen.connect(self._on_outcome)
        self.outcomes.typed.connect(self._go_on)
        self.gaps.asked.connect(self._on_gap_asked)
        self.resume_button.clicked.connect(self._resume)
        self._view_model.note_due.connect(self.show_again)
        self.return_button.clicked.connect(self._save_and_return)
        self.note_field.textChanged.connect(self._draft.start)
        self._draft.timeout.connect(self._save_draft)
        on_keys(self, "Ctrl+Enter", self._save)
        on_keys(self, "Esc", self.leave)
        on_keys(self, "Ctrl+R", self._resume)
        self._view_model.refused.connect(self._on_refused)
        self._view_model.gap_decided.connect(partial(self.say, ""))
        self._view_model.ends.finished.connect(self._on_finished)

    def _go_on(self, outcome: str) -> None:
        """A letter chose the outcome: the note is next, or it says all there is to say."""
        quick = self.note_field.toPlainText() == _PHRASES.get(outcome)
        (self.save_button if quick else self.note_field).setFocus()

    def _show_session(self, due: NoteDue) -> None:
        is_own = any(one.session_id == due.session_id for one in self._view_model.due)
        self.show_session(due, is_own=is_own, can_undo=self._view_model.view.can_undo_stop == due.session_id)

    def _resume(self) -> None:
        if self._due is not None:
            self._save_draft()
            self._view_model.undo_stop(self._due.session_id)

    def _on_gap_asked(self, gap: GapLine, answer: str) -> None:
        if self._due is None:
            return
        if answer in ("kept", "removed"):
            self._view_model.decide_gap(self._due.session_id, gap.gap_id, GapDecision(answer))
        else:
            self._save_draft()
            asked = self.split_asked if answer == "split" else self.move_asked
            asked.emit(self._due.session_id, gap)

    def show_again(self, due: tuple[NoteDue, ...]) -> None:
        """A gap was answered, or two minutes are over: what was typed stays."""
        now = next((one for one in due if self._due and one.session_id == self._due.session_id), None)
        if now is not None:
            self._due = now
            had_keyboard = self.gaps.has_keyboard()
            self._show_session(now)
            self._ask_whether_it_counts()
            if had_keyboard:
                self.take_keyboard()

    def _ask_whether_it_counts(self) -> None:
        if self._due is not None:
            self.counts.ask(self._due.session_id, self.outcomes.outcome())

    def _on_outcome(self, outcome: str) -> None:
        if outcome in _PHRASES and self.note_field.toPlainText().strip() in ("", *_PHRASES.values()):
            self.note_field.setPlainText(_PHRASES[outcome])
        self._ask_whether_it_counts()
        self._draft.start()

    def _save_and_return(self) -> None:
        self._send_note(self.return_button.session)

    def _save(self) -> None:
        self._send_note("")

    def _send_note(self, return_to: str) -> None:
        """Once; `return_to` the parked session that goes on when this one is saved."""
        if self._due is None or self._sending == self._due.session_id:
            return
        self._draft.stop()
        if not self.next_field.is_sound():
            self.say("The date of the next contact is not understood. Write it like 11/24 or +2w.")
            self.next_field.setFocus()
            return
        self._sending, self._return_to = self._due.session_id, return_to
        self._view_model.ends.save(
            self._due, self.note_field.toPlainText(), self.outcomes.outcome(), self.next_field.iso()
        ).failed.connect(self._on_not_saved)

    def _on_discard(self, reason: str) -> None:
        if self._due is not None:
            self._view_model.ends.discard(self._due.session_id, reason)

    def _on_finished(self, session: str) -> None:
        """Only its own session closes it; another may have come to its end from a toast or a page."""
        if self._due is not None and self._due.session_id == session:
            self.keep()  # the stop was undone while somebody typed
            self._due = None
            self.closed.emit()
        if session == self._sending:
            self._sending = ""
            if self._return_to:
                self._view_model.resume_parked(self._return_to)

    def _on_not_saved(self, _error: object) -> None:
        self._sending = ""  # refused, or a bug: it can be sent again

    def _on_refused(self, problem: Problem) -> None:
        if self._due is not None:
            self.say(str(problem))
            if problem.code == "gaps_undecided":
                self.gaps.take_keyboard()
            if problem.code == "note_missing":  # what is typed next is the note, not the field in hand
                self.note_field.setFocus()

    def _save_draft(self) -> None:
        self._draft.stop()
        if self._due is not None:
            self._view_model.save_draft(self._due.session_id, self.note_field.toPlainText(), self.outcomes.outcome())


def _draft_clock(drawer: QWidget) -> QTimer:
    """Runs out when nobody has typed for a while."""
    clock = QTimer(drawer)
    clock.setSingleShot(True)
    clock.setInterval(_DRAFT_AFTER_MS)
    return clock
