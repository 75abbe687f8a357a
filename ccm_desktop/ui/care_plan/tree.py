"""The plan as a tree: problems, their goals, what serves them, and the shorter lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ccm_desktop.services.forms import (
    AllergyStatus,
    ConditionStatus,
    GoalStatus,
    InterventionStatus,
    MedicationStatus,
)
from ccm_desktop.services.template_marks import mark_words
from ccm_desktop.services.views import CarePlanView, GoalView, InterventionView
from ccm_desktop.ui import figures
from ccm_desktop.ui.care_plan.opened import Opened

_OPENED = Qt.ItemDataRole.UserRole
_VERSION = _OPENED + 1


class PlanTree(QTreeWidget):
    """Lines of a plan.

    Signals:
        chosen: what the current line opens, or None.
        version_chosen: id of the version before (empty for the first) and id of the one pressed.
    """

    chosen = Signal(object)
    version_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first_problem = ""
        self.wanted = ""
        """Entity of the line to go to when the plan is shown next."""
        self.setAccessibleName("Care plan")
        self.setHeaderLabels(["Care plan", "Status", "Due"])
        self.setWordWrap(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.setColumnWidth(1, 120)
        self.setColumnWidth(2, 96)
        self.currentItemChanged.connect(self._on_current)
        self.itemClicked.connect(self._on_clicked)
        self.itemActivated.connect(self._on_version)

    def show_plan(self, plan: CarePlanView, *, quietly: bool = False) -> None:
        """Fill the tree; the line in hand stays in hand, or the one just added. Quietly: it is not opened anew."""
        held = self.wanted or self.entity_in_hand()
        self.wanted = ""
        self.blockSignals(True)
        self._first_problem = plan.problems[0].code.entity if plan.problems else ""
        self.clear()
        self._add_general(plan)
        self._add_problems(plan)
        self._add_lists(plan)
        self._add_versions(plan)
        self.expandAll()
        self.choose(held)
        self.blockSignals(False)
        if not quietly:
            self._on_current(self.currentItem(), None)

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
        opened = Opened("Goal", (goal.text, goal.status), (goal.status, GoalStatus("ended")), _about(text.template))
        words = f"Goal: {text.description}{target}"
        line = self._line(parent, words, _standing(goal.status.value.status, text.template), text.due_on, opened,
                          goal.text.others)  # fmt: skip
        for intervention in goal.interventions:
            self._add_intervention(line, intervention)

    def _add_intervention(self, parent: QTreeWidgetItem | None, found: InterventionView) -> None:
        text = found.text.value
        who = ", ".join(part for part in (text.responsible, text.frequency) if part)
        opened = Opened(
            "Intervention", (found.text,), (found.status, InterventionStatus("ended")), _about(text.template)
        )
        words = f"• {text.description}{f' ({who})' if who else ''}"
        self._line(parent, words, _standing(found.status.value.status, text.template),
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
                words = ", ".join(p for p in (member.value.name, member.value.team_role, member.value.phone) if p)
                self._line(top, words, "", "", opened, member.others)

    def _add_versions(self, plan: CarePlanView) -> None:
        if plan.versions:
            top = self._line(None, f"Versions ({len(plan.versions)})", "", "", None)
            ids = [version.version_id for version in plan.versions]
            for version, before in zip(plan.versions[:20], [*ids[1:], ""], strict=False):
                given = f" · {'; '.join(version.copies)}" if version.copies else ""
                line = self._line(top, f"v{version.number} {version.what or 'saved'} — {version.by}{given}",
                                  version.status, "", None)  # fmt: skip
                line.setData(0, _VERSION, (before, version.version_id))

    def _line(
        self, parent: QTreeWidgetItem | None, words: str, status: str, due: str, opened: Opened | None,
        others: tuple[Any, ...] = (),
    ) -> QTreeWidgetItem:  # fmt: skip
        shown = f"⚠ {words} (also changed elsewhere: decide)" if others else words
        item = QTreeWidgetItem([shown, status, figures.day(due) if due else ""])
        item.setData(0, _OPENED, opened)
        item.setToolTip(0, words)
        if parent is None:
            self.addTopLevelItem(item)
        else:
            parent.addChild(item)
        return item

    def entity_in_hand(self) -> str:
        """Entity of the current line; empty for none."""
        item = self.currentItem()
        opened = item.data(0, _OPENED) if item is not None else None
        return opened.forms[0].entity if isinstance(opened, Opened) else ""

    def choose(self, entity: str) -> None:
        """Make the line of that entity current, or the first."""
        items = self.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive)
        for item in items:
            opened = item.data(0, _OPENED)
            if isinstance(opened, Opened) and opened.forms[0].entity == entity:
                self.setCurrentItem(item)
                return
        if items:
            self.setCurrentItem(items[0])

    def near(self, cls: type) -> str:
        """Entity of the nearest line above the current one that shows a value of `cls`."""
        item = self.currentItem()
        while item is not None:
            opened = item.data(0, _OPENED)
            if isinstance(opened, Opened) and isinstance(opened.forms[0].value, cls):
                return opened.forms[0].entity
            item = item.parent()
        return ""

    def near_problem(self) -> str:
        """Entity of the problem that the current line belongs to."""
        item = self.currentItem()
        while item is not None and item.parent() is not None:
            item = item.parent()
        opened = item.data(0, _OPENED) if item is not None else None
        if isinstance(opened, Opened) and opened.title == "Problem":
            return opened.forms[0].entity
        return self._first_problem

    def _on_clicked(self, item: QTreeWidgetItem) -> None:
        self._on_current(item, None)  # back from a new line to the line that was current all the time

    def _on_version(self, item: QTreeWidgetItem) -> None:
        """Enter or a double click on a version shows what it changed; the arrows go past it."""
        version = item.data(0, _VERSION)
        if version is not None:
            self.version_chosen.emit(*version)

    def _on_current(self, item: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None) -> None:
        opened = item.data(0, _OPENED) if item is not None else None
        self.chosen.emit(opened if isinstance(opened, Opened) else None)


def _standing(status: str, template: str) -> str:
    """The status, and whether the words are still a template's: said where long words never cut it."""
    words = status.replace("_", " ")
    return f"{words} · template" if template else words


def _about(template: str) -> str:
    if not template:
        return ""
    return f"Template text ({mark_words(template)}). Change its words and it is the patient's own."
