"""What comes for a patient on a day, for the sheet and calendar they take home (A-99)."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.domain.review_triggers import is_with_specialist
from ccm_desktop.domain.transition import VISIT
from ccm_desktop.models.store import Reader
from ccm_desktop.reports.plan_documents import FollowUp, PlanContent
from ccm_desktop.reports.plan_words import labels, plain
from ccm_desktop.services import tasks
from ccm_desktop.services.context import Context
from ccm_desktop.services.coordination import members_of, open_lines
from ccm_desktop.services.plan_content import day_of
from ccm_desktop.services.plan_standing import interventions_of
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.services.transition_lines import transitions_of


def follow_ups(
    context: Context, reader: Reader, plan: CarePlanView, content: PlanContent, language: str
) -> Iterator[FollowUp]:  # fmt: skip
    """Of the plan and of what is open beside it, in no order."""
    yield from _of_plan(plan, content, language)
    yield from _beside(context, reader, plan.patient_id, content, language)


def _of_plan(plan: CarePlanView, content: PlanContent, language: str) -> Iterator[FollowUp]:
    """Calls, the review, due items, refills and steps."""
    words = labels(language)
    for kind, day in (("call", content.next_call), ("review", content.review_on)):
        if day is not None:
            yield FollowUp(words(f"calendar_{kind}"), day, kind, plan.patient_id)
    for due in content.due:
        if due.on is not None:
            yield FollowUp(due.what, due.on, "due", due.key)
    for one in content.medications:
        if one.refill_on is not None:
            yield FollowUp(words("refill_of", name=one.name), one.refill_on, "refill", one.key)
    for work in interventions_of(plan):
        day = day_of(work.text.value.due_on)
        if day is not None:
            yield FollowUp(plain(work.text.value.description, language), day, "step", work.text.entity)


def _beside(
    context: Context, reader: Reader, patient: str, content: PlanContent, language: str
) -> Iterator[FollowUp]:  # fmt: skip
    """Calls that are tasks, a specialist's appointment, the visit after a discharge: that it comes, with whom, when.

    In words of the papers: what staff write to one another in a task or log entry is not meant for the patient. A
    task of another kind is work of the practice and stands on no paper.
    """
    words = labels(language)
    for task in tasks.lines_of(context, reader, patient=patient):
        day = day_of(task.what.value.due_on)
        if task.what.value.kind == "call" and day is not None and day != content.next_call:
            yield FollowUp(words("calendar_call"), day, "call", task.task_id)
    roles = {entity: member.team_role for entity, member in members_of(reader, patient)}
    for loop in open_lines(context, reader, patient):
        day, entry = day_of(loop.entry.due_on), loop.entry
        if day is not None and is_with_specialist(entry.subject, roles.get(entry.member, "")):
            yield FollowUp(words("visit_with", name=entry.counterparty), day, "visit", loop.first)
    for transition in transitions_of(context, reader, patient):
        step = transition.line(VISIT)
        day = day_of(step.due_on)
        if transition.holds and step.is_open and day is not None:
            yield FollowUp(words("visit_after_hospital"), day, "visit", step.key)
