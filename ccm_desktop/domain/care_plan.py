"""When a care plan may be called current, and when a month may rest on it (rules.md 4.5; product.md A-33, A-34).

Two lines, both drawn here. A month asks for what no comprehensive plan can be without (Noridian reviewers ask for
measurable goals): Medicare says what a plan "typically includes", not that all of it must be there, and names no number
of days between reviews. Current is more: every required section is written, and the day of the review is not past.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DRAFT, OVERDUE, CURRENT = "draft", "overdue", "current"
WORDS = {DRAFT: "Draft plan", OVERDUE: "Plan overdue for review", CURRENT: "Current plan"}
IN_FORCE = {DRAFT: "draft", CURRENT: "in force"}
"""How a saved version is called, by its kept status: whether a month may rest on it."""


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What is in a plan."""

    problems: int
    problems_with_goal: int
    goals_without_measure: int
    interventions: int
    review_on: str
    conflicts: int
    lines: int = 0
    """Goals and interventions."""
    template_lines: int = 0
    """Those of them whose words nobody made the patient's own."""


def short_of_month(plan: PlanContent) -> tuple[str, ...]:
    """What the plan lacks for a month to rest on it, in words; empty when nothing does."""
    checks = (
        (plan.problems > 0, "a problem"),
        (plan.problems_with_goal > 0, "a goal for a problem"),
        (plan.goals_without_measure == 0, "a measure or target for every goal"),
        (plan.interventions > 0, "an intervention"),
        (bool(plan.review_on), "a review date"),
        (plan.conflicts == 0, "a decision on changes made at the same time"),
    )
    return tuple(words for present, words in checks if not present)


def kept_status(plan: PlanContent) -> str:
    """draft | current: what a saved version says of itself, on which months rest; no later day changes it."""
    return DRAFT if short_of_month(plan) else CURRENT


def missing(plan: PlanContent, unwritten: Iterable[str]) -> tuple[str, ...]:
    """What a current plan still lacks, in words; `unwritten`: titles of required sections in which nothing stands."""
    return (*short_of_month(plan), *(f"the section {title}" for title in unwritten))


def status(lacking: tuple[str, ...], review_on: str, today: date) -> str:
    """draft | overdue | current: the plan as it is today; `lacking` as `missing` tells it."""
    if lacking:
        return DRAFT
    return OVERDUE if days_overdue(review_on, today) else CURRENT


def days_overdue(review_on: str, today: date) -> int:
    """Days since the review was due, from the day after it; 0 while it is not, or where no day is said."""
    return max(0, (today - date.fromisoformat(review_on)).days) if review_on else 0


def generic(plan: PlanContent) -> tuple[str, ...]:
    """Why a reviewer may call the plan generic, in words; it may be current all the same."""
    if not plan.template_lines:
        return ()
    verb = "is" if plan.template_lines == 1 else "are"
    return (f"{plan.template_lines} of {plan.lines} goals and interventions {verb} still template text",)
