"""Takes an assessment in the place of the plan: what to assess, then questions and result side by side."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.instruments.instrument import AREAS, Follow, Question
from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentSheet
from ccm_desktop.services.assessments import Dealt
from ccm_desktop.ui import figures
from ccm_desktop.ui.assessments.chooser import Chooser
from ccm_desktop.ui.assessments.draft import Choice, Draft, opened_for
from ccm_desktop.ui.assessments.kept import begun, place, taken_up
from ccm_desktop.ui.assessments.questions import QuestionsPane
from ccm_desktop.ui.assessments.result_pane import ResultPane
from ccm_desktop.ui.call.red_flag import RedFlagPane
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.one_of import OneOf
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys

_BESIDE_FROM = 760
_OPEN_DANGER = "An answer is a sign of danger, and nothing of it is on record yet."


class FillPage(QWidget):
    """Head, questions or the safety protocol, and the result beside them; no logic."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.title_label, self.source_label = label("", "groupTitle", wrap=True), ElidedLabel("", "caption")
        self.save_button = button("Record", "check", role="primary", shortcut="Ctrl+Enter")
        self.back_button, self.drop_button = button("Back", shortcut="Esc"), button("Discard", "trash")
        self.message = Message()
        self.questions, self.result, self.danger = QuestionsPane(), ResultPane(desk), RedFlagPane()
        self.asking = OneOf(self.questions, self.danger)
        halves = Folding(_BESIDE_FROM)
        halves.row.addWidget(self.asking, 3)
        halves.row.addWidget(self.result, 2)
        top, heads = QHBoxLayout(), QVBoxLayout()
        heads.setSpacing(0)
        heads.addWidget(self.title_label)
        heads.addWidget(self.source_label)
        top.addLayout(heads, 1)
        top.addWidget(self.save_button)
        top.addWidget(self.back_button)
        top.addWidget(self.drop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.message)
        column.addWidget(halves, 1)

    def show_head(self, draft: Draft) -> None:
        """What is assessed, and the questions where there are any."""
        correcting = "Correct: " if draft.opened else ""
        self.title_label.setText(f"{correcting}{AREAS[draft.choice.area]}: {draft.choice.title}")
        source = f"Version {draft.instrument.version}. {draft.instrument.source}" if draft.instrument else ""
        self.source_label.setText(source)
        self.source_label.setVisible(bool(source))
        self.asking.setVisible(draft.instrument is not None)
        self.asking.show_one(self.questions)


