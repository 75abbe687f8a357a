"""When a care plan may be called current (rules.md 4.5; Noridian reviewers ask for measurable goals)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What is in a plan."""

    problems: int
    problems_with_goal: int
    goals_without_measure: int
    interventions: int
    review_on: str
    conflicts: int


def missing(plan: PlanContent) -> tuple[str, ...]:
    """What a current plan still lacks, in words; empty when nothing does."""
    checks = (
        (plan.problems > 0, "a problem"),
        (plan.problems_with_goal > 0, "a goal for a problem"),
        (plan.goals_without_measure == 0, "a measure or target for every goal"),
        (plan.interventions > 0, "an intervention"),
        (bool(plan.review_on), "a review date"),
        (plan.conflicts == 0, "a decision on changes made at the same time"),
    )
    return tuple(words for present, words in checks if not present)


def status(plan: PlanContent) -> str:
    """current | draft"""
    return "draft" if missing(plan) else "current"
