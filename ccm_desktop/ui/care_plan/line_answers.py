"""What is typed in a review line by line: progress, why a line is over, and the end of the review."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.line_review import CLOSINGS, counted
from ccm_desktop.services.line_reviews import PlanPass, ReviewedLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field, under_label
from ccm_desktop.ui.widgets.parts import button, keys_of, label, on_keys
from ccm_desktop.ui.widgets.wrapping import Wrapping

_NO_WAYS: Mapping[str, str] = {}


class AnswerButtons(Wrapping):
    """What can be said of the line in hand, and the way to the lines beside it."""

    def __init__(self) -> None:
        self.keep_button = button("Keep", "check", role="primary", shortcut="K")
        self.progress_button = button("Progress…", "target", shortcut="P")
        self.change_button = button("Change…", "pencil", shortcut="C")
        self.close_button = button("Close…", "ban", shortcut="X")
        self.back_button = button("Back", "chevron-left", shortcut="B")
        self.next_button = button("Next", "chevron-right", shortcut="N")
        self._answers = (self.keep_button, self.progress_button, self.change_button, self.close_button)
        super().__init__(*self._answers, self.back_button, self.next_button)
        for press in (*self._answers, self.back_button, self.next_button):
            press.setText(f"{press.text()} ({keys_of(press)})")  # there is nothing else to learn here

    def show_for(self, row: int, *, at_end: bool, is_open: bool) -> None:
        """At the end there is nothing to say, and only a way back."""
        for press in self._answers:
            press.setVisible(not at_end)
            press.setEnabled(is_open)
        self.back_button.setEnabled(row > 0)
        self.next_button.setVisible(not at_end)


class AnswerRow(QWidget):
    """One line of words; of a line that is over also how it ended.

    Signals:
        answered: how it ended (empty for progress), and the words.
        given_up: Cancel.
    """

    answered = Signal(str, str)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.how_box, self.words_edit = QComboBox(), QLineEdit()
        self.save_button = button("Save", "check", role="primary", shortcut="Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._how = Field("How it ended", self.how_box)
        self._words = Field("Progress", self.words_edit, required=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._how)
        row.addWidget(self._words, 1)
        row.addWidget(under_label(self.save_button))
        row.addWidget(under_label(self.cancel_button))
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.given_up)
        on_keys(self.words_edit, "Enter", self._save)
        self.hide()

    def ask(self, line: ReviewedLine, *, over: bool) -> None:
        """Progress of a line, or how it ended and why."""
        ways = CLOSINGS[line.kind] if over else _NO_WAYS
        self.how_box.clear()
        for key, words in ways.items():
            self.how_box.addItem(words, key)
        self._how.setVisible(len(ways) > 1)
        only = next(iter(ways.values()), "")
        named = "Progress" if not over else "Why it is over" if len(ways) > 1 else f"{only}: how that came"
        self._words.name_label.setText(f"{named} (required)")
        self.words_edit.setAccessibleName(named)
        self.words_edit.clear()
        self.show()
        (self.how_box if len(ways) > 1 else self.words_edit).setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        self.answered.emit(str(self.how_box.currentData() or ""), self.words_edit.text())


class ReviewEnd(QWidget):
    """Every line was looked at: what was said in figures, when the next review is due.

    Signals:
        finished: the day of the next review, and words of one's own.
    """

    finished = Signal(str, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said_label = label("", "groupTitle", wrap=True)
        self.about_label = label("", "caption", wrap=True)
        self.more_edit = QLineEdit()
        self.more_edit.setPlaceholderText("With whom, for example")
        self.more_edit.setMaxLength(120)
        self.next_field = DateField("Next review", desk.today)
        self.finish_button = button("Finish the review", "check", role="primary", shortcut="Ctrl+Enter")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        for part in (self.said_label, self.about_label, Field("In your own words", self.more_edit), self.next_field):
            column.addWidget(part)
        row = QHBoxLayout()
        row.addWidget(self.finish_button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        self.finish_button.clicked.connect(self._finish)

    def show_pass(self, found: PlanPass) -> None:
        """As far as it is; what was typed here stays."""
        left = len(found.lines) - len(found.answers)
        if not found.lines:
            said = "The plan has no problem, goal, barrier or intervention to review."
        elif left:
            said = "1 line was not looked at yet." if left == 1 else f"{left} lines were not looked at yet."
        else:
            said = f"Every line was looked at: {counted(found.answers)}."
        self.said_label.setText(said)
        self.about_label.setText("The plan then counts as reviewed today; the history says what was said."
                                 if found.is_whole else "")  # fmt: skip
        self.finish_button.setEnabled(found.is_whole)
        if not self.next_field.edit.text().strip():
            self.next_field.set_iso(found.next_on)

    def clear(self) -> None:
        """Another review begins."""
        self.more_edit.clear()
        self.next_field.clear()

    def _finish(self) -> None:
        if not self.next_field.is_sound():
            self.next_field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.finish_button.isEnabled():
            self.finished.emit(self.next_field.iso(), self.more_edit.text())
