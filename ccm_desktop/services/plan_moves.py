"""Taking a line out, copying it, moving it among its like or under another: what a save of that keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ccm_desktop.domain.plan_order import moved
from ccm_desktop.services.forms import Form
from ccm_desktop.services.plan_homes import home_of, homes_of
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView


@dataclass(frozen=True, slots=True)
class Edit:
    """What a save keeps, and what it did in words. Without forms nothing is to be done, and `what` says why."""

    forms: tuple[Form[Any], ...]
    what: str
    place: str = ""
    """The draft that this was; it is forgotten in the same commit."""
    follow_up: bool = False
    """A medication that is not taken as ordered becomes a task."""


def name_of(value: Any) -> str:
    """How an item is called, cut for a sentence."""
    part = BY_TYPE[type(value)]
    words = str(getattr(value, part.name)) if part.name else ""
    return f"{part.title} “{words if len(words) <= 60 else f'{words[:59]}…'}”" if words else part.title


def renamed(form: Form[Any], words: str) -> Edit:
    """The same line with another name; a new one when the form has no entity."""
    value = replace(form.value, **{BY_TYPE[type(form.value)].name: words.strip()})
    if value == form.value:
        return Edit((), "Nothing was changed here.")
    return Edit((replace(form, value=value),), f"{name_of(value)} {'changed' if form.entity else 'added'}")


def removed(plan: CarePlanView, form: Form[Any]) -> Edit:
    """Out of the plan; it stays in the history. What serves a goal goes with it, what a problem has stays."""
    beneath = next((goal.interventions for goal in goals_of(plan) if goal.text.entity == form.entity), ())
    if any(one.text.others or one.status.others for one in beneath):
        return Edit((), "Two people changed a line that would go with it. Decide that first.")
    what = f"Remove {name_of(form.value)}"
    if beneath:
        what += f" with {_count(len(beneath), 'intervention')}"
    staying = next((one for one in plan.problems if one.code.entity == form.entity), None)
    if staying is not None and (staying.goals or staying.interventions):
        stay = [_count(len(like), noun) for like, noun in ((staying.goals, "goal"),
                (staying.interventions, "intervention")) if like]  # fmt: skip
        alone = len(staying.goals) + len(staying.interventions) == 1
        what += f"; {' and '.join(stay)} {'stays' if alone else 'stay'}"
    return Edit((_ended(plan, form), *(_ended(plan, one.text) for one in beneath)), what)


def _ended(plan: CarePlanView, form: Form[Any]) -> Form[Any]:
    part = BY_TYPE[type(form.value)]
    status = form if part.ended_by is None else _status(plan, form.entity, part.ended_by)
    return replace(status, value=replace(status.value, status=part.ended))


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def copied(form: Form[Any]) -> Edit:
    """Another of the same, after its like."""
    return Edit((Form("", form.value),), f"{name_of(form.value)} added again")


def shifted(plan: CarePlanView, entity: str, step: int) -> Edit:
    """One place up (-1) or down (1) among its like."""
    like = _like(plan, entity)
    at = next((n for n, (line, _) in enumerate(like) if line.entity == entity), -1)
    if at < 0:
        return Edit((), "These stand in the order of their names.")
    if not 0 <= at + step < len(like):
        return Edit((), "This is the first." if step < 0 else "This is the last.")
    return placed(plan, entity, at + step)


def placed(plan: CarePlanView, entity: str, to: int) -> Edit:
    """At the place `to` among its like."""
    like = _like(plan, entity)
    at = next((n for n, (line, _) in enumerate(like) if line.entity == entity), -1)
    if at < 0:
        return Edit((), "These stand in the order of their names.")
    states = [state for _, state in like]
    new = moved([state.value.position for state in states], at, max(0, min(to, len(like) - 1)))
    if any(states[n].others for n in new):
        return Edit((), "Two people changed the state of a line here. Decide that first.")
    forms = tuple(replace(states[n], value=replace(states[n].value, position=place)) for n, place in new.items())
    return Edit(forms, f"{name_of(like[at][0].value)} moved")


def place_of(plan: CarePlanView, entity: str, other: str, *, after: bool) -> int:
    """Where `entity` stands once it is right before or after `other`; -1 when they are not of one like."""
    like = [line.entity for line, _ in _like(plan, entity)]
    if entity not in like or other not in like:
        return -1
    rest = [one for one in like if one != entity]
    return rest.index(other) + (1 if after else 0)


def served(plan: CarePlanView, entity: str, home: str) -> Edit:
    """A goal under another problem, an intervention under another goal or a problem as a whole."""
    lines: tuple[GoalView | InterventionView, ...] = (*goals_of(plan), *interventions_of(plan))
    (text,) = (one.text for one in lines if one.text.entity == entity)
    targets: dict[str, Any] = {one.code.entity: one.code.value for one in plan.problems}
    targets |= {one.text.entity: one.text.value for one in goals_of(plan)}
    if home not in targets:
        return Edit((), "That stands under nothing in the plan.")
    if home_of(text.value) == home:
        return Edit((), "It belongs there already.")
    if text.others:
        return Edit((), "Two people changed this line. Decide that first.")
    form: Form[Any] = replace(text, value=homes_of(plan).moved(text.value, home))
    return Edit((form,), f"{name_of(text.value)} moved to {name_of(targets[home])}")


def _like(plan: CarePlanView, entity: str) -> Sequence[tuple[Form[Any], Form[Any]]]:
    """What names and what places each of the problems, goals or interventions among which that one stands, in order.

    Empty for anything else.
    """
    groups: list[Sequence[GoalView | InterventionView]] = [plan.unattached_goals, plan.unattached_interventions]
    groups += [problem.goals for problem in plan.problems]
    groups += [problem.interventions for problem in plan.problems]
    groups += [goal.interventions for goal in goals_of(plan)]
    found: list[list[tuple[Form[Any], Form[Any]]]] = [[(one.code, one.status) for one in plan.problems]]
    found += [[(one.text, one.status) for one in group] for group in groups]
    return next((like for like in found if any(line.entity == entity for line, _ in like)), ())


def _status(plan: CarePlanView, entity: str, cls: type[Any]) -> Form[Any]:
    """The register that says whether an item stands."""
    states: dict[str, Form[Any]] = {
        **{one.code.entity: one.status for one in plan.problems},
        **{one.text.entity: one.status for one in goals_of(plan)},
        **{one.text.entity: one.status for one in interventions_of(plan)},
        **{one.order.entity: one.status for one in plan.medications},
        **{one.substance.entity: one.status for one in plan.allergies},
    }
    return states.get(entity) or Form(entity, cls())