class AssessmentForm(QWidget):
    """Chooses and fills; Esc takes back, and what was answered waits.

    Signals:
        saved: a `NewAssessment`, the `AssessmentLine` that it corrects or None, and why.
        changed: another assessment is in hand, or something else stands in it.
        closed: back to the list.
    """

    saved = Signal(object, object, str)
    changed = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, drafts: FormDrafts) -> None:
        super().__init__()
        self._desk, self._drafts = desk, drafts
        self._sheet: AssessmentSheet | None = None
        self.is_sent = False  # and not answered yet: it stands as it was sent
        self.draft: Draft | None = None
        self.begun: Draft | None = None  # as what is in hand was opened, before anything was typed
        self.chooser = Chooser()
        self.fill = FillPage(desk)
        self.pages = OneOf(self.chooser, self.fill)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.pages)
        self._connect()

    def open(self, sheet: AssessmentSheet) -> None:
        """Choose what to assess."""
        self._sheet, self.draft = sheet, None
        waiting = {one.place for one in self._drafts.all_of(sheet.patient_id)}
        self.chooser.show_choices(sheet, waiting)
        self.pages.show_one(self.chooser)
        self.chooser.setFocus()

    def correct(self, sheet: AssessmentSheet, line: AssessmentLine) -> bool:
        """Open an assessment for a correction; False when its questions are not asked any more."""
        draft = opened_for(line, sheet)
        if draft is not None:
            self.begin(sheet, draft)
        return draft is not None

    def begin(self, sheet: AssessmentSheet, new: Draft) -> None:
        """That one, with what was answered before."""
        self._sheet = sheet
        self._fill(new)

    def leave(self) -> None:
        """Another patient comes, or the list; what was answered waits. Or it is on record."""
        self._sheet, self.draft, self.is_sent = None, None, False
        self.changed.emit()

    def take_back(self) -> None:
        """Esc: the draft waits."""
        if self.may_go():
            self.leave()
            self.closed.emit()

    def may_go(self) -> bool:
        """A sign of danger may not be left lying."""
        is_open = self.draft is not None and self.draft.has_danger()
        if is_open:
            self._say_danger(f"{_OPEN_DANGER} Record the assessment, or correct the answer.")
        return not is_open

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._on_chosen)
        self.chooser.closed.connect(self.closed)
        self.fill.questions.answered.connect(self._on_answer)
        self.fill.questions.ended.connect(self.fill.result.first)
        self.fill.result.typed.connect(self._on_typed)
        self.fill.result.follow_changed.connect(self._on_follow)
        self.fill.danger.dealt_with.connect(self._on_dealt)
        self.fill.message.acted.connect(self._open_danger)
        self.fill.save_button.clicked.connect(self.save)
        self.fill.back_button.clicked.connect(self.take_back)
        on_keys(self.fill, "Ctrl+Enter", self._on_enter)
        on_keys(self.fill, "Esc", self._on_escape)

    def _on_chosen(self, choice: Choice) -> None:
        if self._sheet is not None:
            self._fill(begun(choice, self._sheet))

    def _fill(self, new: Draft) -> None:
        """As it was left; a sign of danger of which nothing is said yet comes first."""
        patient = self._sheet.patient_id if self._sheet else ""
        kept = self._drafts.of(patient, place(new))
        self.begun = replace(new, day=figures.day(new.day or self._desk.today().isoformat()))
        self.draft = draft = taken_up(kept, self.begun) if kept else self.begun
        since = figures.since(kept.at, self._desk.zone, self._desk.today()) if kept else ""
        self.fill.message.say(f"Not recorded yet, from {since}." if kept else "", "info")
        self.fill.drop_button.setVisible(kept is not None)
        self.fill.show_head(draft)
        self.pages.show_one(self.fill)
        self.fill.result.open(draft)
        self.fill.questions.show_draft(draft)
        if draft.instrument is None:
            self.fill.result.first()
        elif draft.flags:
            self._open_danger()
        else:
            self.fill.questions.take_keyboard()
        self.changed.emit()

    def _on_answer(self, question: Question, key: str) -> None:
        if self.draft is None:
            return
        self.fill.message.say("")
        self._take(self.draft.answer(question, key))
        self._show()
        if question.flag in self.draft.flags:
            self._open_danger()

    def _show(self) -> None:
        if self.draft is not None:
            self.fill.questions.show_draft(self.draft)
            self.fill.result.show_draft(self.draft)

    def _on_follow(self, follow: Follow, wanted: bool) -> None:
        if self.draft is not None:
            left = self.draft.left_out - {follow} if wanted else self.draft.left_out | {follow}
            self._take(replace(self.draft, left_out=left))

    def _on_typed(self) -> None:
        if self.draft is not None:
            self._take(self.fill.result.read(self.draft))

    def _take(self, draft: Draft) -> None:
        """It stands so from here on, and is kept; what was sent stands as it was sent."""
        if self.is_sent and self.draft is not None:
            self.fill.result.open(self.draft)
            return
        self.draft = draft
        self.fill.drop_button.setVisible(draft.is_begun)
        self.changed.emit()

    def _open_danger(self) -> None:
        """The safety protocol takes the place of the questions until it is said how the danger was dealt with."""
        waiting = self.draft.flags if self.draft else ()
        protocols = self._sheet.protocols if self._sheet else ()
        found = next((one for one in protocols if one.key in waiting), None)
        if found is not None:
            self.fill.message.say("")
            self.fill.danger.close_protocol()
            self.fill.danger.open(found)
            self.fill.asking.show_one(self.fill.danger)
            self.fill.danger.setFocus()

    def _on_dealt(self, protocol: str, outcome: str, note: str) -> None:
        if self.draft is None:
            return
        self._take(replace(self.draft, dealt=(*self.draft.dealt, Dealt(protocol, outcome, note))))
        self.fill.danger.close_protocol()
        self.fill.asking.show_one(self.fill.questions)
        self._show()
        if self.draft.flags:
            self._open_danger()
        else:
            self.fill.message.say("How it was dealt with is recorded together with the assessment.", "info")
            self.fill.questions.go_on()

    def _say_danger(self, words: str) -> None:
        waiting = bool(self.draft is not None and self.draft.flags)
        self.fill.message.say(words, "error", action="Open the protocol" if waiting else "")

    def _on_enter(self) -> None:
        if self.fill.asking.shown() is self.fill.danger and self.fill.asking.isVisibleTo(self):
            self.fill.danger.record()
        else:
            self.fill.save_button.click()

    def _on_escape(self) -> None:
        """Out of the protocol only back to its question: the answer may have been a slip of the finger."""
        protocol = self.fill.danger.protocol
        if self.fill.asking.shown() is self.fill.danger and self.draft is not None and protocol is not None:
            key = self.draft.asked_by(protocol.key)
            self.fill.danger.close_protocol()
            self.fill.asking.show_one(self.fill.questions)
            self._say_danger(f"{_OPEN_DANGER} Say how it was dealt with, or correct the answer.")
            self.fill.questions.go_to(key)
        else:
            self.take_back()

    def save(self) -> None:
        """Send it, once every sign of danger has its outcome."""
        draft = self.draft
        if draft is None or self.is_sent:
            return
        if draft.flags:
            self._open_danger()
            return
        field = self.fill.result.day_field
        if lacking := field.lacks("The day of the assessment"):
            self.fill.message.say(lacking)
            field.edit.setFocus()
            return
        self.saved.emit(draft.new(field.iso()), draft.opened, draft.why)
