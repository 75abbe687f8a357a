"""What a month's note tells of discharges and of what followed them (rules.md 6.2: transitions)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ccm_desktop.domain import transition as rules
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_note import FollowedUp
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.transition_lines import StepLine, Transition, transitions_of

_MEDICINES = {"yes": "medicines changed", "no": "medicines not changed"}


def told_of_month(context: Context, reader: Reader, patient: str, month: Month) -> tuple[FollowedUp, ...]:
    """Discharges of the month and steps done in it, in the order of their days; nothing of what was withdrawn."""
    found = [one for line in transitions_of(context, reader, patient) if line.holds for one in _told(line)]
    return tuple(sorted((one for one in found if month.first_day <= one.on <= month.last_day), key=lambda one: one.on))


def _told(found: Transition) -> Iterator[FollowedUp]:
    discharge = found.discharge.value
    left = date.fromisoformat(discharge.discharged_on)
    where = rules.DESTINATIONS.get(discharge.destination, discharge.destination).lower()
    parts = [f"discharged from {discharge.facility} ({where})", _MEDICINES.get(discharge.medicines, ""), discharge.note]
    yield FollowedUp((found.discharge_id,), left, ", ".join(filter(None, parts)))
    for step in found.steps:
        if step.form.value.status == "done":
            yield _done(found, step, left)


def _done(found: Transition, step: StepLine, left: date) -> FollowedUp:
    value = step.form.value
    words = f": {value.words}" if value.words else ""
    late = ", later than it was due" if step.state == rules.LATE else ""
    title = rules.STEPS[step.step]
    text = f"{title[0].lower()}{title[1:]} after the discharge of {left:%b} {left.day}{late}{words}"
    return FollowedUp((step.form.entity, found.discharge_id), date.fromisoformat(value.done_on), text)
