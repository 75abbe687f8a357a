"""What is not sound in one item of a plan, by field: shown beside the field; a draft may keep it, a signature not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.code_form import rxnorm_fault, snomed_fault
from ccm_desktop.interop.drug_names import is_known, meant
from ccm_desktop.services.forms import (
    ConditionCode,
    GoalText,
    InterventionText,
    MedicationOrder,
    PlanReview,
    PreventiveItem,
    SymptomToWatch,
)

Marks = Mapping[str, str]
_OVER = frozenset({"achieved", "done", "ended"})


def marks(value: Any, today: date) -> Marks:
    """By name of the field, in words; empty when all is sound."""
    ahead = isinstance(value, MedicationOrder) and is_day(value.started_on)
    to_come = ahead and date.fromisoformat(value.started_on) > today
    early = {"started_on": "This day is still to come."} if to_come else {}
    return {**doubts(value), **early, **faults(value, today)}


def past_when_written(value: Any, state: str, written: date) -> Marks:
    """The day of a goal or an intervention that was over on the day it was written: a slip, or out of reach.

    One that came to be over since is no slip, and one that was reached, done or ended may have any day.
    `state`: of the line as it is now, `written`: the day on which its words were.
    """
    late = isinstance(value, (GoalText, InterventionText)) and state not in _OVER and is_past(value.due_on, written)
    return {"due_on": "This day was over when it was written. Say a new day."} if late else {}


def doubts(value: Any) -> Marks:
    """What may be right all the same: it is shown to whoever writes and signs, and keeps nobody from signing."""
    return dict(_DOUBTS[type(value)](value)) if type(value) in _DOUBTS else {}


def _of_problem(code: ConditionCode) -> Iterator[tuple[str, str]]:
    if fault := snomed_fault(code.snomed):
        yield "snomed", fault


def _of_order(order: MedicationOrder) -> Iterator[tuple[str, str]]:
    if not _is_known(order):
        near = meant(order.drug)
        yield "drug", f"Not among the known drug names: check the spelling{f'. {near.capitalize()}?' if near else '.'}"
    if order.drug.strip() and not order.dose.strip() and not order.unit.strip():
        yield "dose", "No dose yet: the sheet of medicines cannot be printed without it."
    if fault := rxnorm_fault(order.rxnorm):
        yield "rxnorm", fault


def _is_known(order: MedicationOrder) -> bool:
    """Whether nothing speaks against the drug's name; while there is none, nothing does."""
    return (bool(order.rxnorm) and not rxnorm_fault(order.rxnorm)) or not order.drug.strip() or is_known(order.drug)


def in_brief(value: Any, today: date) -> str:
    """What to look at in a line, for a list that shows many: a dose without its unit is read as a guess."""
    told = [words for field, words in _BRIEF.get(type(value), ()) if field in marks(value, today)]
    return f"⚠ {', '.join(told)}" if told else ""


def faults(value: Any, today: date) -> Marks:
    """What a signature may not have."""
    check = _CHECKS.get(type(value))
    found = dict(check(value)) if check is not None else {}
    day, words = _DAYS.get(type(value), ("", ""))
    if day and getattr(value, "status", "active") == "active" and is_past(getattr(value, day), today):
        found[day] = words
    return found


def _goal(goal: GoalText) -> Iterator[tuple[str, str]]:
    if not goal.measure.strip():
        yield "measure", "Say how it is measured."
    if not goal.target.strip():
        yield "target", "Say what is to be reached."
    if not goal.owner.strip():
        yield "owner", "Say who sees to it."
    if not goal.due_on:
        yield "due_on", "Say by when."


def _intervention(work: InterventionText) -> Iterator[tuple[str, str]]:
    if not work.responsible.strip():
        yield "responsible", "Say who does it."


def _medication(order: MedicationOrder) -> Iterator[tuple[str, str]]:
    if order.dose.strip() and not order.unit.strip():
        yield "unit", "A dose needs its unit: mg, mL, units."
    if order.unit.strip() and not order.dose.strip():
        yield "dose", "A unit needs its dose."


def _symptom(symptom: SymptomToWatch) -> Iterator[tuple[str, str]]:
    if not symptom.do.strip():
        yield "do", "Say what the patient does then."


def is_past(day: str, today: date) -> bool:
    """Whether a day in ISO form lies before today; what is no day does not."""
    return bool(day) and is_day(day) and date.fromisoformat(day) < today


_CHECKS: Mapping[type, Callable[[Any], Iterator[tuple[str, str]]]] = {
    GoalText: _goal,
    InterventionText: _intervention,
    MedicationOrder: _medication,
    SymptomToWatch: _symptom,
}
_DOUBTS: Mapping[type, Callable[[Any], Iterator[tuple[str, str]]]] = {
    ConditionCode: _of_problem,
    MedicationOrder: _of_order,
}
_BRIEF: Mapping[type, tuple[tuple[str, str], ...]] = {
    GoalText: (("measure", "no measure"),),
    MedicationOrder: (("dose", "no dose"), ("unit", "no unit"), ("drug", "name not known")),
    PreventiveItem: (("due_on", "past"),),
}
_DAYS: Mapping[type, tuple[str, str]] = {
    PreventiveItem: ("due_on", "This day is past. Say what came of it, or a new day."),
    PlanReview: ("review_on", "This day is past. Review the plan, or say a new day."),
}
