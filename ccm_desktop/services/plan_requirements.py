"""What a care plan must have before a practitioner signs it, each with its place; a draft may lack all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from ccm_desktop.domain.plan_sections import BY_KEY, INCOMPLETE, MISSING
from ccm_desktop.services.forms import Form
from ccm_desktop.services.plan_marks import doubts, faults
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView

_TEXT_SECTIONS = frozenset({"summary", "emergency", "review"})
"""Sections of one form: what they lack is said of the section, not of a line."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is missing or not sound."""

    words: str
    section: str
    """Key of the section; `consent`, `conflicts`, `newer` and `instructions` for what stands in none."""
    entity: str = ""
    """The line it is about; empty for a section as a whole."""
    field: str = ""
    """The first field of the line that is not sound."""


def requirements(plan: CarePlanView, today: date, consent: str) -> tuple[Requirement, ...]:
    """Everything that keeps the plan from being signed; `consent`: where the patient's consent stands."""
    return (*_undecided(plan), *_found(plan, today, consent))


def doubtful(plan: CarePlanView) -> tuple[str, ...]:
    """What a signer looks at twice; it may be right all the same."""
    return tuple(
        f"Medication “{one.order.value.drug}”: {words}"
        for one in plan.medications
        for words in doubts(one.order.value).values()
    )


def _undecided(plan: CarePlanView) -> Iterator[Requirement]:
    """What a practitioner decides before anything is signed (product A-42)."""
    for words in plan.differing.values():
        yield Requirement(f"Two instructions differ, decide first ({words})", "instructions")


def _found(plan: CarePlanView, today: date, consent: str) -> Iterator[Requirement]:
    yield from _not_whole(plan)
    if consent != "given":
        yield Requirement("The patient's consent is not on record", "consent")
    for section in plan.sections:
        if BY_KEY[section.key].required and section.state == MISSING:
            yield Requirement(f"{section.title}: nothing written yet", section.key)
        elif section.key in _TEXT_SECTIONS and section.state == INCOMPLETE:
            yield Requirement(f"{section.title}: {', '.join(section.words)}", section.key)
    for problem in plan.problems:
        if not problem.goals:
            yield Requirement(f"Problem “{problem.code.value.display}”: no goal", "problems", problem.code.entity)
    for form in _lines(plan):
        part = BY_TYPE[type(form.value)]
        named = f" “{getattr(form.value, part.name)}”" if part.name else ""
        found = faults(form.value, today)
        if found:  # one line of the plan is one thing to mend, whatever it lacks
            yield Requirement(f"{part.title}{named}: {' '.join(found.values())}", part.section, form.entity,
                              next(iter(found)))  # fmt: skip


def _not_whole(plan: CarePlanView) -> Iterator[Requirement]:
    if plan.conflicts:
        things = "A change" if plan.conflicts == 1 else f"{plan.conflicts} changes"
        yield Requirement(f"{things} made at the same time: decide first", "conflicts")
    if plan.newer:
        yield Requirement("A newer version of the program wrote in it: update this computer first", "newer")


def _lines(plan: CarePlanView) -> Iterator[Form[Any]]:
    yield from (goal.text for goal in goals_of(plan))
    yield from (one.text for one in interventions_of(plan))
    yield from (one.order for one in plan.medications)
    for items in plan.short.values():
        yield from items
    yield plan.review
