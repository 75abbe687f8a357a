"""The questions of an instrument: a list with what was answered, and the answers to the one in hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem, QVBoxLayout

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments.instrument import Question
from ccm_desktop.domain.instruments.scoring import points_of, words_of
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.assessments.draft import Draft
from ccm_desktop.ui.widgets.answer_row import AnswerRow
from ccm_desktop.ui.widgets.keyed_list import KeyedList
from ccm_desktop.ui.widgets.parts import label, on_keys

_KEY = Qt.ItemDataRole.UserRole


class QuestionsPane(QFrame):
    """One key answers and goes on; Enter goes on; Backspace takes an answer back.

    Signals:
        answered: a question and a key of its answers; an empty key takes the answer back.
        ended: Enter on the last question.
    """

    answered = Signal(object, str)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._draft: Draft | None = None
        self._is_typing = False
        self.intro_label = label("", "caption", wrap=True)
        self.list = KeyedList("Questions")
        self.ask_label = label("", "strong", wrap=True)
        self.row = AnswerRow("Leave this question out")
        self.number_edit = QLineEdit()
        self.hint_label, self.error_label = label("", "caption", wrap=True), label("", "fieldError", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.intro_label)
        column.addWidget(self.list, 1)
        for part in (self.ask_label, self.row, self.number_edit, self.error_label, self.hint_label):
            column.addWidget(part)
        self.setFocusProxy(self.list)
        self.list.keyed.connect(self._on_key)
        self.list.currentItemChanged.connect(self._show_current)
        self.row.chosen.connect(self._on_key)
        self.row.skip_pressed.connect(partial(self._on_key, "-"))
        self.number_edit.textEdited.connect(self._on_number)
        self.number_edit.returnPressed.connect(self.go_on)
        on_keys(self.number_edit, "Up", self.list.setFocus)

    def show_draft(self, draft: Draft) -> None:
        """The questions with their answers; the one in hand stays in hand."""
        anew = self._draft is None or not self._draft.is_of(draft)
        self._draft = draft
        instrument = draft.instrument
        if instrument is None:
            return
        self.intro_label.setText(f"“{instrument.intro}”")
        if anew:
            self.list.clear()
            for question in instrument.questions:
                item = QListWidgetItem()
                item.setData(_KEY, question.key)
                self.list.addItem(item)
            left = [n for n, one in enumerate(instrument.questions) if one.key not in draft.answers]
            self.list.setCurrentRow(left[0] if left else 0)
        for row, question in enumerate(instrument.questions):
            self.list.item(row).setText(_line(question, draft))
        self._show_current()

    def go_to(self, question: str) -> None:
        """Take that question in hand."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_KEY) == question:
                self.list.setCurrentRow(row)
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """To the list, or into the field of a number."""
        question = self.current()
        target = self.number_edit if question is not None and question.measure is not None else self.list
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> Question | None:
        """The question in hand."""
        row = self.list.currentRow()
        if row < 0 or self._draft is None or self._draft.instrument is None:
            return None
        return self._draft.instrument.question(str(self.list.item(row).data(_KEY)))

    def go_on(self) -> None:
        """To the next question; from the last one to what follows."""
        if self.list.currentRow() + 1 < self.list.count():
            self.list.setCurrentRow(self.list.currentRow() + 1)
            self.take_keyboard()
        else:
            self.ended.emit()

    def _show_current(self) -> None:
        question = self.current()
        if question is None or self._draft is None:
            return
        given = self._draft.answers.get(question.key, "")
        place, count = self.list.currentRow() + 1, self.list.count()
        self.ask_label.setText(f"{place} of {count}   “{question.ask}”")
        self.row.show_answers(question.options, given)
        self.row.setVisible(bool(question.options))
        self.number_edit.setVisible(question.measure is not None)
        if question.measure is not None:
            unit = f"{question.measure.unit}, {question.measure.least:g} to {question.measure.most:g}"
            self.number_edit.setAccessibleName(f"{question.label} in {question.measure.unit}")
            self.number_edit.setPlaceholderText(unit)
            if not self._is_typing:
                self.number_edit.setText(given)
                self._say_wrong("")
            self.hint_label.setText("Enter goes on.")
            return
        self._say_wrong("")
        keys = f"{question.options[0].key}–{question.options[-1].key}" if question.options else ""
        several = "Several may hold; Enter goes on." if question.several else "The key answers and goes on."
        self.hint_label.setText(f"Keys {keys}: {several} Backspace takes an answer back.")

    def _on_key(self, key: str) -> None:
        question = self.current()
        if question is None:
            return
        if key == "words":
            self.go_on()
        elif key in ("clear", "-"):
            self.answered.emit(question, "")
            if key == "-":
                self.go_on()
        elif question.measure is not None and key.isdigit():
            self.number_edit.setFocus()
            self.number_edit.setText(key)
            self._on_number(key)
        elif any(option.key == key for option in question.options):
            words = words_of(question, key)
            announce(self, f"{question.label}: {words}")
            row = self.list.currentRow()
            self.answered.emit(question, key)
            if not question.several and self.list.currentRow() == row and self.isVisible():
                self.go_on()

    def _on_number(self, text: str) -> None:
        """What is no number yet is no answer yet; it stays in the field, with what is wrong under it."""
        question = self.current()
        if question is None:
            return
        typed, wrong = text.strip(), ""
        try:
            points_of(question, typed)
        except BadInput as problem:
            typed, wrong = "", str(problem) if typed else ""
        self._is_typing = True
        self.answered.emit(question, typed)
        self._is_typing = False
        self._say_wrong(wrong)

    def _say_wrong(self, words: str) -> None:
        self.error_label.setText(words)
        self.error_label.setVisible(bool(words))
        self.number_edit.setAccessibleDescription(words)


def _line(question: Question, draft: Draft) -> str:
    given = draft.answers.get(question.key, "")
    if not given:
        return f"○  {question.label}{'' if question.scored else '  (not scored)'}"
    words = words_of(question, given)
    flagged = question.flag and draft.found is not None and question.flag in draft.found.flags
    return f"{'⚠' if flagged else '✓'}  {question.label}: {words}"
