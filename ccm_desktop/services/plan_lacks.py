"""What a plan lacks, line by line: one list, of which the sections count and the signer's checklist names each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ccm_desktop.domain.care_plan import days_overdue
from ccm_desktop.domain.eligibility import NEEDED_CONDITIONS
from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.services import conflict_words
from ccm_desktop.services.forms import (
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    PlanReview,
    SymptomToWatch,
)
from ccm_desktop.services.plan_marks import faults
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView

_EMPTY = {
    (GoalText, "measure"): "without a measure",
    (GoalText, "target"): "without a target",
    (GoalText, "owner"): "without an owner",
    (GoalText, "due_on"): "without a date",
    (InterventionText, "responsible"): "without a responsible person",
    (MedicationOrder, "dose"): "without a dose",
    (MedicationOrder, "unit"): "without a unit",
    (SymptomToWatch, "do"): "without what to do",
}
"""How a field that a signature may not lack is counted."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing or not sound."""

    section: str
    gap: str
    """Said of the section; of lines it is counted (`2 goals without a target`)."""
    noun: str = ""
    """What is counted; empty where it is said once."""
    words: str = ""
    """Said of the line."""
    line: str = ""
    """What the line is called; empty for a section as a whole."""
    entity: str = ""
    field: str = ""
    keeps_from_signing: bool = True
    """False: whoever signs looks at it, and decides."""


def lacks(plan: CarePlanView, today: date) -> Iterator[Lack]:
    """Everything, in the order of the checklist; a section in which nothing stands says so by itself."""
    summary = plan.summary.value
    texts = {"the summary": summary.summary, "the expected outcome": summary.prognosis,
             "what matters to the patient": summary.patient_goal}  # fmt: skip
    for name, text in texts.items():
        if not text.strip():
            yield Lack("summary", f"{name} is missing")
    yield from _problems(plan)
    for form, name in _lines(plan):
        yield from _faults(form, name, today)
    yield from _to_look_at(plan)
    yield from _medications_and_team(plan)


def counted(found: Iterable[Lack]) -> Iterator[str]:
    """`2 goals without a target`, in the order in which they were found."""
    for (noun, gap), number in Counter((one.noun, one.gap) for one in found).items():
        yield f"{number} {noun}{'' if number == 1 else 's'} {gap}" if noun else gap


def _problems(plan: CarePlanView) -> Iterator[Lack]:
    for problem in plan.problems:
        if not problem.goals:
            called = f"Problem “{problem.code.value.display}”"
            yield Lack("problems", "without a goal", "problem", "no goal", called, problem.code.entity)


def _faults(form: Form[Any], name: str, today: date) -> Iterator[Lack]:
    part = BY_TYPE[type(form.value)] if type(form.value) in BY_TYPE else BY_TYPE[MedicationOrder]
    called = f"{part.title} “{name}”" if part.name else part.title
    for field, words in faults(form.value, today).items():
        gap, noun = _gap(form.value, field), part.title.lower()
        if isinstance(form.value, PlanReview):
            gap, noun = f"overdue by {_days(days_overdue(form.value.review_on, today))}", ""
        yield Lack(part.section, gap, noun, words, called, form.entity, field)


def _gap(value: Any, field: str) -> str:
    if not str(getattr(value, field)).strip():
        return _EMPTY.get((type(value), field), f"without {conflict_words.label(field).lower()}")
    return "overdue" if field == "due_on" else f"to mend: {conflict_words.label(field).lower()}"


def _to_look_at(plan: CarePlanView) -> Iterator[Lack]:
    """What a signer looks at twice; it may be right all the same, as a problem may be in the plan and not chronic."""
    for problem in plan.problems:
        if not problem.is_attested:
            yield Lack("problems", "not attested as chronic", "problem", keeps_from_signing=False)
    if plan.problems and len({family for one in plan.problems for family in one.families}) < NEEDED_CONDITIONS:
        yield Lack("problems", "fewer than two chronic conditions", keeps_from_signing=False)
    assessed = {one.result.value.area for one in plan.assessments}
    for area, words in AREAS.items():
        if assessed and area not in assessed:
            yield Lack("assessments", f"{words.lower()} not assessed", keeps_from_signing=False)


def _medications_and_team(plan: CarePlanView) -> Iterator[Lack]:
    for medication in plan.medications:
        if not medication.review.value.reconciled_on:
            yield Lack("medications", "not reconciled", "medication", keeps_from_signing=False)
    for member in plan.team:
        if not member.value.team_role.strip():
            yield Lack("team", "without a role", "member", keeps_from_signing=False)
        if not (member.value.phone.strip() or member.value.email.strip() or member.value.fax.strip()):
            yield Lack("team", "without phone, e-mail or fax", "member", keeps_from_signing=False)


def _lines(plan: CarePlanView) -> Iterator[tuple[Form[Any], str]]:
    """Every form of the plan, and what its line is called."""
    for problem in plan.problems:
        yield problem.code, problem.code.value.display
    for goal in goals_of(plan):
        yield goal.text, goal.text.value.description
    for work in interventions_of(plan):
        yield work.text, work.text.value.description
    for medication in plan.medications:
        yield medication.order, medication.order.value.drug
        yield medication.review, medication.order.value.drug
    short = (one for items in plan.short.values() for one in items)
    others: tuple[Form[Any], ...] = (*(one.substance for one in plan.allergies), *plan.team, *short)
    for form in others:
        yield form, str(getattr(form.value, BY_TYPE[type(form.value)].name))
    yield from ((one, "") for one in (plan.directives, plan.emergency, plan.review))


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
