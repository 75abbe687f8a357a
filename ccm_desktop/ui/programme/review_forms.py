"""The side forms of chart review: drawing a sample, and the checklist of one chart."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.audit_sample import METHODS
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.chart_review import ANSWERS, FINDING, QUESTIONS, YES, Answer
from ccm_desktop.services.audit_draw import Draw
from ccm_desktop.services.chart_review import Checklist
from ccm_desktop.services.people import Person
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.side_form import SideForm

_MOST = 5_000
_WHAT = "Everybody with something to bill may be drawn. The sample is kept: all reviewers see the same charts."


class DrawForm(SideForm):
    """How many, from which seed, and how.

    Signals:
        asked: a `Draw`.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Draw", parent=parent)
        self.title_label = label("", "groupTitle", wrap=True)
        self.count_edit, self.seed_edit, self.method_box = QLineEdit("10"), QLineEdit(), QComboBox()
        self.count_edit.setValidator(QIntValidator(1, _MOST, self))
        self.seed_edit.setPlaceholderText("A number or a word: it repeats the draw")
        for key, words in METHODS.items():
            self.method_box.addItem(words, key)
        self.lay_out(
            self.title_label, label(_WHAT, "caption", wrap=True),
            Field("How many", self.count_edit, required=True), Field("Seed", self.seed_edit, required=True),
            Field("How to draw", self.method_box),
        )  # fmt: skip

    def open(self, month: Month) -> None:
        """For that month."""
        self.title_label.setText(f"Draw a sample of {month.title}")
        self.message.say("")
        self.count_edit.setFocus()

    def save(self) -> None:
        if not self.count_edit.hasAcceptableInput():
            self.message.say(f"It is not said how many. Type a number from 1 to {_MOST}.")
            self.count_edit.setFocus()
        else:
            draw = Draw(int(self.count_edit.text()), self.seed_edit.text(), self.method_box.currentData())
            self.asked.emit(draw)


class _Question(QWidget):
    """One question: answer, and what it then needs."""

    def __init__(self, key: str, number: int) -> None:
        super().__init__()
        self.key = key
        self.answer_box, self.owner_box, self.note_edit = QComboBox(), QComboBox(), QLineEdit()
        self.answer_box.addItem("—", "")
        for answer, words in ANSWERS.items():
            self.answer_box.addItem(words, answer)
        self.answer_box.setAccessibleName(QUESTIONS[key])
        self.last_label = label("", "caption", wrap=True)
        self.note_field, self.owner_field = Field("What you saw", self.note_edit), Field("Owner", self.owner_box)
        row = QHBoxLayout()
        row.addWidget(label(f"{number}. {QUESTIONS[key]}", wrap=True), 1)
        row.addWidget(self.answer_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(3)
        column.addLayout(row)
        for part in (self.last_label, self.note_field, self.owner_field):
            column.addWidget(part)
        self.answer_box.currentIndexChanged.connect(self._fit)

    def open(self, last: str, people: tuple[Person, ...], owner: str) -> None:
        """Empty, with what was said before."""
        self.answer_box.setCurrentIndex(0)
        self.note_edit.clear()
        self.last_label.setText(last)
        self.last_label.setVisible(bool(last))
        self.owner_box.clear()
        for person in people:
            if person.active:
                self.owner_box.addItem(person.title, person.id)
        self.owner_box.setCurrentIndex(max(0, self.owner_box.findData(owner)))
        self._fit()

    def answer(self) -> Answer | None:
        """None while there is none."""
        said = str(self.answer_box.currentData())
        if not said:
            return None
        note = "" if said == YES else self.note_edit.text()
        return Answer(self.key, said, note, str(self.owner_box.currentData()) if said == FINDING else "")

    def _fit(self) -> None:
        said = self.answer_box.currentData()
        self.note_field.setVisible(said not in ("", YES))
        self.owner_field.setVisible(said == FINDING)


class ChecklistForm(SideForm):
    """All questions of one chart.

    Signals:
        saved: month, patient and `Answer`s; the form stays until told.
        patient_opened: id of the patient.
    """

    saved = Signal(object, str, object)
    patient_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Keep answers", parent=parent)
        self._desk = desk
        self._shown: Checklist | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.questions = {key: _Question(key, number) for number, key in enumerate(QUESTIONS, 1)}
        self.patient_button = button("Open patient", "users")
        self.lay_out(self.title_label, self.patient_button, *self.questions.values())
        self.patient_button.clicked.connect(self._on_patient)

    def open(self, shown: Checklist, people: tuple[Person, ...], owner: str) -> None:
        """Ask about a chart; `owner` is proposed for findings."""
        self._shown = shown
        self.title_label.setText(f"{shown.patient}, {shown.month.title}")
        last = {answer.question: answer for answer in shown.last.answers}
        when = figures.instant_day(shown.last.reviewed_at, self._desk.zone) if shown.last.reviewed_at else ""
        for key, question in self.questions.items():
            said = f"{when}, {shown.last.reviewed_by}: {_words(last[key])}" if key in last else ""
            still = [f"Open finding of {line.owner}: {line.text}" for line in shown.findings if line.question == key]
            question.open("\n".join(filter(None, (said, *still))), people, owner)
        self.message.say("")
        next(iter(self.questions.values())).answer_box.setFocus()

    def save(self) -> None:
        if self._shown is None:
            return
        answers = {key: question.answer() for key, question in self.questions.items()}
        missing = [key for key, answer in answers.items() if answer is None]
        if missing:
            count = "1 question has" if len(missing) == 1 else f"{len(missing)} questions have"
            self.message.say(f"{count} no answer yet.")
            self.questions[missing[0]].answer_box.setFocus()
        else:
            self.saved.emit(self._shown.month, self._shown.patient_id, list(answers.values()))

    def _on_patient(self) -> None:
        if self._shown is not None:
            self.patient_opened.emit(self._shown.patient_id)


def _words(answer: Answer) -> str:
    return ": ".join(filter(None, (ANSWERS.get(answer.answer, answer.answer), answer.note)))
