"""Joins instructions that differ to the care plan: the mark in its header, the form, the decision."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.coordination import Counterparty
from ccm_desktop.services.forms import GoalText, InterventionText, MedicationOrder
from ccm_desktop.services.instructions import InstructionLine, NewInstruction, PlanSide
from ccm_desktop.services.office import Office
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.instructions.decide_sheet import DecideSheet
from ccm_desktop.ui.instructions.raise_form import RaiseForm
from ccm_desktop.ui.widgets.parts import on_keys

KEYS = "F12"
_SECTIONS = {"medication": "medications", "goal": "problems", "intervention": "problems"}
_ABOUT = (MedicationOrder, GoalText, InterventionText)
_CHOOSE_FIRST = "Choose the medication, goal or intervention first that somebody says differently."


class InstructionsJoin(QObject):
    """Opens form and sheet, and sends what they say.

    Signals:
        side_asked: a widget for the side panel, or None to close it.
        undo_offered: words for the toast, and what takes the change back.
    """

    side_asked = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, page: Chart, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor = desk, page, editor
        self.form, self.sheet = RaiseForm(desk), DecideSheet(desk)
        editor.header.instructions_button.clicked.connect(self.open)
        on_keys(editor, KEYS, self.begin)
        self.form.raised.connect(self._on_raised)
        self.sheet.decided.connect(self._on_decided)
        self.sheet.withdrawn.connect(self._on_withdrawn)
        self.sheet.line_asked.connect(self._on_line)
        self.sheet.another_pressed.connect(self.begin)
        for part in (self.form, self.sheet):
            part.closed.connect(self._close)
        desk.gateway.changed.connect(self._on_changed)

    def open(self) -> None:
        """What waits for a decision and what was decided; the form where there is neither."""
        self._look(then_begin=True)

    def begin(self) -> None:
        """A different instruction about the line in hand."""
        opened = self._editor.detail.opened
        form = opened.forms[0] if opened is not None else None
        if form is None or not form.entity or not isinstance(form.value, _ABOUT):
            self._close()
            self._editor.message.say(_CHOOSE_FIRST, "info")
            return
        patient = self._page.patient
        task = self._desk.gateway.ask(partial(_gather, self._desk.office, patient, form.entity))
        task.succeeded.connect(partial(self._on_side, patient))
        task.failed.connect(self._editor.message.show_problem)

    def leave(self) -> None:
        """Another patient comes: nothing of this one may be said about theirs."""
        if self.form.isVisible() or self.sheet.isVisible():
            self._close()

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
        self.sheet.show_lines(self._page.banner.name, lines)
        if then_begin:
            self.side_asked.emit(self.sheet)
            self.sheet.take_keyboard()

    def _on_side(self, patient: str, found: tuple[PlanSide, tuple[Counterparty, ...]]) -> None:
        if patient == self._page.patient:
            self._editor.message.say("")
            self.side_asked.emit(self.form)
            self.form.open(patient, self._page.banner.name, *found)

    def _on_raised(self, patient: str, new: NewInstruction) -> None:
        command = partial(self._desk.office.instructions.raise_one, patient, new)
        self._page.send(command, "", self.form.message).succeeded.connect(self._on_asked)

    def _on_asked(self, outcome: Outcome[str]) -> None:
        self._close()
        undo = partial(_withdraw, self._desk.office, outcome.value)
        self.undo_offered.emit("The practitioner is asked.", partial(self._page.send, undo, "Taken back."))

    def _on_decided(self, line: InstructionLine, choice: str, why: str) -> None:
        command = partial(self._desk.office.instructions.decide, line, choice, why)
        words = "Decided. The plan stays as it is." if choice == "keep" else "Decided. A task says what to change."
        self._page.send(command, words, self.sheet.message)

    def _on_withdrawn(self, line: InstructionLine, why: str) -> None:
        self._page.send(partial(self._desk.office.instructions.withdraw, line, why), "Withdrawn.", self.sheet.message)

    def _on_line(self, entity: str) -> None:
        line = self.sheet.line
        if line is not None:
            self._editor.go_to(_SECTIONS[line.raised.kind], entity)

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.CARE_PLAN | Changed.TASKS) and self.sheet.isVisible():
            self._look(then_begin=False)

    def _close(self) -> None:
        self.side_asked.emit(None)


def _gather(office: Office, patient: str, line: str) -> tuple[PlanSide, tuple[Counterparty, ...]]:
    """Runs on the database thread."""
    return office.instructions.plan_side(line), office.coordination.counterparties(patient)


def _withdraw(office: Office, instruction: str) -> Outcome[str]:
    """Runs on the database thread."""
    return office.instructions.withdraw(office.instructions.one(instruction))
