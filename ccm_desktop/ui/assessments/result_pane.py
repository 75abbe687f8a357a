"""What the answers come to, what follows, and who was asked when; for assessments without questions, all of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout

from ccm_desktop.domain.escalation import LEVELS, TARGETS
from ccm_desktop.domain.instruments.instrument import ENTERED_BY_HAND, WHO_ANSWERED, Follow, Instrument
from ccm_desktop.domain.instruments.scoring import Score, in_figures
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.assessments.draft import BY_HAND, Draft
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.spelled import check_spelling
from ccm_desktop.ui.widgets.wrapped_box import WrappedBox

_FINDING_LINES = 4


class ResultPane(QFrame):
    """Score, follow-up, fields.

    Signals:
        typed: something here changed.
        follow_changed: one that is offered, and whether it is wanted.
    """

    typed = Signal()
    follow_changed = Signal(object, bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("card")
        self._follow: tuple[Follow, ...] = ()
        self._said = ""
        self.boxes: list[WrappedBox] = []
        self.score_label, self.band_label = label("", "groupTitle", wrap=True), label("", wrap=True)
        self.follow_label = label("Done with the result, unless you untick it:", "caption", wrap=True)
        self.name_box, self.score_edit = QComboBox(), QLineEdit()
        self.name_box.setEditable(True)
        self.score_edit.setPlaceholderText("24 or 24/30")
        self.name_field = Field("Instrument", self.name_box, required=True)
        self.score_field = Field("Score", self.score_edit, required=True)
        self.finding_edit, self.task_edit = QPlainTextEdit(), QLineEdit()
        self.finding_edit.setTabChangesFocus(True)
        check_spelling(self.finding_edit)
        self.finding_edit.setMinimumHeight(_FINDING_LINES * self.fontMetrics().lineSpacing())
        self.task_edit.setPlaceholderText("Due the next workday")
        self.day_field = DateField("Assessed on", desk.today, required=True, past=True)
        self.language_edit, self.who_box, self.why_edit = QLineEdit(), QComboBox(), QLineEdit()
        for key, words in WHO_ANSWERED.items():
            self.who_box.addItem(words, key)
        self.finding_field = Field("Finding in your own words", self.finding_edit)
        self.why_field = Field("Why it is corrected", self.why_edit, required=True)
        self._lay_out()
        for edit in (self.score_edit, self.task_edit, self.language_edit, self.why_edit, self.day_field.edit):
            edit.textEdited.connect(self.typed)
        self.name_box.editTextChanged.connect(self.typed)
        self.finding_edit.textChanged.connect(self.typed)
        self.who_box.activated.connect(self.typed)

    def _lay_out(self) -> None:
        self._offers = QVBoxLayout()
        self._offers.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        for part in (self.score_label, self.band_label, self.follow_label):
            column.addWidget(part)
        column.addLayout(self._offers)
        for field in (self.why_field, self.name_field, self.score_field):
            column.addWidget(field)
        column.addWidget(self.finding_field, 1)
        column.addWidget(Field("Another task", self.task_edit))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        below = (self.day_field, Field("Answered by", self.who_box), Field("Language", self.language_edit))
        for place, one in enumerate(below):
            grid.addWidget(one, 0, place)
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)

    def open(self, draft: Draft) -> None:
        """Fill the fields anew."""
        self.blockSignals(True)
        by_hand = draft.choice.kind == BY_HAND
        for part in (self.name_field, self.score_field):
            part.setVisible(by_hand)
        self.why_field.setVisible(draft.opened is not None)
        self.name_box.clear()
        self.name_box.addItems(ENTERED_BY_HAND[draft.choice.area])
        self.name_box.setEnabled(draft.opened is None)
        self.name_box.setEditText(draft.title)
        self.score_edit.setText(draft.score)
        self.finding_edit.setPlainText(draft.finding)
        self.task_edit.setText(draft.task)
        self.day_field.edit.setText(draft.day)
        self.language_edit.setText(draft.language)
        self.who_box.setCurrentIndex(max(0, self.who_box.findData(draft.answered_by)))
        self.why_edit.setText(draft.why)
        self._said = ""
        self.blockSignals(False)
        self.show_draft(draft)

    def read(self, draft: Draft) -> Draft:
        """`draft` with what stands in the fields."""
        return replace(
            draft, title=self.name_box.currentText(), score=self.score_edit.text(),
            finding=self.finding_edit.toPlainText(), task=self.task_edit.text(), day=self.day_field.typed(),
            language=self.language_edit.text(), answered_by=str(self.who_box.currentData()), why=self.why_edit.text(),
        )  # fmt: skip

    def show_draft(self, draft: Draft) -> None:
        """The score so far, and what it offers."""
        found = draft.found
        for part in (self.score_label, self.band_label):
            part.setVisible(found is not None)
        follow = found.follow if found else ()
        self._show_follow(follow, draft.left_out)
        if found is None or draft.instrument is None:
            return
        self.score_label.setText(_score_words(found, draft.instrument))
        self.band_label.setText(_band_words(found))
        if found.words != self._said:
            self._said = found.words
            if found.words:
                announce(self, f"{self.score_label.text()}. {found.words}")

    def first(self) -> None:
        """The keyboard to the first field."""
        if self.why_field.isVisibleTo(self):
            self.why_edit.setFocus()
        elif self.name_field.isVisibleTo(self):
            self.name_box.setFocus()
        else:
            self.finding_edit.setFocus()

    def _show_follow(self, follow: tuple[Follow, ...], left_out: frozenset[Follow]) -> None:
        self.follow_label.setVisible(bool(follow))
        if follow == self._follow:
            return
        self._follow = follow
        for old in self.boxes:
            old.hide()
            old.deleteLater()
        self.boxes = []
        for one in follow:
            box = WrappedBox(_follow_words(one))
            box.box.setChecked(one not in left_out)
            box.box.toggled.connect(partial(self.follow_changed.emit, one))
            self._offers.addWidget(box)
            self.boxes.append(box)


def _score_words(found: Score, instrument: Instrument) -> str:
    answered = f"{found.answered} of {found.of} answered"
    if found.value is None:
        return answered if instrument.counts_needs else f"So far {in_figures(found.so_far)} · {answered}"
    if any(one.measure for one in instrument.questions):
        return f"Score {in_figures(found.value)}"
    return f"Score {in_figures(found.value)} of {instrument.span[1]:g}"


def _band_words(found: Score) -> str:
    if found.value is not None:
        return found.words
    left = len(found.missing)
    return f"{left} {'answer' if left == 1 else 'answers'} to a score." if found.answered else "No answer yet."


def _follow_words(one: Follow) -> str:
    if one.kind == "escalation":
        return f"Escalate to the {TARGETS[one.target].lower()}, {LEVELS[one.level].lower()}: {one.words}"
    when = "the next workday" if one.days == 1 else f"in {one.days} workdays"
    return f"Task for {when}: {one.words}"
