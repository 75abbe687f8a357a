"""What is done to lines of the plan, by key, mouse or button: each becomes one save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from ccm_desktop.services import plan_moves
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, GoalText, InterventionText
from ccm_desktop.services.plan_homes import home_of
from ccm_desktop.services.plan_moves import Edit
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.frame import PlanFrame
from ccm_desktop.ui.care_plan.new_lines import ADD_KEY, KINDS, likely, new_line, section_of
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.widgets.parts import on_keys

_STAYS = "A line moves among its like, a goal also to a problem, an intervention also to a goal or a problem."


class Editor(PlanFrame):
    """What actions need to know of the whole editor."""

    plan: CarePlanView | None
    is_saving: bool
    """A save is on its way."""
    next_line: str
    """Entity of the line to go to when the save that is on its way has come to pass."""
    today: Callable[[], date]
    save_instead: Callable[[str, Edit], Outcome[Any]] | None = None
    """Keeps an edit of a patient's plan, on the database thread; None: as every save is kept."""
    undo_instead: Callable[[], bool] | None = None
    """Takes back what was said last where that is no save of the plan; False where there is nothing of the kind."""

    def show_section(self, key: str) -> None:
        """Go to a section."""
        raise NotImplementedError

    def show_line(self, opened: Opened) -> None:
        """Open a line of the section on show."""
        raise NotImplementedError


class LineActions(QObject):
    """Turns what a person does in the tree and the form into edits.

    Signals:
        saved: an `Edit`.
        kept: an `Edit` that is in the plan now.
        taken_out: an `Edit` whose undo is offered.
        refused: why nothing was done.
    """

    saved = Signal(object)
    kept = Signal(object)
    taken_out = Signal(object)
    refused = Signal(str)

    def __init__(self, editor: Editor) -> None:
        super().__init__(editor)
        self._editor, self._tree, self._detail = editor, editor.tree, editor.detail
        self._field_wanted = ""
        editor.head.add_pressed.connect(self.add)
        for kind, (_, _, keys) in KINDS.items():
            if keys:
                QShortcut(QKeySequence(keys), editor, partial(self.add, kind))
        on_keys(editor.sections, ADD_KEY, self.add_likely)
        self._tree.add_asked.connect(self.add_likely)
        self._tree.chosen.connect(self._on_chosen)
        self._tree.written.connect(self._on_written)
        self._tree.move_asked.connect(self._on_move)
        self._tree.drop_asked.connect(self._on_drop)
        self._tree.remove_asked.connect(self._on_remove)
        self._tree.copy_asked.connect(self._on_copy)
        self._tree.fields_asked.connect(self._detail.focus_first)
        self._detail.saved.connect(self.saved)
        self._detail.removed.connect(self._on_remove)
        self._detail.stepped.connect(self._on_step)

    def add(self, kind: str) -> None:
        """An empty line of that kind, in its fields."""
        plan = self._editor.plan
        if plan is None or not self._editor.add_buttons[kind].isEnabled():
            return
        self._editor.show_section(section_of(kind))
        goal = self._tree.near(GoalText) or self._first_goal(plan)
        if kind == "progress" and not goal:
            self.refused.emit("Progress belongs to a goal. Add the goal first.")
            return
        near = self._tree.near(GoalText) if kind == "intervention" else goal
        today = self._editor.today().isoformat()
        self._detail.open(new_line(kind, plan, problem=self._tree.near_problem(), goal=near, today=today))
        self._detail.focus_first()

    def add_likely(self) -> None:
        """Ins: an empty line of the kind that most likely comes next."""
        kind = self._likely()
        if kind:
            self.add(kind)
        else:
            self.refused.emit(f"{ADD_KEY} adds no line in this section.")

    def arrive(self) -> None:
        """The plan is shown anew after a save: go on in the field that was in hand."""
        self._on_chosen()
        field, self._field_wanted = self._field_wanted, ""
        if field:
            self._detail.focus_field(field)

    def _likely(self) -> str:
        return likely(self._editor.sections.current, self._tree.kind_of(self._tree.currentItem()))

    def _on_chosen(self) -> None:
        self._editor.head.mark_likely(self._likely())

    def _first_goal(self, plan: CarePlanView) -> str:
        return next((goal.text.entity for goal in goals_of(plan)), "")

    def _on_written(self, opened: Opened, words: str) -> None:
        if opened.is_new and not words.strip():
            self._editor.drafts.forget(self._tree.patient, opened.place)
            return
        edit = plan_moves.renamed(opened.forms[0], words)
        if edit.forms:
            self.saved.emit(Edit(edit.forms, edit.what, opened.place))

    def _on_move(self, entity: str, step: int) -> None:
        plan = self._editor.plan
        if plan is not None:
            self._do(plan_moves.shifted(plan, entity, step))

    def _on_drop(self, entity: str, onto: str, side: int) -> None:
        """Among its like it takes that place; on what it can belong to, or on its like there, it moves under that."""
        plan = self._editor.plan
        if plan is None or entity == onto:
            return
        problems = {one.code.entity for one in plan.problems}
        goals = {one.text.entity: one.text.value for one in goals_of(plan)}
        works = {one.text.entity: one.text.value for one in interventions_of(plan)}
        homes = {*problems, *goals} if entity in works else problems if entity in goals else set[str]()
        like: Mapping[str, GoalText | InterventionText] = works if entity in works else goals
        place = plan_moves.place_of(plan, entity, onto, after=side > 0)
        if place >= 0:
            self._do(plan_moves.placed(plan, entity, place))
        elif homes and (onto in homes or onto in like):
            self._do(plan_moves.served(plan, entity, onto if onto in homes else home_of(like[onto])))
        else:
            self.refused.emit(_STAYS)

    def _on_remove(self, form: Form[Any]) -> None:
        plan = self._editor.plan
        if plan is not None:
            edit = plan_moves.removed(plan, form)
            if edit.forms:
                self.taken_out.emit(edit)
            else:
                self.refused.emit(edit.what)

    def _on_copy(self, form: Form[Any]) -> None:
        self._do(plan_moves.copied(form))

    def _on_step(self, step: int, field: str) -> None:
        entity = self._tree.neighbour(step)
        if not entity:
            self.refused.emit("This is the first of its kind." if step < 0 else "This is the last of its kind.")
            return
        if self._editor.is_saving:
            self._editor.next_line, self._field_wanted = entity, field
        else:
            self._tree.choose(entity)
            self._detail.focus_field(field)

    def _do(self, edit: Edit) -> None:
        if edit.forms:
            self.saved.emit(edit)
        else:
            self.refused.emit(edit.what)
