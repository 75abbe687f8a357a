"""How a patient's plan stands on a day: each section, what is missing, and whether the plan is current."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ccm_desktop.domain import care_plan
from ccm_desktop.domain.plan_sections import BY_KEY, MISSING, SectionFacts, SectionStanding, standings
from ccm_desktop.models.store import Reader
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_forms import held_now
from ccm_desktop.services.plan_lacks import Lack, counted, lacks
from ccm_desktop.services.plan_views import CarePlanView

_CORE = frozenset({"problems", "review"})
"""Sections of which `domain.care_plan` says itself what they lack."""


def standing_on(plan: CarePlanView, today: date) -> CarePlanView:
    """The plan with its sections, what is missing, and its status on that day."""
    sections = sections_of(plan, today)
    unwritten = [
        one.title for one in sections if one.state == MISSING and one.key not in _CORE and BY_KEY[one.key].required
    ]
    missing = care_plan.missing(plan.content, unwritten)
    status = care_plan.status(missing, plan.content.review_on, today)
    return replace(plan, status=status, missing=missing, sections=sections)


def status_now(reader: Reader, patient: str, today: date) -> str:
    """draft | overdue | current: of the plan as it is now."""
    return standing_on(build(patient, held_now(reader, patient).forms), today).status


def sections_of(plan: CarePlanView, today: date) -> tuple[SectionStanding, ...]:
    """Every section with what it lacks."""
    none = {key for key, note in plan.notes.items() if note.value.state in ("none_known", "not_applicable")}
    found: dict[str, list[Lack]] = defaultdict(list)
    for lack in lacks(plan, today):
        found[lack.section].append(lack)
    return standings({
        key: SectionFacts(items, tuple(counted(found[key])), key in none) for key, items in _items(plan).items()
    })  # fmt: skip


def _items(plan: CarePlanView) -> Mapping[str, int]:
    """How much is written in each section."""
    summary = plan.summary.value
    return {
        **{key: len(items) for key, items in plan.short.items()},
        "summary": sum(1 for text in (summary.summary, summary.prognosis, summary.patient_goal) if text.strip()),
        "problems": len(plan.problems),
        "medications": len(plan.medications),
        "allergies": len(plan.allergies),
        "team": len(plan.team),
        "assessments": len({one.result.value.area for one in plan.assessments}),
        "directives": 1 if plan.directives.value.directives else 0,
        "emergency": 1 if plan.emergency.value.instructions.strip() else 0,
        "review": 1 if plan.review.value.review_on else 0,
    }
