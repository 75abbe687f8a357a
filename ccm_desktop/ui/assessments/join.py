"""Joins assessments to the care plan: its section of that name is theirs."""

from __future__ import annotations

from functools import cached_property, partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget

from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentSheet, AssessmentsView
from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.office import Office
from ccm_desktop.ui.assessments.form import AssessmentForm
from ccm_desktop.ui.assessments.keeping import Keeping, drop
from ccm_desktop.ui.assessments.kept import opened_again
from ccm_desktop.ui.assessments.section import AssessmentsSection
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.found import Elsewhere
from ccm_desktop.ui.chart import Chart, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.icons import retint
from ccm_desktop.ui.kept_form import FormDrafts
from ccm_desktop.ui.widgets.one_of import OneOf
from ccm_desktop.ui.widgets.parts import Message, on_keys

KEYS, SECTION, _PLAN = "F4", "assessments", "problems"


class Page(Chart, Protocol):
    """What the join needs of the workspace."""

    @property
    def tabs(self) -> QTabWidget:
        """The plan is one of them."""

    def send(self, command: Any, words: str, message: Message | None = None) -> Task:
        """Run a command of the patient on show."""


class AssessmentsJoin(ChartCommands):
    """Loads what the section shows, sends what the form asks, keeps what is answered and not recorded.

    Signals:
        moved: an assessment was taken in hand, or put out of it.
    """

    moved = Signal()

    def __init__(self, desk: Desk, page: Page, host: CarePlanEditor, drafts: FormDrafts) -> None:
        super().__init__(desk, page, host)
        self._own, self._host, self._drafts = page, host, drafts
        self.section = AssessmentsSection(desk)
        self.pages = OneOf(self.section)
        self._shown = ""
        host.mount(SECTION, self.pages)
        host.finding.look_into(self._lines, self._show_line)
        on_keys(host, KEYS, self.open)
        self.section.new_pressed.connect(self.begin)
        self.section.correct_pressed.connect(self._on_correct)
        self.section.withdrawn.connect(self._on_withdrawn)
        self.section.closed.connect(self.close)

    @cached_property
    def form(self) -> AssessmentForm:
        """Made when somebody is first assessed."""
        made = AssessmentForm(self._desk, self._drafts)
        self.pages.add(made)
        retint(made)
        made.saved.connect(self._on_saved)
        made.changed.connect(self.moved)
        made.closed.connect(self._show_list)
        return made

    @cached_property
    def keeping(self) -> Keeping:
        """What is answered there and not recorded."""
        made = Keeping(self._desk, self._page, self.form, self._drafts)
        made.undo_offered.connect(self.undo_offered)
        made.ended.connect(self._show_list)
        return made

    def load(self) -> None:
        """Ask for the patient on show."""
        task = self._desk.gateway.ask(partial(self._desk.office.assessments.view, self._page.patient))
        task.succeeded.connect(self._on_view)
        task.failed.connect(self.section.message.show_problem)

    def leave(self) -> None:
        """Another patient comes: their plan, not the form of the one before."""
        if "form" in self.__dict__:
            self.form.leave()
        self.section.ask.hide()
        self.section.message.say("")
        self.pages.show_one(self.section)

    def open(self) -> None:
        """The section in the place of the plan; the form goes on where it was left."""
        self._host.show_section(SECTION)
        if self.pages.shown() is self.section:
            self.section.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Back to the plan."""
        self._host.show_section(_PLAN)
        self._host.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin(self) -> None:
        """Choose what to assess."""
        self._open_form(self._on_sheet)

    def _lines(self) -> Elsewhere:
        return {SECTION: self.section.said()} if self._shown == self._page.patient else {}

    def _show_line(self, key: str) -> None:
        if self.pages.shown() is self.section:  # a form that is being filled in stays
            self.section.tracks.select_key(key)

    def _open_form(self, then: Any) -> None:
        self.section.message.say("")
        task = self._desk.gateway.ask(partial(self._desk.office.assessments.sheet, self._page.patient))
        task.succeeded.connect(then)
        task.failed.connect(self.section.message.show_problem)

    def _on_view(self, view: AssessmentsView) -> None:
        if view.patient_id == self._page.patient:
            self._shown = view.patient_id
            self.section.show_view(view)

    def _on_sheet(self, sheet: AssessmentSheet) -> None:
        if sheet.patient_id == self._page.patient:
            self._show_form()
            self.form.open(sheet)

    def _show_form(self) -> None:
        """Before it is filled, so that the keyboard can go into it."""
        self.pages.show_one(self.form)
        self.form.is_sent = self.keeping.is_under_way

    def _on_correct(self, line: AssessmentLine) -> None:
        self._open_form(partial(self._on_sheet_for, line))

    def _on_sheet_for(self, line: AssessmentLine, sheet: AssessmentSheet) -> None:
        if sheet.patient_id != self._page.patient:
            return
        self._show_form()
        if not self.form.correct(sheet, line):
            self._show_list()
            self.section.message.say("Its questions are not asked any more. Withdraw it and record a new one.", "warn")

    def _on_saved(self, new: NewAssessment, opened: AssessmentLine | None, why: str) -> None:
        service = self._desk.office.assessments
        if opened is None:
            command, words = partial(service.record, self._page.patient, new), "Assessment recorded."
        else:
            command, words = partial(service.correct, opened, new, why), "Corrected; the history keeps both."
        self.keeping.record(command, words)

    def what(self, _draft: FormDraft) -> str:
        """Its name within a sentence."""
        return "assessment"

    def is_in_hand(self, draft: FormDraft) -> bool:
        """Whether it is open before whoever is working."""
        return "form" in self.__dict__ and self.form.isVisible() and self.keeping.place == draft.place

    def take_up(self, draft: FormDraft) -> None:
        """Go on with it in the place of the plan."""
        self._own.tabs.setCurrentWidget(self._host)  # it asks for its plan first, and begins with its problems
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient))
        task.succeeded.connect(partial(self._on_again, draft))
        task.failed.connect(self.section.message.show_problem)

    def _on_again(self, draft: FormDraft, found: tuple[AssessmentSheet, tuple[AssessmentLine, ...]]) -> None:
        sheet, lines = found
        if sheet.patient_id != self._page.patient:
            return
        self._host.show_section(SECTION)
        new = opened_again(draft, sheet, lines)
        if new is None:
            words = f"What “{draft.title}” was begun from is not there any more."
            self.section.message.say(words, "warn")
            drop(self, self._drafts, on_show(self._page), draft, words)
        else:
            self._show_form()
            self.form.begin(sheet, new)

    def _on_withdrawn(self, line: AssessmentLine, why: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.assessments.withdraw, line, why))
        task.failed.connect(self._on_refused)
        task.succeeded.connect(self._on_gone)

    def _on_refused(self, problem: object) -> None:
        self.section.ask.refuse(str(problem))

    def _on_gone(self, outcome: Outcome[AssessmentLine]) -> None:
        self.section.ask.finish()
        self.section.results.setFocus()
        self.undo_offered.emit("Assessment withdrawn.", partial(self._restore, outcome.value))

    def _restore(self, line: AssessmentLine) -> None:
        self._own.send(partial(self._desk.office.assessments.restore, line), "It holds again.", self.section.message)

    def _show_list(self) -> None:
        self.pages.show_one(self.section)
        self.section.setFocus(Qt.FocusReason.OtherFocusReason)


def _gather(office: Office, patient: str) -> tuple[AssessmentSheet, tuple[AssessmentLine, ...]]:
    """Runs on the database thread."""
    view = office.assessments.view(patient)
    lines = tuple(line for area in view.areas for track in area.tracks for line in track.lines)
    return office.assessments.sheet(patient), lines
