"""The one place for numbers, days and times on screen."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.domain.timekeeping import clock_text

if TYPE_CHECKING:  # the lock writes days too, and is painted before the practice's modules are read
    from ccm_desktop.services.time_views import Threshold


def minutes(seconds: int) -> str:
    """`62:05`: as on paper and on the command line; never rounded."""
    return clock_text(seconds)


def spoken_minutes(seconds: int) -> str:
    """What a screen reader says."""
    return f"{_count(seconds // 60, 'minute')} {_count(seconds % 60, 'second')}"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def to_threshold(step: Threshold) -> str:
    """`8:13 to 40 (99439)`."""
    return f"{minutes(step.short_by_seconds)} to {step.at_seconds // 60} ({step.code})"


def ladder_words(ladder: Ladder, more_seconds: int = 0) -> str:
    """`31:47 · 8:13 to 40 (99439)`, or `62:00 · no further code`; `more_seconds` are running."""
    at = ladder.counted + more_seconds
    step = ladder.next(at)
    ahead = "no further code" if step is None else f"{minutes(step[0] - at)} to {step[0] // 60} ({step[1]})"
    return f"{minutes(at)} · {ahead}"


def spoken_ladder(ladder: Ladder) -> str:
    """The same for a screen reader, with what is not final yet."""
    step = ladder.next(ladder.counted)
    ahead = "no further code" if step is None else f"{spoken_minutes(step[0] - ladder.counted)} to code {step[1]}"
    waiting = f", {spoken_minutes(ladder.waiting)} not final yet" if ladder.waiting else ""
    return f"{spoken_minutes(ladder.counted)} counted{waiting}, {ahead}"


def day(iso: str) -> str:
    """`05/04/1946`; a dash for none."""
    return f"{iso[5:7]}/{iso[8:10]}/{iso[:4]}" if len(iso) == 10 else "—"


def mrn(number: str) -> str:
    """A record number; one as long as a UUID is cut to its first eight characters."""
    return number if len(number) <= 14 else f"{number[:8]}…"


def short_day(iso: str) -> str:
    """`Nov 18`."""
    if len(iso) != 10:
        return "—"
    value = date.fromisoformat(iso)
    return f"{value:%b} {value.day}"


def instant(seconds: int, zone: ZoneInfo) -> str:
    """`Nov 18, 2:02 PM`."""
    return f"{instant_day(seconds, zone)}, {clock(seconds, zone)}"


def instant_day(seconds: int, zone: ZoneInfo) -> str:
    """`Nov 18`."""
    local = from_epoch(seconds).astimezone(zone)
    return f"{local:%b} {local.day}"


def dated(seconds: int, zone: ZoneInfo, today: date) -> str:
    """`Nov 18`, with its year when that is not this year."""
    local = from_epoch(seconds).astimezone(zone)
    return instant_day(seconds, zone) if local.year == today.year else f"{instant_day(seconds, zone)}, {local.year}"


def since(seconds: int, zone: ZoneInfo, today: date) -> str:
    """`today 2:02 PM`, or `Nov 18, 2:02 PM`."""
    is_today = from_epoch(seconds).astimezone(zone).date() == today
    return f"today {clock(seconds, zone)}" if is_today else f"{dated(seconds, zone, today)}, {clock(seconds, zone)}"


def clock(seconds: int, zone: ZoneInfo) -> str:
    """`2:02 PM`."""
    return time_of_day(from_epoch(seconds).astimezone(zone))


def time_of_day(local: datetime) -> str:
    """`2:02 PM`."""
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def money(amount: Decimal) -> str:
    """`$1,234.56`."""
    return f"${amount:,.2f}"
