"""How current a care plan is, with its reasons in figures: fresh, aging or stale (A-33, A-35, A-49)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ccm_desktop.domain.care_plan import days_overdue

FRESH, AGING, STALE = "fresh", "aging", "stale"
LEVELS = {FRESH: "Fresh", AGING: "Aging", STALE: "Stale"}
_ORDER = (FRESH, AGING, STALE)
UNCHANGED_DAYS = (90, 180)
"""Without a change or a review for so long a plan is aging, stale: A-35 asks for "unchanged for N months" and names
no N. One quarter and two: CMS wants periodic review, and reviewers call what never changes a static plan (A-49)."""
OVERDUE_DAYS = (1, 30)
"""Past its review a plan is not current from the first day on (`domain.care_plan`, A-33); a month later it is stale."""
PROGRESS_MONTHS = 3
"""Goals that nobody touched for a quarter show no progress (A-36)."""
SHARE = 2
"""One line in so many from a template, or word for word in other plans, makes the plan generic (A-35)."""


@dataclass(frozen=True, slots=True)
class GoalFact:
    """An open goal: when it is due, and when somebody last wrote about it."""

    due_on: str
    touched_on: date


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What freshness is told from. All figures are those of today's plan."""

    today: date
    changed_on: date | None
    """Of the last version that changed something; None for a plan that was never saved."""
    reviewed_on: str = ""
    review_on: str = ""
    lines: int = 0
    """Goals and interventions."""
    template_lines: int = 0
    """Those whose words are still a template's."""
    cloned_lines: int = 0
    """Others whose words stand in plans of other patients too."""
    cloned_patients: int = 0
    """How many other patients have one of these; 0: not counted."""
    goals: tuple[GoalFact, ...] = ()
    asked: tuple[str, ...] = ()
    """What asks for a review (`domain.review_triggers`), in words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a plan is not fresh, in words with figures."""

    level: str
    words: str


@dataclass(frozen=True, slots=True)
class Freshness:
    """The worst of its reasons, and all of them, the worst first."""

    level: str
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """`Stale: 3 reasons`"""
        count = f": {_count(len(self.reasons), 'reason')}" if self.reasons else ""
        return f"{LEVELS[self.level]}{count}"


def freshness(plan: PlanFacts) -> Freshness:
    """How current the plan is. A plan that was never saved is missing, not stale: that is said elsewhere."""
    if plan.changed_on is None:
        return Freshness(FRESH, ())
    found = (*_asked(plan), *_unchanged(plan), *_review(plan), *_generic(plan), *_goals(plan))
    reasons = sorted(found, key=lambda reason: -_ORDER.index(reason.level))
    return Freshness(reasons[0].level if reasons else FRESH, tuple(reasons))


def _asked(plan: PlanFacts) -> Iterator[Reason]:
    for words in plan.asked:
        yield Reason(AGING, f"Review asked for: {words}")


def _unchanged(plan: PlanFacts) -> Iterator[Reason]:
    """A review that changed nothing is looking at the plan as well as a change is."""
    assert plan.changed_on is not None
    reviewed = date.fromisoformat(plan.reviewed_on) if plan.reviewed_on else plan.changed_on
    days = (plan.today - max(plan.changed_on, reviewed)).days
    if days >= UNCHANGED_DAYS[0]:
        level = STALE if days >= UNCHANGED_DAYS[1] else AGING
        yield Reason(level, f"Neither changed nor reviewed for {days} days")


def _review(plan: PlanFacts) -> Iterator[Reason]:
    if not plan.review_on:
        yield Reason(AGING, "No day for the next review")
        return
    late = days_overdue(plan.review_on, plan.today)
    if late >= OVERDUE_DAYS[0]:
        level = STALE if late >= OVERDUE_DAYS[1] else AGING
        yield Reason(level, f"Review overdue by {_count(late, 'day')}")


def _generic(plan: PlanFacts) -> Iterator[Reason]:
    if plan.template_lines:
        level = STALE if plan.template_lines == plan.lines else AGING
        if plan.template_lines * SHARE >= plan.lines:
            yield Reason(level, f"{plan.template_lines} of {plan.lines} goals and interventions are template text")
    if plan.cloned_lines and plan.cloned_lines * SHARE >= plan.lines:
        words = f"{plan.cloned_lines} of {plan.lines} goals and interventions stand word for word in"
        others = f"plans of {_count(plan.cloned_patients, 'other patient')}" if plan.cloned_patients else "other plans"
        yield Reason(AGING, f"{words} {others}")


def _goals(plan: PlanFacts) -> Iterator[Reason]:
    overdue = sum(1 for goal in plan.goals if goal.due_on and goal.due_on < plan.today.isoformat())
    if overdue:
        yield Reason(AGING, f"{_count(overdue, 'goal')} past the day {'it was' if overdue == 1 else 'they were'} due")
    quiet = [months for goal in plan.goals if (months := _months(goal.touched_on, plan.today)) >= PROGRESS_MONTHS]
    if quiet:
        yield Reason(AGING, f"{_count(len(quiet), 'goal')} without a word of progress for {min(quiet)} months or more")


def _months(first: date, last: date) -> int:
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole - (last.day < first.day)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
