"""Templates put into a patient's plan: which fit, what of them is new, and the chosen lines as one save."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_template import (
    Difference,
    PlanItem,
    PlanTemplate,
    TemplateLine,
    compare,
    lines_of,
    values_of,
)
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.models.store import Reader
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form, GoalText, InterventionText
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.template_register import in_use, template_named
from ccm_desktop.services.views import CarePlanView, ProblemView


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template to choose from."""

    template: PlanTemplate
    is_own: bool
    fits: bool
    """The patient has a problem that it is for."""


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """What a template would bring to a plan."""

    patient: str
    template: PlanTemplate
    values: Mapping[str, str]
    """Of its variables, as they would be put in."""
    problem: str
    """Entity of the problem that the lines go under; empty when none fits and none was chosen."""
    problems: tuple[tuple[str, str], ...]
    """Entity and words of every problem of the plan."""
    lines: tuple[Difference, ...]

    @property
    def new(self) -> tuple[str, ...]:
        """Ids of the lines that the plan has nothing of."""
        return tuple(one.line.id for one in self.lines if one.state == "new")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Lines to insert, as they were looked at."""

    template: str
    """`key@version`"""
    lines: Collection[str]
    values: Mapping[str, str]
    problem: str


class PlanTemplateService:
    """Shows templates beside a plan and inserts from them."""

    def __init__(self, context: Context, care_plans: CarePlanService) -> None:
        self._context = context
        self._care_plans = care_plans

    def choices(self, patient: str) -> tuple[TemplateChoice, ...]:
        """Every template in use: those that fit the patient first, the practice's own before shipped ones."""
        plan = self._care_plans.view(patient)
        with self._context.reading() as reader:
            found = [
                TemplateChoice(template, is_own, bool(_fitting(template, plan))) for template, is_own in in_use(reader)
            ]
        return tuple(sorted(found, key=lambda one: (not one.fits, not one.is_own, one.template.title.casefold())))

    def preview(
        self, patient: str, key: str, typed: Mapping[str, str] | None = None, problem: str = ""
    ) -> TemplatePreview:
        """What a template holds, line by line beside what the plan has of it; nothing is written.

        A variable without a value shows as its name in braces until one is typed.
        """
        plan = self._care_plans.view(patient)
        with self._context.reading() as reader:
            template = template_named(reader, key)
        shown = {one.key: one.default or f"{{{one.label}}}" for one in template.variables}
        values = {**shown, **{name: text for name, text in (typed or {}).items() if text.strip()}}
        fitting = _fitting(template, plan)
        return TemplatePreview(
            patient, template, values, problem or (fitting[0].code.entity if fitting else ""),
            tuple((one.code.entity, one.code.value.display) for one in plan.problems),
            compare(lines_of(template, values), tuple(_items(plan))),
        )  # fmt: skip

    def apply(self, patient: str, chosen: Chosen) -> Outcome[tuple[str, ...]]:
        """Insert the chosen lines as one version of the plan, which one undo takes back; returns their entities.

        A line whose goal stands in the plan already goes under that goal; one whose goal was not chosen,
        under the problem. Baselines stay empty: a template does not know where the patient stands.
        """
        with self._context.together():
            plan = self._care_plans.view(patient)
            with self._context.reading() as reader:
                template = self._looked_at(reader, chosen)
                today = local_day(self._context.clock.now(), self._context.zone_of(reader))
            _require_problem(plan, chosen.problem)
            found = compare(lines_of(template, values_of(template, chosen.values)), tuple(_items(plan)))
            _require_lines(found, chosen.lines)
            ids = _ids_in_order(one.line.id for one in found if one.line.id in chosen.lines)
            goals = {one.line.id: ids.get(one.line.id) or (one.item.entity if one.item else "")
                     for one in found if one.line.kind == "goal"}  # fmt: skip
            forms: list[Form[GoalText] | Form[InterventionText]] = []
            for line in (one.line for one in found if one.line.id in chosen.lines):
                if line.kind == "goal":
                    due = (today + timedelta(weeks=line.weeks)).isoformat()
                    forms.append(Form(ids[line.id], _goal(line, chosen.problem, due, template.name)))
                else:
                    goal = goals.get(line.goal, "")
                    forms.append(Form(ids[line.id], _intervention(line, goal, chosen.problem, template.name)))
            return self._care_plans.save(patient, forms, f"Inserted from template {template.title}")

    def _looked_at(self, reader: Reader, chosen: Chosen) -> PlanTemplate:
        template = template_named(reader, chosen.template.partition("@")[0])
        if template.name != chosen.template:
            raise Refusal("plan_template_changed", "The template was changed since it was shown.",
                          "Look at it again, then insert.")  # fmt: skip
        return template


def _fitting(template: PlanTemplate, plan: CarePlanView) -> list[ProblemView]:
    return [one for one in plan.problems if template.fits(one.code.value.families, one.code.value.icd10)]


def _items(plan: CarePlanView) -> Iterator[PlanItem]:
    for goal in goals_of(plan):
        text = goal.text.value
        yield PlanItem(goal.text.entity, text.description, text.measure, text.target, is_goal=True)
    for one in interventions_of(plan):
        work = one.text.value
        yield PlanItem(one.text.entity, work.description, responsible=work.responsible, frequency=work.frequency)


def _require_problem(plan: CarePlanView, problem: str) -> None:
    if problem not in {one.code.entity for one in plan.problems}:
        raise BadInput("plan_template_problem", "It is not said which problem of the plan the lines are for.",
                       "Choose a problem of the plan, or add it first.")  # fmt: skip


def _require_lines(found: Collection[Difference], lines: Collection[str]) -> None:
    if not lines:
        raise BadInput("plan_template_lines", "No line was chosen.", "Tick at least one.")
    if not set(lines) <= {one.line.id for one in found}:
        raise BadInput("plan_template_lines", "The template has no such line.", "Choose lines that it shows.")


def _ids_in_order(lines: Iterable[str]) -> dict[str, str]:
    """New entities that sort as the lines do: a plan shows items of one save in the order of their ids."""
    keys = list(lines)
    return dict(zip(keys, sorted(new_id() for _ in keys), strict=True))


def _goal(line: TemplateLine, problem: str, due: str, name: str) -> GoalText:
    return GoalText(line.description, problem, line.measure, "", line.target, due, template=name)


def _intervention(line: TemplateLine, goal: str, problem: str, name: str) -> InterventionText:
    return InterventionText(line.description, goal, problem, line.responsible, line.frequency, template=name)
