"""The care plan on screen: problems, goals and interventions as a tree; the rest as short lists."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontInfo, QResizeEvent
from PySide6.QtWidgets import (
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import (
    AllergySubstance,
    CareTeamMember,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
)
from ccm_desktop.services.views import CarePlanView
from ccm_desktop.ui.care_plan.detail import DetailForm
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.care_plan.template_insert import InsertTemplate
from ccm_desktop.ui.care_plan.tree import PlanTree
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import Message, button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping

_OPENED = Qt.ItemDataRole.UserRole
_INSERT_KEYS = "Ctrl+Shift+L"
_BESIDE_FROM, _BASE_PX = 700, 13
"""Narrower, what is done to the plan stands under its state, and the form of a line under the tree."""
_HEAD_BESIDE_FROM = 1_100
"""Narrower, the words of the plan's state would stand in a column of single words beside its buttons."""
_ADD = (
    ("problem", "Problem", "Ctrl+Shift+B"),
    ("goal", "Goal", "Ctrl+Shift+G"),
    ("intervention", "Intervention", "Ctrl+Shift+V"),
    ("medication", "Medication", ""),
    ("allergy", "Allergy", ""),
    ("member", "Care team member", ""),
)


class CarePlanEditor(QWidget):
    """Tree at the left, the form of the chosen line at the right; every save is a version.

    Signals:
        saved: forms to keep and what was done, in words.
        problem_added: name, ICD-10 code.
        template_inserted: what was `Chosen` of a template.
        shown: a plan stands here anew.
        copy_pressed, print_pressed, undo_pressed, signature_pressed: buttons of the header.
        compare_asked: ids of the two versions to compare, the earlier one first; both empty for the latest change.
    """

    saved = Signal(object, str)
    problem_added = Signal(str, str)
    template_inserted = Signal(object)
    copy_pressed = Signal()
    print_pressed = Signal()
    undo_pressed = Signal()
    signature_pressed = Signal()
    compare_asked = Signal(str, str)
    shown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan: CarePlanView | None = None
        self.status_label = label("", "caption", wrap=True)
        self.freshness_button = button("", "circle-check", role="chip")
        self.freshness_button.hide()
        self.undo_button = button("Undo last change", "arrow-back-up", shortcut="Ctrl+Z")
        self.compare_button = button("Compare versions", "arrows-exchange")
        self.copy_button = button("Copy given…", "file-certificate")
        self.print_button = button("Print…", "printer", shortcut="Ctrl+P")
        self.signature_button = button("Signature…", "signature")
        self.export_button = button("Export…", "download")
        self.export_button.setAccessibleName("Export for another system")
        self.message = Message()
        self.tree = PlanTree()
        self.detail = DetailForm(desk)
        self.add_buttons = {key: button(f"+ {words}", shortcut=keys) for key, words, keys in _ADD}
        for key, _, keys in _ADD:
            if keys:
                self.add_buttons[key].setShortcut(keys)
        self.template_button = button("Insert template…", "stack-2", shortcut=_INSERT_KEYS)
        self.template_button.setShortcut(_INSERT_KEYS)
        self.insert = InsertTemplate(desk)
        self.insert.hide()
        self.plan_part = QWidget()
        self._lay_out()
        self._connect()

    def show_plan(self, plan: CarePlanView) -> None:
        """Fill the tree; the line in hand stays in hand."""
        typing = self.detail.is_dirty() and self.detail.patient == plan.patient_id
        had_keyboard = self.detail.isAncestorOf(self.window().focusWidget())
        self.plan, self.detail.patient = plan, plan.patient_id
        missing = f"Missing for a current plan: {', '.join(plan.missing)}." if plan.missing else "Complete."
        version = f"Version {plan.versions[0].number}, saved by {plan.versions[0].by}. " if plan.versions else ""
        conflicts = f" {plan.conflicts} to resolve." if plan.conflicts else ""
        generic = f" To look at: {'; '.join(plan.generic)}." if plan.generic else ""
        self.status_label.setText(f"{plan.status.capitalize()} plan. {version}{missing}{conflicts}{generic}")
        self.tree.show_plan(plan, quietly=typing)
        if had_keyboard and not typing:
            self.tree.setFocus()  # the field it was in is gone
        if self.insert.isVisibleTo(self):
            self.insert.look()
        self.shown.emit()

    def leave(self) -> None:
        """Another patient comes: nothing of this one may be saved into their plan."""
        self.detail.open(None)
        self.plan, self.detail.patient = None, ""
        self.tree.clear()
        self._show_insert(shown=False)
        self.freshness_button.hide()

    def on_saved(self, outcome: Outcome[Any]) -> None:
        """The plan has it: go on from the line that was saved."""
        self.detail.mark_saved()
        self.message.say("")
        self._close_insert()
        self.tree.wanted = outcome.value if isinstance(outcome.value, str) else outcome.value[0]

    def open_insert(self) -> None:
        """Choose from templates; what was typed into a line waits there."""
        if self.plan is not None:
            self._show_insert(shown=True)
            self.insert.open(self.plan.patient_id)

    def go_to(self, _section: str, entity: str, field: str = "") -> None:
        """Show where something is missing: the line, and in it the field."""
        self.tree.choose(entity)
        if entity:
            (self.detail.editor(field) if field else self.tree).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_insert_closed(self) -> None:
        self._close_insert()
        self.template_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_insert(self) -> None:
        if self.insert.isVisibleTo(self):
            self._show_insert(shown=False)
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_insert(self, *, shown: bool) -> None:
        """One thing at a time: choosing stands in the place of the plan."""
        self.insert.setVisible(shown)
        self.plan_part.setVisible(not shown)

    def _lay_out(self) -> None:
        top = Folding(_HEAD_BESIDE_FROM)
        top.row.addWidget(self.freshness_button)
        top.row.addWidget(self.status_label, 1)
        top.row.addWidget(Wrapping(self.undo_button, self.compare_button, self.copy_button, self.print_button,
                                    self.signature_button, self.export_button))  # fmt: skip
        adds = Wrapping(*self.add_buttons.values(), self.template_button)
        self._split = split = QSplitter()
        split.addWidget(self.tree)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        body = QVBoxLayout(self.plan_part)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(adds)
        body.addWidget(self.message)
        body.addWidget(split, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(top)
        for part in (self.plan_part, self.insert):
            column.addWidget(part, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE_FROM * max(1.0, QFontInfo(self.font()).pixelSize() / _BASE_PX)
        self._split.setOrientation(Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical)

    def _connect(self) -> None:
        self.tree.chosen.connect(self.detail.open)
        self.tree.version_chosen.connect(self.compare_asked)
        self.compare_button.clicked.connect(partial(self.compare_asked.emit, "", ""))
        self.tree.itemActivated.connect(self._on_activated)
        self.detail.saved.connect(self.saved)
        self.detail.problem_added.connect(self.problem_added)
        self.template_button.clicked.connect(self.open_insert)
        self.insert.inserted.connect(self.template_inserted)
        self.insert.closed.connect(self._on_insert_closed)
        self.undo_button.clicked.connect(self.undo_pressed)
        self.copy_button.clicked.connect(self.copy_pressed)
        self.print_button.clicked.connect(self.print_pressed)
        self.signature_button.clicked.connect(self.signature_pressed)
        self.add_buttons["problem"].clicked.connect(self._on_add_problem)
        self.add_buttons["goal"].clicked.connect(self._on_add_goal)
        self.add_buttons["intervention"].clicked.connect(self._on_add_intervention)
        self.add_buttons["medication"].clicked.connect(self._on_add_medication)
        self.add_buttons["allergy"].clicked.connect(self._on_add_allergy)
        self.add_buttons["member"].clicked.connect(self._on_add_member)

    def _on_activated(self) -> None:
        self.detail.focus_first()

    def _new(self, title: str, value: Any, problem: str = "") -> None:
        problems = self.plan.problems if self.plan else ()
        about = next((f"For {p.code.value.display}" for p in problems if p.code.entity == problem), "")
        self.detail.open(Opened(title, (Form("", value),), about=about))
        self.detail.focus_first()

    def _on_add_problem(self) -> None:
        self.detail.open_problem()

    def _on_add_goal(self) -> None:
        self._new("New goal", GoalText("", self.tree.near_problem()), self.tree.near_problem())

    def _on_add_intervention(self) -> None:
        problem = self.tree.near_problem()
        self._new("New intervention", InterventionText("", self.tree.near(GoalText), problem), problem)

    def _on_add_medication(self) -> None:
        self._new("New medication", MedicationOrder(""))

    def _on_add_allergy(self) -> None:
        self._new("New allergy", AllergySubstance(""))

    def _on_add_member(self) -> None:
        self._new("New care team member", CareTeamMember(""))
