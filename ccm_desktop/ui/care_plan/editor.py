"""The care plan on screen: problems, goals and interventions as a tree; the rest as short lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ccm_desktop.services.forms import (
    AllergyStatus,
    AllergySubstance,
    CareTeamMember,
    ConditionStatus,
    Form,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    MedicationOrder,
    MedicationStatus,
    PlanReview,
    PlanSummary,
)
from ccm_desktop.services.views import CarePlanView, GoalView, InterventionView
from ccm_desktop.ui.care_plan.detail import DetailForm, Opened
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import Message, button, label

_OPENED = Qt.ItemDataRole.UserRole
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
        copy_pressed, print_pressed, undo_pressed: buttons of the header.
        version_chosen: id of a version to show.
    """

    saved = Signal(object, str)
    problem_added = Signal(str, str)
    copy_pressed = Signal()
    print_pressed = Signal()
    undo_pressed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan: CarePlanView | None = None
        self.status_label = label("", "caption", wrap=True)
        self.undo_button = button("Undo last change", "arrow-back-up", shortcut="Ctrl+Alt+Z")
        self.copy_button = button("Copy given", "file-certificate")
        self.print_button = button("Patient copy", "printer")
        self.message = Message()
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("Care plan")
        self.tree.setHeaderLabels(["Care plan", "Status", "Due"])
        self.tree.setWordWrap(True)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setStretchLastSection(False)
        self.tree.setColumnWidth(1, 110)
        self.tree.setColumnWidth(2, 90)
        self.detail = DetailForm(desk)
        self.add_buttons = {key: button(f"+ {words}", shortcut=keys) for key, words, keys in _ADD}
        for key, _, keys in _ADD:
            if keys:
                self.add_buttons[key].setShortcut(keys)
        self._lay_out()
        self._connect()

    def show_plan(self, plan: CarePlanView) -> None:
        """Fill the tree; the line in hand stays in hand."""
        chosen = self._entity_in_hand()
        self.plan = plan
        missing = f"Missing for a current plan: {', '.join(plan.missing)}." if plan.missing else "Complete."
        version = (
            f"Version {plan.versions[0].number}, saved by {plan.versions[0].by}. " if plan.versions else ""
        )
        conflicts = f" {plan.conflicts} to resolve." if plan.conflicts else ""
        self.status_label.setText(f"{plan.status.capitalize()} plan. {version}{missing}{conflicts}")
        self.tree.clear()
        self._add_general(plan)
        self._add_problems(plan)
        self._add_lists(plan)
        self._add_versions(plan)
        self.tree.expandAll()
        self._choose(chosen)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.status_label, 1)
        for press in (self.undo_button, self.copy_button, self.print_button):
            top.addWidget(press)
        adds = QHBoxLayout()
        for press in self.add_buttons.values():
            adds.addWidget(press)
        adds.addStretch(1)
        split = QSplitter()
        split.addWidget(self.tree)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(top)
        column.addLayout(adds)
        column.addWidget(self.message)
        column.addWidget(split, 1)

    def _connect(self) -> None:
        self.tree.currentItemChanged.connect(self._on_current)
        self.tree.itemActivated.connect(self._on_activated)
        self.detail.saved.connect(self.saved)
        self.detail.problem_added.connect(self.problem_added)
        self.undo_button.clicked.connect(self.undo_pressed)
        self.copy_button.clicked.connect(self.copy_pressed)
        self.print_button.clicked.connect(self.print_pressed)
        self.add_buttons["problem"].clicked.connect(self._on_add_problem)
        self.add_buttons["goal"].clicked.connect(self._on_add_goal)
        self.add_buttons["intervention"].clicked.connect(self._on_add_intervention)
        self.add_buttons["medication"].clicked.connect(self._on_add_medication)
        self.add_buttons["allergy"].clicked.connect(self._on_add_allergy)
        self.add_buttons["member"].clicked.connect(self._on_add_member)

    def _add_general(self, plan: CarePlanView) -> None:
        goal = plan.summary.value.patient_goal or plan.summary.value.summary
        self._line(None, f"Summary: {goal or 'not written yet'}", "", "", Opened("Summary", (plan.summary,)))
        due = plan.review.value.review_on
        self._line(None, "Review", "", due, Opened("Review", (plan.review,)))

    def _add_problems(self, plan: CarePlanView) -> None:
        for number, problem in enumerate(plan.problems, start=1):
            code = problem.code.value
            words = f"{number}. {code.display}  {code.icd10}".rstrip()
            opened = Opened("Problem", (problem.code,), (problem.status, ConditionStatus("removed")))
            top = self._line(None, words, problem.status.value.status, "", opened, problem.code.others)
            for goal in problem.goals:
                self._add_goal(top, goal)
            for intervention in problem.interventions:
                self._add_intervention(top, intervention)
        for goal in plan.unattached_goals:
            self._add_goal(None, goal)

    def _add_goal(self, parent: QTreeWidgetItem | None, goal: GoalView) -> None:
        text = goal.text.value
        target = f" — {text.target}" if text.target and text.target not in text.description else ""
        opened = Opened("Goal", (goal.text, goal.status), (goal.status, GoalStatus("ended")))
        line = self._line(parent, f"Goal: {text.description}{target}", goal.status.value.status.replace("_", " "),
                          text.due_on, opened, goal.text.others)  # fmt: skip
        for intervention in goal.interventions:
            self._add_intervention(line, intervention)

    def _add_intervention(self, parent: QTreeWidgetItem | None, found: InterventionView) -> None:
        text = found.text.value
        who = ", ".join(part for part in (text.responsible, text.frequency) if part)
        opened = Opened("Intervention", (found.text,), (found.status, InterventionStatus("ended")))
        self._line(parent, f"• {text.description}{f' ({who})' if who else ''}", found.status.value.status,
                   text.due_on, opened, found.text.others)  # fmt: skip

    def _add_lists(self, plan: CarePlanView) -> None:
        if plan.medications:
            top = self._line(None, f"Medications ({len(plan.medications)})", "", "", None)
            for m in plan.medications:
                order = m.order.value
                words = " ".join(p for p in (order.drug, order.dose, order.unit, order.frequency) if p)
                opened = Opened("Medication", (m.order,), (m.status, MedicationStatus("removed")))
                self._line(top, words, m.status.value.status, "", opened, m.order.others)
        if plan.allergies:
            top = self._line(None, f"Allergies ({len(plan.allergies)})", "", "", None)
            for a in plan.allergies:
                opened = Opened("Allergy", (a.substance,), (a.status, AllergyStatus("removed")))
                words = f"{a.substance.value.substance} {a.substance.value.reaction}".strip()
                self._line(top, words, "", "", opened, a.substance.others)
        if plan.team:
            top = self._line(None, f"Care team ({len(plan.team)})", "", "", None)
            for member in plan.team:
                gone = replace(member.value, status="removed")
                opened = Opened("Care team member", (member,), (member, gone))
                words = ", ".join(
                    p for p in (member.value.name, member.value.team_role, member.value.phone) if p
                )
                self._line(top, words, "", "", opened, member.others)

    def _add_versions(self, plan: CarePlanView) -> None:
        if plan.versions:
            top = self._line(None, f"Versions ({len(plan.versions)})", "", "", None)
            for version in plan.versions[:20]:
                given = f" · {'; '.join(version.copies)}" if version.copies else ""
                self._line(top, f"v{version.number} {version.what or 'saved'} — {version.by}{given}",
                           version.status, "", None)  # fmt: skip

    def _line(
        self, parent: QTreeWidgetItem | None, words: str, status: str, due: str, opened: Opened | None,
        others: tuple[Any, ...] = (),
    ) -> QTreeWidgetItem:  # fmt: skip
        shown = f"⚠ {words} (also changed elsewhere: decide)" if others else words
        item = QTreeWidgetItem([shown, status, figures.day(due) if due else ""])
        item.setData(0, _OPENED, opened)
        item.setToolTip(0, words)
        if parent is None:
            self.tree.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def _entity_in_hand(self) -> str:
        item = self.tree.currentItem()
        opened = item.data(0, _OPENED) if item is not None else None
        return opened.forms[0].entity if isinstance(opened, Opened) else ""

    def _choose(self, entity: str) -> None:
        items = self.tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
        for item in items:
            opened = item.data(0, _OPENED)
            if isinstance(opened, Opened) and opened.forms[0].entity == entity:
                self.tree.setCurrentItem(item)
                return
        if items:
            self.tree.setCurrentItem(items[0])

    def _on_current(self, item: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None) -> None:
        opened = item.data(0, _OPENED) if item is not None else None
        self.detail.open(opened if isinstance(opened, Opened) else None)

    def _on_activated(self) -> None:
        self.detail.focus_first()

    def _near(self, cls: type) -> str:
        """Entity of the nearest line above the current one that shows a value of `cls`."""
        item = self.tree.currentItem()
        while item is not None:
            opened = item.data(0, _OPENED)
            if isinstance(opened, Opened) and isinstance(opened.forms[0].value, cls):
                return opened.forms[0].entity
            item = item.parent()
        return ""

    def _near_problem(self) -> str:
        item = self.tree.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        opened = item.data(0, _OPENED) if item is not None else None
        if isinstance(opened, Opened) and opened.title == "Problem":
            return opened.forms[0].entity
        return self.plan.problems[0].code.entity if self.plan and self.plan.problems else ""

    def _new(self, title: str, *values: Any) -> None:
        self.detail.open(Opened(title, tuple(Form("", value) for value in values)))
        self.detail.focus_first()

    def _on_add_problem(self) -> None:
        self.detail.open_problem()

    def _on_add_goal(self) -> None:
        self._new("New goal", GoalText("", self._near_problem()))

    def _on_add_intervention(self) -> None:
        self._new("New intervention", InterventionText("", self._near(GoalText), self._near_problem()))

    def _on_add_medication(self) -> None:
        self._new("New medication", MedicationOrder(""))

    def _on_add_allergy(self) -> None:
        self._new("New allergy", AllergySubstance(""))

    def _on_add_member(self) -> None:
        self._new("New care team member", CareTeamMember(""))
