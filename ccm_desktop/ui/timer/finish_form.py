"""What stands in the finish drawer; it shows a session and decides nothing."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.counts_line import CountsLine
from ccm_desktop.ui.timer.discard_row import DiscardRow
from ccm_desktop.ui.timer.gap_list import GapList
from ccm_desktop.ui.timer.note_box import NoteBox
from ccm_desktop.ui.timer.outcome_picker import OutcomePicker
from ccm_desktop.ui.timer.return_button import ReturnButton
from ccm_desktop.ui.timer.session_facts import SessionFacts
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.fields import DateField
from ccm_desktop.ui.widgets.parts import button, label


class FinishForm(QWidget):
    """Facts, gaps, outcome, note, next contact and the ways out, in the order of Tab."""

    def __init__(self, view_model: TimerViewModel, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Finish timer")
        self.facts, self.counts = SessionFacts(desk.zone), CountsLine(desk)
        self.gaps, self.outcomes = GapList(desk.zone), OutcomePicker()
        self.outcome_caption = label("Outcome", "caption")
        self.note = NoteBox()
        self.note_field = self.note.field
        self.next_field = DateField("Next contact", desk.today)
        self.message_label = label("", "fieldError", wrap=True)
        self.discard_row = DiscardRow()
        self.resume_button = button("Resume timer", "player-play", shortcut="Ctrl+R")
        self.save_button = QPushButton("Save  Ctrl+Enter")
        self.save_button.setProperty("role", "primary")
        self.return_button = ReturnButton(view_model)
        self.later_button = QPushButton("Finish later  Esc")
        self._lay_out()

    def clear(self, due: NoteDue) -> None:
        """As a session is taken up: what was typed of it so far, and nothing of another."""
        self.outcomes.setVisible(due.has_call)
        self.outcome_caption.setVisible(due.has_call)
        self.outcomes.choose(due.outcome)
        self.note_field.setPlainText(due.note)
        self.next_field.clear()
        self.discard_row.field.clear()
        self.say("")

    def show_session(self, due: NoteDue, *, is_own: bool, can_undo: bool) -> None:
        """What is known of it; what was typed stays."""
        self.facts.show_due(due)
        self.gaps.show_gaps(due)
        self.resume_button.setVisible(is_own)
        self.resume_button.setText("Undo stop  Ctrl+R" if can_undo else "Resume timer  Ctrl+R")
        self.resume_button.setAccessibleName("Undo stop" if can_undo else "Resume timer")

    def say(self, text: str) -> None:
        """What is wrong, above the buttons."""
        self.message_label.setText(text)
        self.message_label.setVisible(bool(text))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.later_button)
        column = QVBoxLayout(self)
        for widget in (self.facts, self.gaps, self.outcome_caption, self.outcomes, self.note, self.counts,
                       self.next_field, self.message_label):  # fmt: skip
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(self.return_button)
        column.addWidget(self.resume_button)
        column.addWidget(self.discard_row)
