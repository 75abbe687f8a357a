"""Joins teach-backs to the care plan: the form for the line in hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.forms import InterventionText, MedicationOrder, SymptomToWatch
from ccm_desktop.services.office import Office
from ccm_desktop.services.teach_backs import TeachBackLine
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.opened import in_plan
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.teaching.form import TeachBackForm
from ccm_desktop.ui.widgets.parts import on_keys

Found = tuple[str, tuple[TeachBackLine, ...]]
KEYS = "F5"
_ABOUT = (SymptomToWatch, MedicationOrder, InterventionText)
_CHOOSE_FIRST = "Choose a symptom to watch, a medication or an intervention first."


class TeachingJoin(ChartCommands):
    """Opens the form and sends what it says."""

    def __init__(self, desk: Desk, page: Chart, editor: CarePlanEditor, drafts: FormDrafts) -> None:
        super().__init__(desk, page, editor)
        self._editor = editor
        self.form = TeachBackForm(desk)
        self.kept = KeptForm(desk, self, page, self.form, drafts, Name("teach_back", "teach-back"), self._on_again)
        editor.header.teach_button.clicked.connect(self.begin)
        on_keys(editor, KEYS, self.begin)
        self.form.recorded.connect(self._on_recorded)

    def begin(self) -> None:
        """For the line in hand; without one, for the first that is to be gone over again."""
        if self.kept.reopen():
            return
        plan = self._editor.plan
        line = in_plan(self._editor.detail.opened, _ABOUT) or next(iter(plan.again if plan is not None else ()), "")
        if not line:
            self._editor.message.say(_CHOOSE_FIRST, "info")
            return
        self._read(line, self.kept.open)

    def open_next(self) -> None:
        """For the first line that is to be gone over again."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.teach_backs.of, patient))
        task.succeeded.connect(partial(self._on_past, patient))
        task.failed.connect(self._editor.message.show_problem)

    def _on_past(self, patient: str, past: tuple[TeachBackLine, ...]) -> None:
        line = next((one.line for one in past if one.again), "")
        if patient == self._page.patient and line and not self.kept.reopen():
            self._read(line, self.kept.open)

    def _on_again(self, draft: FormDraft) -> None:
        self._read(draft.subject, partial(self.kept.resume, draft))

    def _read(self, line: str, then: Callable[[Callable[[], None]], None]) -> None:
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient, line))
        task.succeeded.connect(partial(self._on_read, patient, line, then))
        task.failed.connect(self._editor.message.show_problem)

    def _on_read(
        self, patient: str, line: str, then: Callable[[Callable[[], None]], None], found: Found
    ) -> None:  # fmt: skip
        if patient == self._page.patient:
            self._editor.message.say("")
            then(partial(self.form.open, patient, self._page.banner.name, line, *found))

    def _on_recorded(self, patient: str, line: str, result: str, words: str) -> None:
        command = partial(self._desk.office.teach_backs.record, patient, line, result, words)
        self.kept.send(command, partial(self._on_kept, self.kept.whom))

    def _on_kept(self, whom: Whom, outcome: Outcome[str]) -> None:
        undo = partial(self._desk.office.teach_backs.withdraw, outcome.value)
        self.offer_undo(whom, "Teach-back recorded.", undo, self._editor.message.show_problem)


def _gather(office: Office, patient: str, line: str) -> Found:
    """Runs on the database thread."""
    return office.teach_backs.instruction(line), office.teach_backs.of(patient)
