"""The finish drawer: the clock stands still already; now the outcome, the note, the next contact."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.timer.gaps import GapDecision
from ccm_desktop.services.views import GapLine, NoteDue
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.gap_list import GapList
from ccm_desktop.ui.timer.outcome_picker import OutcomePicker
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.fields import DateField
from ccm_desktop.ui.widgets.parts import button, on_keys

_PHRASES = {
    "voicemail": "Left voicemail with callback number; no health information left.",
    "no_answer": "No answer.",
}
"""Outcomes that leave no more to say."""
_DRAFT_AFTER_MS = 1000


class FinishDrawer(QWidget):
    """Works on one stopped session.

    Signals:
        closed: the drawer is done or was left for later.
        split_asked: session and gap of which part was work.
        move_asked: session and gap that was work for another patient.
    """

    closed = Signal()
    split_asked = Signal(str, object)
    move_asked = Signal(str, object)

    def __init__(self, view_model: TimerViewModel, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view_model = view_model
        self._zone = desk.zone
        self._due: NoteDue | None = None
        self.setAccessibleName("Finish timer")
        self.who_label = QLabel()
        self.who_label.setObjectName("drawerWho")
        self.who_label.setWordWrap(True)
        self.time_label = QLabel()
        self.time_label.setObjectName("drawerTime")
        self.time_label.setWordWrap(True)
        self.recovered_label = QLabel(
            "Recovered after the program ended while the timer ran. It counts once it is approved."
        )
        self.recovered_label.setWordWrap(True)
        self.gaps = GapList(desk.zone)
        self.outcomes = OutcomePicker()
        self.outcome_caption = _caption("Outcome")
        self.note_field = QPlainTextEdit()
        self.note_field.setAccessibleName("Note")
        self.note_field.setTabChangesFocus(True)
        self.note_field.setPlaceholderText("Say what was done; auditors read this.")
        self.next_field = DateField("Next contact", desk.today)
        self.message_label = QLabel()
        self.message_label.setObjectName("fieldError")
        self.message_label.setWordWrap(True)
        self.discard_field = QLineEdit()
        self.discard_field.setPlaceholderText("Reason, when this was not real work")
        self.discard_field.setAccessibleName("Reason to discard")
        self.resume_button = button("Resume timer", "player-play", shortcut="Ctrl+R")
        self.save_button = QPushButton("Save  Ctrl+Enter")
        self.save_button.setProperty("role", "primary")
        self.later_button = QPushButton("Finish later  Esc")
        self.discard_button = QPushButton("Discard")
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(_DRAFT_AFTER_MS)
        self._lay_out()
        self._connect()

    def open(self, due: NoteDue) -> None:
        """Take up a session; the note typed so far is there."""
        self.keep()
        self._due = None
        self.who_label.setText(due.patient_name)
        self._show_time(due)
        self.recovered_label.setVisible(due.recovered)
        self.gaps.show_gaps(due)
        self.outcomes.setVisible(due.has_call)
        self.outcome_caption.setVisible(due.has_call)
        self.outcomes.choose(due.outcome)
        self._offer_resume(due.session_id)
        self.note_field.setPlainText(due.note)
        self.next_field.clear()
        self.discard_field.clear()
        self._say("")
        self._due = due
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """To what is to be said next."""
        is_asked = self._due is not None and self._due.has_call and not self.outcomes.outcome()
        (self.outcomes if is_asked else self.note_field).setFocus()

    def keep(self) -> None:
        """What was typed a moment ago goes into the file now."""
        if self._draft.isActive():
            self._save_draft()

    def leave(self) -> None:
        """Finish later: the text is kept, the session waits."""
        self._save_draft()
        self._due = None
        self.closed.emit()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.later_button)
        discard = QHBoxLayout()
        discard.addWidget(self.discard_field, 1)
        discard.addWidget(self.discard_button)
        column = QVBoxLayout(self)
        for widget in (self.who_label, self.time_label, self.recovered_label, self.gaps,
                       self.outcome_caption, self.outcomes, _caption("Note (required)"), self.note_field,
                       self.next_field, self.message_label):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(self.resume_button)
        column.addLayout(discard)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self._on_save)
        self.later_button.clicked.connect(self.leave)
        self.discard_button.clicked.connect(self._on_discard)
        self.outcomes.chosen.connect(self._on_outcome)
        self.outcomes.typed.connect(self._go_on)
        self.gaps.asked.connect(self._on_gap_asked)
        self.resume_button.clicked.connect(self._resume)
        self._view_model.note_due.connect(self._on_due)
        self.note_field.textChanged.connect(self._draft.start)
        self._draft.timeout.connect(self._save_draft)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on_keys(self, keys, self._on_save)
        on_keys(self, "Esc", self.leave)
        on_keys(self, "Ctrl+R", self._resume)
        self._view_model.refused.connect(self._on_refused)
        self._view_model.gap_decided.connect(self._on_gap_decided)
        self._view_model.finished.connect(self._on_finished)

    def _go_on(self, outcome: str) -> None:
        """A letter chose the outcome: the note is next, or it says all there is to say."""
        (self.save_button if self._quick(outcome) else self.note_field).setFocus()

    def _quick(self, outcome: str) -> bool:
        return self.note_field.toPlainText() == _PHRASES.get(outcome)

    def _offer_resume(self, session: str) -> None:
        undo = self._view_model.view.can_undo_stop == session
        self.resume_button.setText("Undo stop  Ctrl+R" if undo else "Resume timer  Ctrl+R")
        self.resume_button.setAccessibleName("Undo stop" if undo else "Resume timer")

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

    def _on_due(self, due: tuple[NoteDue, ...]) -> None:
        """A gap was answered, or two minutes are over: what was typed stays."""
        now = next((one for one in due if self._due and one.session_id == self._due.session_id), None)
        if now is not None:
            self._due = now
            self._show_time(now)
            self._show_gaps(now)
            self._offer_resume(now.session_id)

    def _show_gaps(self, due: NoteDue) -> None:
        had_keyboard = self.gaps.has_keyboard()
        self.gaps.show_gaps(due)
        if had_keyboard and any(gap.decision == "pending" for gap in due.gaps):
            self.gaps.take_keyboard()
        elif had_keyboard:
            self.take_keyboard()

    def _show_time(self, due: NoteDue) -> None:
        activity = ACTIVITIES.get(due.activity, due.activity)
        started = figures.instant(due.started_at, self._zone)
        self.time_label.setText(f"{figures.minutes(due.seconds)} · {activity} · {started}")

    def _on_outcome(self, outcome: str) -> None:
        if outcome in _PHRASES and self.note_field.toPlainText().strip() in ("", *_PHRASES.values()):
            self.note_field.setPlainText(_PHRASES[outcome])
        self._draft.start()

    def _on_save(self) -> None:
        if self._due is None:
            return
        self._draft.stop()
        if not self.next_field.is_sound():
            self._say("The date of the next contact is not understood. Write it like 11/24 or +2w.")
            return
        self._view_model.finish(
            self._due.session_id, self.note_field.toPlainText(), self.outcomes.outcome(), self.next_field.iso()
        )

    def _on_discard(self) -> None:
        if self._due is not None:
            self._view_model.discard(self._due.session_id, self.discard_field.text())

    def _on_finished(self, _words: str) -> None:
        self._due = None
        self.closed.emit()

    def _on_refused(self, problem: Problem) -> None:
        if self._due is not None:
            self._say(str(problem))
            if problem.code == "gaps_undecided":
                self.gaps.take_keyboard()

    def _on_gap_decided(self) -> None:
        self._say("")

    def _save_draft(self) -> None:
        self._draft.stop()
        if self._due is not None:
            self._view_model.save_draft(self._due.session_id, self.note_field.toPlainText(), self.outcomes.outcome())

    def _say(self, text: str) -> None:
        self.message_label.setText(text)
        self.message_label.setVisible(bool(text))


def _caption(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("caption")
    return label
