"""Outcome, note, what comes next, and the end of the call."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_end import CallEnd
from ccm_desktop.domain.phrases import Phrase
from ccm_desktop.services.timer import GapDecision
from ccm_desktop.services.timer_views import GapLine, NoteDue
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.timer.gap_list import GapList
from ccm_desktop.ui.timer.outcome_picker import OutcomePicker
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import Message, button, label
from ccm_desktop.ui.widgets.phrase_edit import PhraseEdit

_HINT = "Say what was done; auditors read this."
_AHEAD = "Note down what to ask. It is kept for this call; no time is counted before you start the clock."
_AT_ONCE = frozenset({"voicemail", "no_answer"})
"""Outcomes after which there is nothing more to say: one key does all of it."""
_BESIDE_FROM = 420
_PREVIEW = 220
"""Characters of what the script adds; the tooltip has all of it."""


class NotePane(QFrame):
    """The right half.

    Signals:
        typed: something was changed.
        attempted: an outcome that ends the call at once.
        finish_asked: end the call; whether the next in the list is wanted.
        gap_answered: a gap and its `GapDecision`.
        gap_moved: a gap that was work for another patient, or of which part was; the answer.
    """

    typed = Signal()
    attempted = Signal(str)
    finish_asked = Signal(bool)
    gap_answered = Signal(object, object)
    gap_moved = Signal(object, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self.outcomes = OutcomePicker(3)
        self.outcomes.setAccessibleName("Outcome of the call")
        self.note_edit = PhraseEdit("Note")
        self.note_edit.setPlaceholderText(_AHEAD)
        self.phrases_label = label("", "caption", wrap=True)
        self.script_label = label("", "caption", wrap=True)
        self.gaps = GapList(desk.zone)
        self.next_field = DateField("Next contact", desk.today)
        self.task_edit = QLineEdit()
        self.task_edit.setPlaceholderText("What is to be done")
        self.task_field = Field("Follow-up task", self.task_edit)
        self.task_due_field = DateField("Task due", desk.today)
        self.edge_check = QCheckBox("Edge case: show it to the lead")
        self.message = Message()
        self.finish_button = button("Finish and save", "player-stop", role="primary", shortcut="Ctrl+Enter")
        self.next_button = button("Finish, next in list", "chevron-right", shortcut="Ctrl+Shift+Enter")
        self._loading = False
        self._lay_out()
        self._connect()

    def show_draft(self, note: str, outcome: str, end: CallEnd) -> None:
        """What was kept."""
        self._loading = True
        if note != self.note_edit.toPlainText():  # else who is typing keeps their place
            self.note_edit.setPlainText(note)
        self.outcomes.choose(outcome)
        self.next_field.set_iso(end.next_contact_on)
        self.task_edit.setText(end.task)
        self.task_due_field.set_iso(end.task_due)
        self.edge_check.setChecked(end.edge_case)
        self._loading = False
        self.message.say("")

    def end(self) -> CallEnd:
        """What stands in the fields below the note."""
        return CallEnd(
            self.next_field.iso(), self.task_edit.text(), self.task_due_field.iso(), self.edge_check.isChecked()
        )

    def show_call(self, call: Call) -> None:
        """What the script adds to the note."""
        words = call.note()
        line = " ".join(words.split())
        shown = line if len(line) <= _PREVIEW else f"{line[:_PREVIEW].rsplit(' ', 1)[0]} …"
        self.script_label.setText(f"The script adds: {shown}" if words else "")
        self.script_label.setToolTip(words)
        self.script_label.setVisible(bool(words))

    def show_gaps(self, due: NoteDue | None) -> None:
        """Time that nobody saw, once the clock stands still."""
        if due is None:
            self.gaps.hide()
        else:
            self.gaps.show_gaps(due)

    def set_phrases(self, phrases: tuple[Phrase, ...]) -> None:
        """What `/key` and a space become."""
        self.note_edit.phrases = phrases
        keys = "  ".join(f"/{key}" for key, _ in phrases[:8])
        self.phrases_label.setText(f"{keys}  and a space become text" if keys else "")

    def enable(self, *, live: bool, queued: bool) -> None:
        """Before the clock runs there is a note and nothing to end; the next in the list can be reached without."""
        self.note_edit.setPlaceholderText(_HINT if live else _AHEAD)
        for part in (self.outcomes, self.next_field, self.task_field, self.task_due_field,
                     self.edge_check, self.finish_button):  # fmt: skip
            part.setEnabled(live)
        self.next_button.setVisible(queued)
        self.next_button.setText("Finish, next in list" if live else "Next in list")
        self.next_button.setAccessibleName(self.next_button.text())

    def is_sound(self) -> bool:
        """Whether the dates are understood; if not, it says so."""
        for field in (self.next_field, self.task_due_field):
            if not field.is_sound():
                self.message.say("A date is not understood. Write it like 11/24 or +2w.")
                field.setFocus()
                return False
        return True

    def _lay_out(self) -> None:
        ends = Folding(_BESIDE_FROM)
        for field, stretch in ((self.next_field, 2), (self.task_field, 3), (self.task_due_field, 2)):
            ends.row.addWidget(field, stretch)
        buttons = Folding(_BESIDE_FROM)
        buttons.row.addWidget(self.finish_button, 1)
        buttons.row.addWidget(self.next_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label("Outcome", "groupTitle"))
        top.addWidget(label("V and N do all of it at once", "caption"))
        top.addStretch(1)
        column.addLayout(top)
        column.addWidget(self.outcomes)
        column.addWidget(label("Note (saved as you type)", "groupTitle"))
        column.addWidget(self.note_edit, 1)
        rest = (self.phrases_label, self.script_label, self.gaps, ends, self.edge_check, self.message, buttons)
        for part in rest:
            column.addWidget(part)

    def _connect(self) -> None:
        self.outcomes.chosen.connect(self._on_outcome)
        self.outcomes.typed.connect(self._on_letter)
        self.note_edit.textChanged.connect(self._on_typed)
        for edit in (self.next_field.edit, self.task_edit, self.task_due_field.edit):
            edit.textChanged.connect(self._on_typed)
        self.edge_check.toggled.connect(self._on_typed)
        self.gaps.asked.connect(self._on_gap)
        self.finish_button.clicked.connect(self._on_finish)
        self.next_button.clicked.connect(self._on_next)

    def _on_typed(self) -> None:
        if not self._loading:
            self.typed.emit()

    def _on_outcome(self, outcome: str) -> None:
        self._on_typed()
        if outcome in _AT_ONCE:
            self.attempted.emit(outcome)

    def _on_letter(self, outcome: str) -> None:
        if outcome not in _AT_ONCE:
            self.note_edit.setFocus()

    def _on_gap(self, gap: GapLine, answer: str) -> None:
        if answer in ("kept", "removed"):
            self.gap_answered.emit(gap, GapDecision(answer))
        else:
            self.gap_moved.emit(gap, answer)

    def _on_finish(self) -> None:
        self.finish_asked.emit(False)

    def _on_next(self) -> None:
        self.finish_asked.emit(True)
