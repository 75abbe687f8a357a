"""Joins instructions that differ to the care plan: the mark in its header, the form, the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.coordination import Counterparty
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.services.forms import GoalText, InterventionText, MedicationOrder
from ccm_desktop.services.instructions import InstructionLine, NewInstruction, PlanSide
from ccm_desktop.services.office import Office
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.opened import in_plan
from ccm_desktop.ui.chart import Chart, Whom
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.instructions.decide_sheet import DecideSheet, subject_of
from ccm_desktop.ui.instructions.raise_form import RaiseForm
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm, Name
from ccm_desktop.ui.widgets.parts import on_keys

Then = Callable[[Callable[[], None]], None]
"""Takes what fills the form."""
KEYS = "F12"
_SECTIONS = {"medication": "medications", "goal": "problems", "intervention": "problems"}
_ABOUT = (MedicationOrder, GoalText, InterventionText)
_CHOOSE_FIRST = "Choose the medication, goal or intervention first that somebody says differently."


class InstructionsJoin(ChartCommands):
    """Opens form and sheet, and sends what they say."""

    def __init__(self, desk: Desk, page: Chart, editor: CarePlanEditor, drafts: FormDrafts) -> None:
        super().__init__(desk, page, editor)
        self._editor = editor
        self.form, self.sheet = RaiseForm(desk), DecideSheet(desk)
        raising, deciding = Name("instruction", "different instruction"), Name("decision", "decision on instructions")
        self.raising = KeptForm(desk, self, page, self.form, drafts, raising, self._on_raising_again)
        self.deciding = KeptForm(desk, self, page, self.sheet, drafts, deciding, self._on_deciding_again)
        editor.header.instructions_button.clicked.connect(self.open)
        on_keys(editor, KEYS, self.begin)
        self.form.raised.connect(self._on_raised)
        self.sheet.decided.connect(self._on_decided)
        self.sheet.withdrawn.connect(self._on_withdrawn)
        self.sheet.line_asked.connect(self._on_line)
        self.sheet.another_pressed.connect(self.begin)
        desk.gateway.changed.connect(self._on_changed)

    def open(self) -> None:
        """What waits for a decision and what was decided; the form where there is neither."""
        self._look(then_begin=True)

    def open_at(self, instruction: str) -> None:
        """These two, with their line of the plan."""
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.instructions.of, patient))
        task.succeeded.connect(partial(self._on_found, patient, instruction))
        task.failed.connect(self._editor.message.show_problem)

    def begin(self) -> None:
        """A different instruction about the line in hand."""
        if self.raising.reopen():
            return
        line = in_plan(self._editor.detail.opened, _ABOUT)
        if not line:
            self.raising.side_asked.emit(None)
            self._editor.message.say(_CHOOSE_FIRST, "info")
            return
        self._read(line, self.raising.open)

    def _look(self, *, then_begin: bool) -> None:
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.instructions.of, patient))
        task.succeeded.connect(partial(self._on_lines, patient, then_begin))
        task.failed.connect(self._editor.message.show_problem)

    def _on_lines(self, patient: str, then_begin: bool, lines: tuple[InstructionLine, ...]) -> None:
        if patient != self._page.patient:
            return
        if not lines and then_begin:
            self.begin()
            return
        if then_begin:
            self._editor.message.say("")
            self.deciding.open(partial(self.sheet.show_lines, self._page.banner.name, lines))
            self.sheet.take_keyboard()
        self.sheet.refresh(lines)

    def _on_raising_again(self, draft: FormDraft) -> None:
        self._read(draft.subject, partial(self.raising.resume, draft))

    def _read(self, line: str, then: Then) -> None:
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient, line))
        task.succeeded.connect(partial(self._on_side, patient, then))
        task.failed.connect(self._editor.message.show_problem)

    def _on_found(self, patient: str, instruction: str, lines: tuple[InstructionLine, ...]) -> None:
        line = next((one for one in lines if one.instruction_id == instruction), None)
        if patient == self._page.patient and line is not None:
            self._editor.message.say("")
            self._editor.go_to(_SECTIONS[line.raised.kind], line.raised.line)
            self.deciding.open(partial(self.sheet.show_lines, self._page.banner.name, lines, instruction))
            self.sheet.take_keyboard()

    def _on_side(self, patient: str, then: Then, found: tuple[PlanSide, tuple[Counterparty, ...]]) -> None:
        if patient == self._page.patient:
            self._editor.message.say("")
            then(partial(self.form.open, patient, self._page.banner.name, *found))

    def _on_deciding_again(self, draft: FormDraft) -> None:
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(self._desk.office.instructions.of, patient))
        task.succeeded.connect(partial(self._on_lines_again, patient, draft))
        task.failed.connect(self._editor.message.show_problem)

    def _on_lines_again(self, patient: str, draft: FormDraft, lines: tuple[InstructionLine, ...]) -> None:
        if patient != self._page.patient:
            return
        held, why = draft.subject.partition("\n")[0], draft.typed.get("why", "")
        line = next((one for one in lines if one.instruction_id == held), None)
        if line is None or subject_of(line) != draft.subject:
            draft = replace(draft, typed={"why": why})  # another choice may hold now; the words are still theirs
        self.deciding.resume(draft, partial(self.sheet.show_lines, self._page.banner.name, lines, held))
        if line is None or not line.open:
            self.sheet.message.say(f"This was decided meanwhile. You had written: “{why}”.", "warn")

    def _on_raised(self, patient: str, new: NewInstruction) -> None:
        command = partial(self._desk.office.instructions.raise_one, patient, new)
        self.raising.send(command, partial(self._on_asked, self.raising.whom))

    def _on_asked(self, whom: Whom, outcome: Outcome[str]) -> None:
        undo = partial(_withdraw, self._desk.office, outcome.value)
        self.offer_undo(whom, "The practitioner is asked.", undo, self._editor.message.show_problem)

    def _on_decided(self, line: InstructionLine, choice: str, why: str) -> None:
        command = partial(self._desk.office.instructions.decide, line, choice, why)
        words = "Decided. The plan stays as it is." if choice == "keep" else "Decided. A task says what to change."
        self._decide(command, words)

    def _on_withdrawn(self, line: InstructionLine, why: str) -> None:
        self._decide(partial(self._desk.office.instructions.withdraw, line, why), "Withdrawn.")

    def _decide(self, command: Callable[[], Outcome[Any]], words: str) -> None:
        said = self.deciding.whom.told(words)
        self.deciding.send(command, partial(self._on_decided_now, said), closes=False)

    def _on_decided_now(self, said: str, _outcome: object) -> None:
        self._editor.message.say("")
        self._page.say(said)

    def _on_line(self, entity: str) -> None:
        line = self.sheet.line
        if line is not None:
            self._editor.go_to(_SECTIONS[line.raised.kind], entity)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.CARE_PLAN | Changed.TASKS) and self.sheet.isVisible():
            self._look(then_begin=False)


def _gather(office: Office, patient: str, line: str) -> tuple[PlanSide, tuple[Counterparty, ...]]:
    """Runs on the database thread."""
    return office.instructions.plan_side(line), office.coordination.counterparties(patient)


def _withdraw(office: Office, instruction: str) -> Outcome[str]:
    """Runs on the database thread."""
    return office.instructions.withdraw(office.instructions.one(instruction))
