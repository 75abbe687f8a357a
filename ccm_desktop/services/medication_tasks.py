"""A medication that is not taken as ordered is somebody's task: one at a time (rules.md 4.5, reconciliation)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ccm_desktop.models.queries import tasks
from ccm_desktop.models.store import Reader
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form, MedicationOrder, MedicationReview
from ccm_desktop.services.tasks import NewTask

SOURCE = "medication"
NOT_TAKEN: Mapping[str, str] = {
    "no": "does not take it", "confused": "is not sure how to take it", "cost": "cannot afford it",
    "out": "has run out",
}  # fmt: skip
"""What of a reconciliation is to be followed up, as it ends a task's title."""
_LONGEST_DRUG, _LONGEST_DIFFERENCE = 200, 120


def asks_for_task(before: MedicationReview, now: MedicationReview) -> bool:
    """Whether something is to be followed up that was not said before: how it is taken, or how that differs."""
    not_taken = now.taking in NOT_TAKEN and now.taking != before.taking
    return not_taken or (bool(now.discrepancy.strip()) and now.discrepancy.strip() != before.discrepancy.strip())


def task_of(context: Context, reader: Reader, patient: str, form: Form[Any]) -> Iterator[NewTask]:
    """The task that a form makes necessary; none where one is open for that medication."""
    if not isinstance(form.value, MedicationReview) or not _to_follow_up(form.value):
        return
    if form.entity in open_tasks(reader, patient):
        return
    held = reader.held(MedicationOrder, form.entity)
    drug = held.value.drug.strip()[:_LONGEST_DRUG] if held else "Medication"
    today = local_words.iso_day(context.now(), context.zone_of(reader))
    yield NewTask(f"{drug}: {_to_follow_up(form.value)}", patient, today, source=SOURCE, reference=form.entity)


def _to_follow_up(review: MedicationReview) -> str:
    """As it ends a task's title; empty for nothing."""
    differs = " ".join(review.discrepancy.split())
    if len(differs) > _LONGEST_DIFFERENCE:
        differs = f"{differs[: _LONGEST_DIFFERENCE - 1]}…"
    return NOT_TAKEN.get(review.taking) or (f"differs from the order: {differs}" if differs else "")


def open_tasks(reader: Reader, patient: str) -> dict[str, str]:
    """Titles by the medication that they are about."""
    found = tasks.tasks(reader.connection, open_only=True, patient=patient)
    return {row.reference: row.title for row in found if row.source == SOURCE}
