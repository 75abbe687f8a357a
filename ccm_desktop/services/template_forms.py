"""Lines of a template as registers of a plan: what stands there, what is new, what is given the template's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from ccm_desktop.domain.plan_template import PlanTemplate, TemplateLine
from ccm_desktop.domain.template_comparison import Difference, PlanItem
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.services.forms import (
    Form,
    GoalText,
    InterventionText,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView

Text = Form[Any]
"""Of a `GoalText`, an `InterventionText`, a `SymptomToWatch` or a `PreventiveItem`."""


def texts_of(plan: CarePlanView) -> dict[str, Text]:
    """What stands in a plan of the kinds that templates have, by entity."""
    forms: tuple[Text, ...] = (
        *(one.text for one in goals_of(plan)), *(one.text for one in interventions_of(plan)),
        *plan.short["symptoms"], *plan.short["preventive"],
    )  # fmt: skip
    return {form.entity: form for form in forms}


def item_of(form: Text) -> PlanItem:
    """The same as the rules compare it."""
    match form.value:
        case GoalText() as text:
            return PlanItem(form.entity, text.description, text.measure, text.target, section="goal",
                            template=text.template, owner=text.owner)  # fmt: skip
        case SymptomToWatch() as sign:
            return PlanItem(form.entity, sign.sign, section="sign", template=sign.template, do=sign.do,
                            urgency=sign.urgency)  # fmt: skip
        case PreventiveItem() as due:
            return PlanItem(form.entity, due.what, section="due", every_months=due.every_months)
    work = form.value
    return PlanItem(form.entity, work.description, responsible=work.responsible, frequency=work.frequency,
                    template=work.template)  # fmt: skip


def updated(value: Any, line: TemplateLine, name: str) -> Any:
    """In the words of the template; what it knows nothing of stays: baseline, the patient's words, barriers, days.

    A sign that stands as an intervention becomes a sign to watch of the same problem.
    """
    match value:
        case GoalText():
            is_own = any((value.baseline, value.patient_words, value.barriers))
            return replace(value, description=line.description, measure=line.measure, target=line.target,
                           owner=value.owner or line.owner, template="" if is_own else name)  # fmt: skip
        case SymptomToWatch():
            return replace(value, sign=line.description, do=line.do, urgency=line.urgency, template=name)
        case PreventiveItem():
            return replace(value, what=line.description, every_months=line.every_months)
        case InterventionText() if line.kind == "watch":
            return SymptomToWatch(line.description, line.do, line.urgency, value.condition, name)
    return replace(value, description=line.description, responsible=line.responsible, frequency=line.frequency,
                   template=name)  # fmt: skip


def updating(plan: CarePlanView, form: Text, line: TemplateLine, name: str) -> Iterator[Text]:
    """What to save for it; the intervention that a sign was ends with the same save."""
    value = updated(form.value, line, name)
    if type(value) is type(form.value):
        yield Form(form.entity, value, form.heads)
        return
    old = next(one.status for one in interventions_of(plan) if one.text.entity == form.entity)
    yield Form("", value)
    yield Form(form.entity, replace(old.value, status="ended"), old.heads)


def inserted(
    template: PlanTemplate, found: Collection[Difference], wanted: Collection[str], problem: str, today: date
) -> Iterator[Text]:  # fmt: skip
    """New lines; what stands in the plan stays beside them."""
    lines = [one.line for one in found if one.line.id in wanted]
    ids = _ids_in_order(line.id for line in lines)
    goals = {one.line.id: ids.get(one.line.id) or (one.item.entity if one.item else "")
             for one in found if one.line.kind == "goal"}  # fmt: skip
    for line in lines:
        yield Form(ids[line.id], _new(line, template.name, problem, goals, day_due(line, today)))


def day_due(line: TemplateLine, today: date) -> str:
    """The day, in ISO form, that a goal or a due item inserted today gets; empty where it is left to be typed."""
    return (today + timedelta(weeks=line.weeks)).isoformat() if line.weeks else ""


def _new(line: TemplateLine, name: str, problem: str, goals: Mapping[str, str], due_on: str) -> Any:
    match line.kind:
        case "goal":
            return GoalText(line.description, problem, line.measure, "", line.target, due_on, template=name,
                            owner=line.owner)  # fmt: skip
        case "watch":
            return SymptomToWatch(line.description, line.do, line.urgency, problem, name)
        case "due":
            return PreventiveItem(line.description, due_on, line.every_months, condition=problem)
    return InterventionText(line.description, goals.get(line.goal, ""), problem, line.responsible, line.frequency,
                            template=name)  # fmt: skip


def _ids_in_order(lines: Iterable[str]) -> dict[str, str]:
    """New entities that sort as the lines do: a plan shows items of one save in the order of their ids."""
    keys = list(lines)
    return dict(zip(keys, sorted(new_id() for _ in keys), strict=True))
