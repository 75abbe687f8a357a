"""What of a care plan no caregiver gets: lines that are withheld one by one, and what would betray them (A-100)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ccm_desktop.ledger.payloads.plan_sections import sharing_entity
from ccm_desktop.services.forms import Form, Sharing
from ccm_desktop.services.plan_parts import SHAREABLE
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView


def sharing_of(plan: CarePlanView, line: Form[object]) -> tuple[Form[Sharing], ...]:
    """What says whether caregivers may have a line; nothing for what is no such line."""
    if type(line.value) not in SHAREABLE:
        return ()
    return (plan.sharing.get(line.entity) or Form(sharing_entity(line.entity), Sharing()),)


def for_caregivers(plan: CarePlanView, hidden: frozenset[str], *, tells_problem: bool) -> CarePlanView:
    """The plan as if those lines had never been written.

    With a problem among them (`tells_problem`) no medicine says what it is for: that is a diagnosis.
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
            if tells_problem else one
            for one in plan.medications if one.order.entity not in hidden
        ),
        allergies=tuple(one for one in plan.allergies if one.substance.entity not in hidden),
        team=tuple(one for one in plan.team if one.entity not in hidden),
        short={key: tuple(one for one in forms if one.entity not in hidden) for key, forms in plan.short.items()},
    )  # fmt: skip


def emptied(plan: CarePlanView) -> frozenset[str]:
    """Sections of which nothing is left: their copy would say that nothing was ever written there."""
    lines = {
        "problems": [one.code.entity for one in plan.problems],
        "medications": [one.order.entity for one in plan.medications],
        "allergies": [one.substance.entity for one in plan.allergies],
        "team": [one.entity for one in plan.team],
        **{key: [one.entity for one in forms] for key, forms in plan.short.items()},
    }
    return frozenset(key for key, entities in lines.items() if entities and set(plan.withheld).issuperset(entities))


def _goals(goals: Iterable[GoalView], hidden: frozenset[str]) -> Iterator[GoalView]:
    for goal in goals:
        if goal.text.entity not in hidden:
            progress = tuple(one for one in goal.progress if one.entity not in hidden)
            yield replace(goal, interventions=_works(goal.interventions, hidden), progress=progress)


def _works(found: Iterable[InterventionView], hidden: frozenset[str]) -> tuple[InterventionView, ...]:
    return tuple(one for one in found if one.text.entity not in hidden)
