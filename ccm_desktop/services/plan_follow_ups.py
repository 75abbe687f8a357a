"""What comes for a patient on a day, for the sheet and calendar they take home (A-99)."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.models.store import Reader
from ccm_desktop.reports.plan_documents import FollowUp, PlanContent
from ccm_desktop.reports.plan_words import labels, plain
from ccm_desktop.services.plan_content import day_of
from ccm_desktop.services.plan_standing import interventions_of
from ccm_desktop.services.plan_views import CarePlanView


def follow_ups(reader: Reader, plan: CarePlanView, content: PlanContent, language: str) -> Iterator[FollowUp]:
    """Calls, the review, due items, refills and steps of the plan, in no order."""
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
