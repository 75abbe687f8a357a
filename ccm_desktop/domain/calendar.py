"""Calendar months in the practice's time zone: the only place where local time is decided.

Instants are aware UTC datetimes or whole seconds since 1970 (UTC); local time appears here
only, because Python subtracts two datetimes of one zone without regard to daylight saving.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ccm_desktop.domain.errors import BadInput

_MONTH = re.compile(r"((?:19|20|21)[0-9]{2})-(0[1-9]|1[0-2])")
"""Three centuries: a month beside the calendar's first or last year has no edges."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month, as Medicare counts care management time."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-10`."""
        match = _MONTH.fullmatch(text.strip())
        if match is None:
            raise BadInput("month_unreadable", "The month is not written as year-month.", "Write it like 2026-10.")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that `day` lies in."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Month:
        return Month.of(self.first_day - timedelta(days=1))

    @property
    def title(self) -> str:
        """`October 2026`."""
        return f"{self.first_day:%B} {self.year}"

    def bounds(self, zone: ZoneInfo) -> tuple[int, int]:
        """Start and end (exclusive) in epoch seconds: local midnight to local midnight."""
        return _bounds(self, zone)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@lru_cache(maxsize=1024)
def _bounds(month: Month, zone: ZoneInfo) -> tuple[int, int]:
    return midnight(month.first_day, zone), midnight(month.next.first_day, zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """Epoch seconds at which `day` begins in `zone`, also where that midnight is skipped."""
    return int(datetime.combine(day, time(0), zone).astimezone(UTC).timestamp())


def instants(local: datetime, zone: ZoneInfo) -> tuple[int, ...]:
    """Epoch seconds of a local date and time without zone: none where clocks skipped it, two where they
    showed it twice, earlier first."""
    found = sorted({int(local.replace(tzinfo=zone, fold=fold).astimezone(UTC).timestamp()) for fold in (0, 1)})
    return tuple(at for at in found if from_epoch(at).astimezone(zone).replace(tzinfo=None) == local)


def after_skip(local: datetime, zone: ZoneInfo) -> datetime:
    """The local time that clocks showed instead of one they skipped: 3:30 for 2:30."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None)


def time_zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, such as `America/New_York`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(
            "zone_unknown", "The time zone is not known.", "Use an IANA name such as America/New_York."
        ) from error


def is_day(text: str) -> bool:
    """Whether the text is a date as the ledger keeps it, `2026-10-05`: such texts sort as days do."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def age_on(birth_on: str, day: date) -> int | None:
    """Completed years on that day; None when no birth date is on file."""
    if not birth_on:
        return None
    born = date.fromisoformat(birth_on)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The practice's calendar day of an instant."""
    return at.astimezone(zone).date()


def from_epoch(seconds: int) -> datetime:
    """An aware UTC datetime."""
    # `datetime.fromtimestamp` refuses years before 1970 on Windows.
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def to_epoch(at: datetime) -> int:
    """Whole seconds since 1970 (UTC); fractions are dropped, never rounded up."""
    if at.tzinfo is None:
        raise ValueError("a time without zone")
    return int(at.timestamp() // 1)


def workdays_left(today: date, month: Month) -> int:
    """Mondays to Fridays from `today` to the end of the month, both included; 0 when it is over."""
    days = (month.last_day - today).days + 1
    return sum(1 for n in range(max(days, 0)) if (today + timedelta(days=n)).weekday() < 5)
