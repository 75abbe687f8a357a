"""The questions of a check-in, one below the other; N, L and Y answer the one in hand and go on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.checkins import ANSWERS, LITTLE, NO, YES, Question
from ccm_desktop.services.checkins import Given
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.widgets.parts import Chip, label, on_keys
from ccm_desktop.ui.widgets.scrolling import bring_into_view
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.widgets.wrapping import Wrapping

_KEYS = {NO: "N", LITTLE: "L", YES: "Y"}


class QuestionRow(QWidget):
    """One question, three answers, and words beside a yes.

    Signals:
        answered: by mouse or key, or taken back.
        typed: other words stand beside it.
    """

    answered = Signal()
    typed = Signal()

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self.question = question
        self.ask_label = label(question.ask, "strong", wrap=True)
        self.do_label = label(f"The plan: {question.do}", "caption", wrap=True)
        self.chips: dict[str, Chip] = {}
        for key, words in ANSWERS.items():
            made = self.chips[key] = Chip(f"{words}  {_KEYS[key]}")
            made.setAccessibleName(f"{question.ask} {words}")
            made.setToolTip(f"{words} ({_KEYS[key]})")
            made.clicked.connect(partial(self._on_clicked, key))
        self.words_edit = QLineEdit()
        self.words_edit.setPlaceholderText("In the patient's words")
        self.words_edit.setAccessibleName(f"Words to: {question.ask}")
        check_spelling(self.words_edit)
        self.words_edit.textChanged.connect(self.typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(3)
        for part in (self.ask_label, self.do_label, Wrapping(*self.chips.values()), self.words_edit):
            column.addWidget(part)
        self.do_label.setVisible(bool(question.do))  # only now: a part that stands nowhere would be a window
        self.show_answer("", "")

    @property
    def answer(self) -> str:
        """A key of `ANSWERS`; empty for none."""
        return next((key for key, chip in self.chips.items() if chip.isChecked()), "")

    def show_answer(self, answer: str, words: str) -> None:
        """As it was given; empty for not answered."""
        for key, chip in self.chips.items():
            chip.setChecked(key == answer)
        self.words_edit.setText(words)
        self._show_words()

    def give(self, answer: str) -> None:
        """That answer and no other; empty takes it back."""
        for key, chip in self.chips.items():
            chip.setChecked(key == answer)
        self._show_words()
        announce(self, f"{self.question.ask} {ANSWERS.get(answer, 'Not answered')}")
        self.answered.emit()

    def take_keyboard(self) -> None:
        """At the answer that was given, else at the first."""
        self.chips[self.answer or NO].setFocus(Qt.FocusReason.OtherFocusReason)
        bring_into_view(self)

    def _on_clicked(self, key: str, checked: bool) -> None:
        self.give(key if checked else "")

    def _show_words(self) -> None:
        self.words_edit.setVisible(self.answer not in ("", NO) or bool(self.words_edit.text()))


class CheckinQuestions(QWidget):
    """All of them, as one field that can be kept and put back.

    Signals:
        typed_changed: another answer, or other words.
        ended: the last one was answered by its key.
    """

    typed_changed = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Questions")
        self.rows: list[QuestionRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        for answer, keys in _KEYS.items():
            on_keys(self, keys, partial(self._on_key, answer))
        on_keys(self, "Backspace", partial(self._on_key, ""))
        on_keys(self, "Down", partial(self._step, 1))
        on_keys(self, "Up", partial(self._step, -1))

    def show_questions(self, questions: Iterable[Question]) -> None:
        """Nothing is answered yet."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for question in questions:
            self._add(question)

    def given(self) -> tuple[Given, ...]:
        """What was asked and answered, in order."""
        return tuple(Given(row.question, row.answer, row.words_edit.text()) for row in self.rows)

    def typed(self) -> str:
        """With the questions, which may leave the plan before it is recorded; empty for nothing."""
        said = [[asdict(one.question), one.answer, one.words] for one in self.given() if one.answer or one.words]
        return json.dumps(said) if said else ""

    def put_back(self, typed: str) -> None:
        """As it was left; a question that left the plan meanwhile was asked all the same."""
        found = {one["key"]: (_question(one), answer, words) for one, answer, words in json.loads(typed or "[]")}
        for row in self.rows:
            _, answer, words = found.pop(row.question.key, (row.question, "", ""))
            row.show_answer(answer, words)
        for question, answer, words in found.values():
            self._add(question).show_answer(answer, words)

    def in_words(self) -> str:
        """How far it is."""
        count = sum(bool(row.answer) for row in self.rows)
        return f"{count} of {len(self.rows)} answered" if count else ""

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """To the first that is not answered."""
        row = next((one for one in self.rows if not one.answer), self.rows[0] if self.rows else None)
        if row is None:
            super().setFocus(reason)
        else:
            row.take_keyboard()

    def _add(self, question: Question) -> QuestionRow:
        made = QuestionRow(question, self)
        made.answered.connect(self.typed_changed)
        made.typed.connect(self.typed_changed)
        self.rows.append(made)
        self._column.addWidget(made)
        made.show()
        return made

    def _place(self) -> int:
        """Of the question that has the keyboard; -1 for none."""
        focus: QWidget | None = self.window().focusWidget()
        return next((n for n, row in enumerate(self.rows) if focus is not None and row.isAncestorOf(focus)), -1)

    def _on_key(self, answer: str) -> None:
        place = self._place()
        if place < 0:
            return
        self.rows[place].give(answer)
        if answer and place + 1 < len(self.rows):
            self._step(1)
        elif answer:
            self.ended.emit()

    def _step(self, rows: int) -> None:
        place = self._place() + rows
        if 0 <= place < len(self.rows):
            self.rows[place].take_keyboard()


def _question(kept: dict[str, str]) -> Question:
    """As a program of before or after this one may have kept it."""
    return Question(kept["key"], kept.get("ask", ""), kept.get("do", ""), kept.get("urgency", ""))
