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
_LONGEST_DRUG = 200


def task_of(context: Context, reader: Reader, patient: str, form: Form[Any]) -> Iterator[NewTask]:
    """The task that a form makes necessary; none where one is open for that medication."""
    if not isinstance(form.value, MedicationReview) or form.value.taking not in NOT_TAKEN:
        return
    if form.entity in open_tasks(reader, patient):
        return
    held = reader.held(MedicationOrder, form.entity)
    drug = held.value.drug.strip()[:_LONGEST_DRUG] if held else "Medication"
    today = local_words.iso_day(context.now(), context.zone_of(reader))
    yield NewTask(f"{drug}: {NOT_TAKEN[form.value.taking]}", patient, today, source=SOURCE, reference=form.entity)


def open_tasks(reader: Reader, patient: str) -> dict[str, str]:
    """Titles by the medication that they are about."""
    found = tasks.tasks(reader.connection, open_only=True, patient=patient)
    return {row.reference: row.title for row in found if row.source == SOURCE}
