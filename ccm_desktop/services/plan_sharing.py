"""What of a care plan no caregiver gets: lines that are withheld one by one, and what would betray them (A-100)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ccm_desktop.ledger.payloads.plan_sections import sharing_entity
from ccm_desktop.services.forms import Form, Sharing
from ccm_desktop.services.plan_parts import SHAREABLE
from ccm_desktop.services.plan_standing import goals_of
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView


def sharing_of(plan: CarePlanView, line: Form[object]) -> tuple[Form[Sharing], ...]:
    """What says whether caregivers may have a line; nothing for what is no such line."""
    if type(line.value) not in SHAREABLE:
        return ()
    return (plan.sharing.get(line.entity) or Form(sharing_entity(line.entity), Sharing()),)


def withheld(plan: CarePlanView) -> frozenset[str]:
    """Lines that no caregiver gets, by entity: those marked, and what stands below one or speaks of it."""
    found = {line for line, form in plan.sharing.items() if form.value.withheld}
    for problem in plan.problems:
        if problem.code.entity in found:
            found.update(goal.text.entity for goal in problem.goals)
            found.update(one.text.entity for one in problem.interventions)
    for goal in goals_of(plan):
        if goal.text.entity in found:
            found.update(one.text.entity for one in goal.interventions)
            found.update(one.entity for one in goal.progress)
    for forms in plan.short.values():
        for form in forms:
            if found & {getattr(form.value, "goal", ""), getattr(form.value, "condition", "")}:
                found.add(form.entity)
    return frozenset(found)


def for_caregivers(plan: CarePlanView, hidden: frozenset[str]) -> CarePlanView:
    """The plan as if those lines had never been written.

    With a problem among them no medicine says what it is for: that is a diagnosis.
    """
    return replace(
        plan,
        problems=tuple(
            replace(one, goals=tuple(_goals(one.goals, hidden)), interventions=_works(one.interventions, hidden))
            for one in plan.problems if one.code.entity not in hidden
        ),
        unattached_goals=tuple(_goals(plan.unattached_goals, hidden)),
        unattached_interventions=_works(plan.unattached_interventions, hidden),
        medications=tuple(
            replace(one, order=replace(one.order, value=replace(one.order.value, indication="")))
            if _tells_a_problem(plan, hidden) else one
            for one in plan.medications if one.order.entity not in hidden
        ),
        allergies=tuple(one for one in plan.allergies if one.substance.entity not in hidden),
        team=tuple(one for one in plan.team if one.entity not in hidden),
        short={key: tuple(one for one in forms if one.entity not in hidden) for key, forms in plan.short.items()},
    )  # fmt: skip


def emptied(plan: CarePlanView, hidden: frozenset[str]) -> frozenset[str]:
    """Sections of which nothing is left: their copy would say that nothing was ever written there."""
    lines = {
        "problems": [one.code.entity for one in plan.problems],
        "medications": [one.order.entity for one in plan.medications],
        "allergies": [one.substance.entity for one in plan.allergies],
        "team": [one.entity for one in plan.team],
        **{key: [one.entity for one in forms] for key, forms in plan.short.items()},
    }
    return frozenset(key for key, entities in lines.items() if entities and hidden.issuperset(entities))


def _tells_a_problem(plan: CarePlanView, hidden: frozenset[str]) -> bool:
    return any(one.code.entity in hidden for one in plan.problems)


def _goals(goals: Iterable[GoalView], hidden: frozenset[str]) -> Iterator[GoalView]:
    for goal in goals:
        if goal.text.entity not in hidden:
            progress = tuple(one for one in goal.progress if one.entity not in hidden)
            yield replace(goal, interventions=_works(goal.interventions, hidden), progress=progress)


def _works(found: Iterable[InterventionView], hidden: frozenset[str]) -> tuple[InterventionView, ...]:
    return tuple(one for one in found if one.text.entity not in hidden)
