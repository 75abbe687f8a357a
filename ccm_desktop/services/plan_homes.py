"""What a line of a plan belongs to: a goal, a symptom or a due item to a problem, a barrier to a goal, an intervention
to a goal or a problem as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ccm_desktop.services.forms import (
    Barrier,
    Form,
    GoalText,
    InterventionStatus,
    InterventionText,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.plan_assembly import Forms, is_gone
from ccm_desktop.services.plan_standing import goals_of
from ccm_desktop.services.plan_views import CarePlanView

GONE_HOME = "What left the plan"
"""What a line stands under that is no problem or goal of the plan any more."""
_LONGEST = 60
_OF_PROBLEMS = (GoalText, SymptomToWatch, PreventiveItem)
_OF_GOALS = (Barrier,)


@dataclass(frozen=True, slots=True)
class Homes:
    """The problems and goals of a plan, in its order, as they were when it was read."""

    problems: Mapping[str, str] = field(default_factory=dict)
    """Their words, by entity."""
    goals: Mapping[str, str] = field(default_factory=dict)
    under: Mapping[str, str] = field(default_factory=dict)
    """The problem of each goal; empty for none."""

    def choices(self, kind: type[Any]) -> Mapping[str, str]:
        """What a line of that kind can belong to, in words by entity; the empty one is none."""
        if kind in _OF_PROBLEMS:
            return {"": "No problem", **self.problems}
        if kind in _OF_GOALS:
            return {"": "No goal", **self.goals}
        found = {"": "No goal"}
        for problem, words in self.problems.items():
            found[problem] = f"Problem: {words}"
            found |= {goal: f"Goal: {self.goals[goal]}" for goal, under in self.under.items() if under == problem}
        return found | {goal: f"Goal: {words}" for goal, words in self.goals.items() if goal not in found}

    def moved(self, value: Any, home: str) -> Any:
        """The line under `home`; an intervention of a goal belongs to the problem of that, too."""
        if isinstance(value, _OF_PROBLEMS):
            return replace(value, condition=home)
        if isinstance(value, _OF_GOALS):
            return replace(value, goal=home)
        if home in self.goals:
            return replace(value, goal=home, condition=self.under[home])
        return replace(value, goal="", condition=home)


def homes_of(plan: CarePlanView) -> Homes:
    """Of the plan as it is now."""
    goals = {one.text.entity: one.text.value for one in goals_of(plan)}
    return Homes(
        {one.code.entity: _brief(one.code.value.display) for one in plan.problems},
        {entity: _brief(goal.description) for entity, goal in goals.items()},
        {entity: goal.condition for entity, goal in goals.items()},
    )


def home_of(value: Any) -> str:
    """Entity of the nearest that a line names; empty for none, and for a line that belongs to nothing."""
    if isinstance(value, InterventionText):
        return value.goal or value.condition
    if isinstance(value, _OF_GOALS):
        return value.goal
    return value.condition if isinstance(value, _OF_PROBLEMS) else ""


def following(plan: Forms, forms: Sequence[Form[Any]]) -> Iterator[Form[Any]]:
    """What serves a goal goes with it to another problem, in the same save: it is for that problem now.

    What two people changed stays as they have it, until somebody decides; it is seen under the goal all the same.
    """
    before = plan.get(GoalText, {})
    kept = {form.entity for form in forms}
    homes = {form.entity: form.value.condition for form in forms if isinstance(form.value, GoalText) and form.heads
             and form.entity in before and before[form.entity].value.condition != form.value.condition}  # fmt: skip
    for entity, work in plan.get(InterventionText, {}).items():
        if work.value.goal not in homes or entity in kept or work.others or work.is_newer:
            continue
        if not is_gone(plan, InterventionStatus, entity):  # to write of what was taken out would bring it back
            yield replace(work, value=replace(work.value, condition=homes[work.value.goal]))


def _brief(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
