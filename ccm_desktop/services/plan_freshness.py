"""How current a patient's care plan is, from what is on file."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.plan_freshness import Freshness, GoalFact, PlanFacts, freshness
from ccm_desktop.models.queries import plans
from ccm_desktop.services.care_plans import LATEST, CarePlanService
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.views import CarePlanView, GoalView


class PlanFreshnessService:
    """Tells freshness with its reasons."""

    def __init__(self, context: Context, care_plans: CarePlanService) -> None:
        self._context, self._care_plans = context, care_plans

    def of(self, patient: str) -> Freshness:
        """Today's plan."""
        plan = self._care_plans.view(patient)
        with self._context.reading() as reader:
            zone = self._context.zone_of(reader)
            cloned = plans.cloned(reader.connection, patient)
            saved = plans.last_saved(reader.connection, LATEST, patient).get(patient)
        changed_on = _day(saved // 1000, zone) if saved is not None else None
        return freshness(_facts(plan, cloned, changed_on, local_day(self._context.clock.now(), zone), zone))


def _facts(
    plan: CarePlanView, cloned: tuple[int, int], changed_on: date | None, today: date, zone: ZoneInfo
) -> PlanFacts:
    goals, steps = goals_of(plan), interventions_of(plan)
    marks = [*(goal.text.value.template for goal in goals), *(step.text.value.template for step in steps)]
    return PlanFacts(
        today=today,
        changed_on=changed_on,
        reviewed_on=plan.review.value.reviewed_on,
        review_on=plan.review.value.review_on,
        lines=len(marks),
        template_lines=sum(1 for mark in marks if mark),
        cloned_lines=cloned[0],
        cloned_patients=cloned[1],
        goals=tuple(_goal(goal, zone) for goal in goals if goal.status.value.status != "achieved"),
    )


def _goal(goal: GoalView, zone: ZoneInfo) -> GoalFact:
    written = max(goal.text.at, goal.status.at, *(note.at for note in goal.progress))
    return GoalFact(goal.text.value.due_on, _day(written, zone))


def _day(at: int, zone: ZoneInfo) -> date:
    return from_epoch(at).astimezone(zone).date()
