"""How current a patient's care plan is, from what is on file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.plan_freshness import Freshness, GoalFact, PlanFacts, freshness
from ccm_desktop.models.queries import plan_ages, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services.care_plans import LATEST
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView, GoalView
from ccm_desktop.services.review_causes import asked_of


class PlanFreshnessService:
    """Tells freshness with its reasons."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, plan: CarePlanView) -> Freshness:
        """The plan as it was read, today."""
        with self._context.reading() as reader:
            zone = self._context.zone_of(reader)
            cloned = plans.cloned(reader.connection, plan.patient_id)
            saved = plans.last_saved(reader.connection, LATEST, plan.patient_id).get(plan.patient_id)
            asked = asked_of(reader, plan.patient_id).get(plan.patient_id)
        changed_on = _day(saved // 1000, zone) if saved is not None else None
        facts = _facts(plan, cloned, changed_on, local_day(self._context.clock.now(), zone), zone)
        return freshness(replace(facts, asked=asked.causes if asked else ()))

    def of_all(self) -> Mapping[str, Freshness]:
        """The same of every patient whose plan was saved, read in bulk for lists. In how many other plans words
        stand is not counted here."""
        with self._context.reading() as reader:
            connection, zone = reader.connection, self._context.zone_of(reader)
            now = self._context.clock.now()
            saved = plans.last_saved(connection, round(now.timestamp() * 1000) + 1)
            reviews, cloned = plans.reviews(connection), plan_ages.cloned(connection)
            goals, lines, marked = _lines(reader, zone)
            asked = asked_of(reader)
        today = local_day(now, zone)
        return {
            patient: freshness(PlanFacts(
                today, _day(at // 1000, zone), *reviews.get(patient, ("", "")), lines[patient], marked[patient],
                cloned.get(patient, 0), goals=tuple(goals.get(patient, ())),
                asked=asked[patient].causes if patient in asked else (),
            ))
            for patient, at in saved.items()
        }  # fmt: skip


def _lines(reader: Reader, zone: ZoneInfo) -> tuple[dict[str, list[GoalFact]], Counter[str], Counter[str]]:
    """Goals not yet achieved, how many lines there are, and how many of them are a template's, by patient."""
    goals = defaultdict[str, list[GoalFact]](list)
    lines, marked = Counter[str](), Counter[str]()
    for patient, due_on, status, template, written in plan_ages.goals(reader.connection):
        lines[patient] += 1
        marked[patient] += template
        if status != "achieved":
            goals[patient].append(GoalFact(due_on, _day(written // 1000, zone)))
    for patient, template in plan_ages.steps(reader.connection):
        lines[patient] += 1
        marked[patient] += template
    return goals, lines, marked


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
