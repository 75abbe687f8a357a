"""How current a patient's care plan is, from what is on file."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.plan_freshness import Freshness, GoalFact, PlanFacts, freshness
from ccm_desktop.models.queries import plans
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.views import CarePlanView, GoalView


class PlanFreshnessService:
    """Tells freshness with its reasons."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, plan: CarePlanView) -> Freshness:
        """The plan as it was read, today."""
        with self._context.reading() as reader:
            zone = self._context.zone_of(reader)
            cloned = plans.cloned(reader.connection, plan.patient_id)
        return freshness(_facts(plan, cloned, local_day(self._context.clock.now(), zone), zone))


def _facts(plan: CarePlanView, cloned: tuple[int, int], today: date, zone: ZoneInfo) -> PlanFacts:
    goals, steps = goals_of(plan), interventions_of(plan)
    marks = [*(goal.text.value.template for goal in goals), *(step.text.value.template for step in steps)]
    return PlanFacts(
        today=today,
        changed_on=_day(plan.versions[0].at, zone) if plan.versions else None,
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
