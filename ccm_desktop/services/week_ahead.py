"""What comes due in the seven days after today: planned contacts, tasks, open loops, plan reviews (ux.md 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ccm_desktop.services.coordination import CoordinationLine
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.review_causes import Asked
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.services.transition_lines import StepLine

_DAYS = 7


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that comes due; nothing has to be done about it today."""

    day: str
    """ISO."""
    patient_id: str
    """Empty for an unfiled task."""
    name: str
    what: str


def review_day(line: PanelLine, asked: Asked | None) -> str:
    """By when the patient's plan is to be reviewed: its day or that of what asks for it, whichever comes first."""
    return min((day for day in (line.plan_review_on, asked.due_on if asked else "") if day), default="")


def week_ahead(
    panel: Iterable[PanelLine], tasks: Iterable[TaskLine], loops: Iterable[CoordinationLine],
    asked: Mapping[str, Asked], steps: Iterable[StepLine], today: date,
) -> tuple[Ahead, ...]:  # fmt: skip
    """By day, then by name. What is due already stands in the list of today, reviews too."""
    begins, ends = (today + timedelta(days=1)).isoformat(), (today + timedelta(days=_DAYS)).isoformat()
    found = [Ahead(one.what.value.due_on, one.patient_id, one.name, one.what.value.title)
             for one in tasks if begins <= one.what.value.due_on <= ends]  # fmt: skip
    found += (Ahead(one.entry.due_on, one.patient_id, one.name, one.entry.next_step)
              for one in loops if begins <= one.entry.due_on <= ends)  # fmt: skip
    found += (Ahead(one.due_on, one.patient_id, one.name, one.title)
              for one in steps if begins <= one.due_on <= ends and one.shows_from > today.isoformat())  # fmt: skip
    for line in panel:
        if begins <= line.next_contact_on <= ends:
            found.append(Ahead(line.next_contact_on, line.patient_id, line.name, "Planned contact"))
        causes = asked.get(line.patient_id)
        day = review_day(line, causes)
        if begins <= day <= ends:
            words = f": {causes.words}" if causes is not None else ""
            found.append(Ahead(day, line.patient_id, line.name, f"Care plan review{words}"))
    return tuple(sorted(found, key=lambda one: (one.day, one.name, one.what)))
