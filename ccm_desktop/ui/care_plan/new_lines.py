"""Lines that are in no plan yet: what each kind begins with, and where it will belong."""

from __future__ import annotations

from typing import Any

from ccm_desktop.services.forms import (
    AllergySubstance,
    Barrier,
    Caregiver,
    CareTeamMember,
    CommunityResource,
    ConditionCode,
    Form,
    GoalProgress,
    GoalText,
    InterventionText,
    MedicationOrder,
    PreventiveItem,
    Sharing,
    SymptomToWatch,
)
from ccm_desktop.services.plan_parts import BY_TYPE, SHAREABLE
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.opened import Opened

KINDS: dict[str, tuple[type[Any], str, str]] = {
    "problem": (ConditionCode, "Problem", "Ctrl+Shift+B"),
    "goal": (GoalText, "Goal", "Ctrl+Shift+G"),
    "intervention": (InterventionText, "Intervention", "Ctrl+Shift+V"),
    "progress": (GoalProgress, "Progress", ""),
    "barrier": (Barrier, "Barrier", ""),
    "symptom": (SymptomToWatch, "Symptom to watch", ""),
    "medication": (MedicationOrder, "Medication", ""),
    "allergy": (AllergySubstance, "Allergy", ""),
    "member": (CareTeamMember, "Care team member", ""),
    "caregiver": (Caregiver, "Caregiver", ""),
    "resource": (CommunityResource, "Community resource", ""),
    "preventive": (PreventiveItem, "Preventive item", ""),
}
"""By button: what is made, how it is called, and its keys."""
ADD_KEY = "Ins"
"""Adds the line that most likely comes next, of whatever kind."""
_NEXT = {ConditionCode: "goal", GoalText: "intervention", InterventionText: "intervention", GoalProgress: "progress"}


def section_of(key: str) -> str:
    """The section that a kind belongs to."""
    return BY_TYPE[KINDS[key][0]].section


def likely(section: str, in_hand: type[Any] | None) -> str:
    """The kind that most likely comes next; empty where a section has no lines to add.

    Under a problem its goal, under a goal what serves it, beside all else another of its kind.
    """
    here = [key for key in KINDS if section_of(key) == section]
    found = _NEXT.get(in_hand, "") if in_hand is not None else ""
    return found if found in here else next(iter(here), "")


def new_line(key: str, plan: CarePlanView, *, problem: str, goal: str, today: str) -> Opened:
    """An empty line of that kind, under the problem and goal in hand."""
    cls = KINDS[key][0]
    value: Any = {
        GoalText: GoalText("", problem), InterventionText: InterventionText("", goal, problem),
        GoalProgress: GoalProgress(goal, today),
    }.get(cls) or cls("")  # fmt: skip
    under = {GoalText: problem, InterventionText: goal or problem, GoalProgress: goal}.get(cls, "")
    forms = (Form("", value), *((Form("", Sharing()),) if cls in SHAREABLE else ()))
    return Opened(f"New {BY_TYPE[cls].title.lower()}", forms, about=_about(plan, under), parent=under)


def sibling(opened: Opened) -> Opened:
    """An empty line of the same kind under the same."""
    value: Any = opened.forms[0].value
    empty, under = type(value)(""), ""
    if isinstance(value, GoalText):
        empty, under = GoalText("", value.condition), value.condition
    elif isinstance(value, InterventionText):
        empty, under = InterventionText("", value.goal, value.condition), value.goal or value.condition
    title = f"New {BY_TYPE[type(value)].title.lower()}"
    return Opened(title, (Form("", empty),), about=opened.about if opened.is_new else "", parent=under)


def _about(plan: CarePlanView, under: str) -> str:
    """What it will belong to, in words."""
    for problem in plan.problems:
        if problem.code.entity == under:
            return f"For {problem.code.value.display}"
        for goal in problem.goals:
            if goal.text.entity == under:
                return f"For the goal “{goal.text.value.description}”"
    return ""
