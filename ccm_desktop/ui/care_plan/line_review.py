"""The plan reviewed line by line, in the place of the plan: one key says what becomes of each (product.md E4.4)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.line_reviews import PlanPass, ReviewedLine
from ccm_desktop.ui.care_plan.line_answers import AnswerButtons, AnswerRow, ReviewEnd
from ccm_desktop.ui.care_plan.line_card import LineCard
from ccm_desktop.ui.care_plan.reviewed_lines import ReviewedLines
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, on_keys

_COMPACT_BELOW, _BASE_PX = 760, 13


class LineReview(QWidget):
    """A list of the lines, the one in hand beside it, and the answers below. It goes on at once; what is refused
    comes back.

    Signals:
        kept: the `ReviewedLine`.
        noted: the line, and one line of words.
        closed: the line, how it ended, and why.
        change_asked: the line.
        finished: the review as it was opened, the day of the next, and words of one's own.
        left: to the plan; what was said is kept.
    """

    kept = Signal(object)
    noted = Signal(object, str)
    closed = Signal(object, str, str)
    change_asked = Signal(object)
    finished = Signal(object, str, str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may = not desk.refusal(Verb.CARE)
        self.header, self.message = PageHeader("Review line by line"), Message()
        self.list, self.card, self.answer, self.end = ReviewedLines(), LineCard(desk), AnswerRow(), ReviewEnd(desk)
        self.buttons = AnswerButtons()
        self.leave_button = button("Leave", shortcut="Esc")
        self.leave_button.setToolTip("Back to the plan: what was said is kept, and the review is gone on with (Esc)")
        self._lay_out()
        self._connect()

    def show_pass(self, found: PlanPass) -> None:
        """The lines as they are now; the one in hand stays in hand, at first the first without an answer."""
        if self.list.found is None or self.list.found.patient_id != found.patient_id:
            self.end.clear()
            self.message.say("")
        self.end.show_pass(found)
        if self.list.show_pass(found):
            self._close_answer()
        self._show_line()

    def leave(self) -> None:
        """Another chart comes, or the review is over."""
        self.list.leave()
        self._close_answer()

    def refuse(self, line: str, problem: object) -> None:
        """What was said of the line was not kept: back to it."""
        self.list.mark_sent(line, is_sent=False)
        self.go_to(line)
        self.message.show_problem(problem)

    def go_to(self, entity: str) -> None:
        """That line in hand; the end for none."""
        self.list.setCurrentRow(self.list.row_of(entity))
        self._show_line()
        self.take_keyboard()

    def go_on(self) -> None:
        """To the next line without an answer, or to the end."""
        self.list.go_on()
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """To where the keys of the review are heard."""
        first: QWidget = self.list
        if not self.list.isVisibleTo(self):
            first = self.buttons.keep_button if self.list.is_open() else self.buttons.back_button
        if self.list.line() is None and self.end.finish_button.isEnabled():
            first = self.end.finish_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.header.add(self.leave_button)
        right = QVBoxLayout()
        for part in (self.card, self.end):
            right.addWidget(part, 1)
        for under in (self.answer, self.message, self.buttons):
            right.addWidget(under)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list, 2)
        row.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        to = self.buttons
        for keys, press, slot in (
            ("K", to.keep_button, self._keep), ("P", to.progress_button, self._progress),
            ("C", to.change_button, self._change), ("X", to.close_button, self._close),
            ("B", to.back_button, self._back), ("N", to.next_button, self._next),
            ("Esc", self.leave_button, self._leave),
        ):  # fmt: skip
            press.clicked.connect(slot)
            on_keys(self, keys, partial(self._on_key, press))
        on_keys(self, "Ctrl+Enter", self.end.finish_button.click)
        self.answer.answered.connect(self._on_answered)
        self.answer.given_up.connect(self._give_up)
        self.end.finished.connect(self._on_finished)

    def _on_key(self, press: QPushButton) -> None:
        """A letter is no answer while one is typed."""
        if press.isEnabled() and (press is self.leave_button or not self.answer.isVisibleTo(self)):
            press.click()

    def _keep(self) -> None:
        line = self.list.line()
        if line is not None:
            self._send(line)
            self.kept.emit(line)

    def _progress(self) -> None:
        self._ask(over=False)

    def _close(self) -> None:
        self._ask(over=True)

    def _change(self) -> None:
        line = self.list.line()
        if line is not None:
            self.change_asked.emit(line)

    def _back(self) -> None:
        self.list.step(-1)
        self.take_keyboard()

    def _next(self) -> None:
        self.list.step(1)
        self.take_keyboard()

    def _leave(self) -> None:
        if self.answer.isVisibleTo(self):
            self._give_up()
        else:
            self.left.emit()

    def _ask(self, *, over: bool) -> None:
        line = self.list.line()
        if line is not None:
            self.message.say("")
            self.buttons.hide()
            self.answer.ask(line, over=over)

    def _on_answered(self, how: str, words: str) -> None:
        line = self.list.line()
        if line is None:
            return
        if not words.strip():
            self.message.say("Nothing is typed yet. Say it in one line.")
            self.answer.words_edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._send(line)
        if how:
            self.closed.emit(line, how, words)
        else:
            self.noted.emit(line, words)

    def _send(self, line: ReviewedLine) -> None:
        """The next key is heard by the next line."""
        self.list.mark_sent(line.entity, is_sent=True)
        self._close_answer()
        self.go_on()

    def _close_answer(self) -> None:
        self.answer.hide()
        self.buttons.show()

    def _on_finished(self, next_on: str, more: str) -> None:
        if self.list.found is not None:
            self.finished.emit(self.list.found.review, next_on, more)

    def _give_up(self) -> None:
        self._close_answer()
        self.take_keyboard()

    def _on_row(self) -> None:
        self.message.say("")
        self._close_answer()
        self._show_line()

    def _show_line(self) -> None:
        line, found = self.list.line(), self.list.found
        if found is None:
            return
        number = f"{self.list.currentRow() + 1} of {len(found.lines)}" if line is not None else "End"
        self.header.counts_label.setText(f"{number} · {len(found.answers)} answered")
        self.card.setVisible(line is not None)
        self.end.setVisible(line is None)
        if line is not None:
            self.card.show_line(line)
        is_open = self._may and self.list.is_open()
        self.buttons.show_for(self.list.currentRow(), at_end=line is None, is_open=is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.list.setVisible(self.width() >= _COMPACT_BELOW * self.fontInfo().pixelSize() / _BASE_PX)
