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
    lines: int = 0
    """Goals and interventions."""
    template_lines: int = 0
    """Those of them whose words nobody made the patient's own."""


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


def generic(plan: PlanContent) -> tuple[str, ...]:
    """Why a reviewer may call the plan generic, in words; it may be current all the same."""
    if not plan.template_lines:
        return ()
    verb = "is" if plan.template_lines == 1 else "are"
    return (f"{plan.template_lines} of {plan.lines} goals and interventions {verb} still template text",)
