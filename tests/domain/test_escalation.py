"""Until when somebody must have acted, and whether that was kept."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ccm_desktop.domain.escalation import Progress, due_at

NEW_YORK = ZoneInfo("America/New_York")


def local(day: int, hour: int, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(
    ("level", "raised", "due"),
    [
        ("urgent", local(14, 11), local(14, 12)),
        ("same_day", local(14, 11), local(14, 17)),
        ("same_day", local(14, 17), local(14, 18)),  # the office is closed: it is urgent
        ("same_day", local(17, 11), local(17, 12)),  # a Saturday
        ("routine", local(14, 11), local(15, 17)),
        ("routine", local(16, 18), local(19, 17)),  # Friday evening to Monday
        ("routine", local(25, 9, month=11), local(27, 17, month=11)),  # Thanksgiving between
    ],
)
def test_when_it_is_due(level: str, raised: datetime, due: datetime) -> None:
    assert due_at(level, raised, NEW_YORK) == int(due.timestamp())


def test_a_day_of_daylight_saving_still_ends_at_five() -> None:
    friday = local(30, 9)
    assert due_at("routine", friday, NEW_YORK) == int(datetime(2026, 11, 2, 22, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("read", "acted", "now", "state"),
    [
        (None, None, 100, "raised"),
        (50, None, 100, "read"),
        (50, None, 101, "overdue"),
        (None, 100, 500, "acted"),
        (None, 101, 500, "acted_late"),
    ],
)
def test_where_it_stands(read: int | None, acted: int | None, now: int, state: str) -> None:
    assert Progress(0, 100, read, acted).state(now) == state
