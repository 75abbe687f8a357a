"""Escalations: how urgent, to whom, until when, and whether that was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from ccm_desktop.domain.workdays import is_workday, workdays_after

LEVELS = {"urgent": "Urgent, within the hour", "same_day": "The same day", "routine": "By the next workday"}
"""Most urgent first."""
TARGETS = {"nurse": "Nurse", "practitioner": "Practitioner", "lead": "Practice lead"}
"""Roles that a problem may go to."""
_URGENT_SECONDS = 3_600
_DAY_ENDS = time(17)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an escalation stands; instants in epoch seconds."""

    raised_at: int
    due_at: int
    read_at: int | None
    acted_at: int | None

    def state(self, now: int) -> str:
        """acted | acted_late | overdue | read | raised"""
        if self.acted_at is not None:
            return "acted" if self.acted_at <= self.due_at else "acted_late"
        if now > self.due_at:
            return "overdue"
        return "raised" if self.read_at is None else "read"


STATES = {
    "raised": "Not read yet", "read": "Read, not acted on", "overdue": "Overdue", "acted": "Acted on in time",
    "acted_late": "Acted on late",
}  # fmt: skip


def due_at(level: str, raised: datetime, zone: ZoneInfo) -> int:
    """Until when somebody must have acted, in epoch seconds: an hour; 5 PM of the day; 5 PM of the next workday.

    What cannot wait beyond the day and comes up after 5 PM or on a day off is urgent.
    """
    if level == "urgent":
        return int(raised.timestamp()) + _URGENT_SECONDS
    local = raised.astimezone(zone)
    open_today = is_workday(local.date()) and local.time() < _DAY_ENDS
    if level == "same_day" and not open_today:
        return int(raised.timestamp()) + _URGENT_SECONDS
    day = local.date() if level == "same_day" else workdays_after(local.date(), 1)
    return int(datetime.combine(day, _DAY_ENDS, zone).astimezone(UTC).timestamp())
