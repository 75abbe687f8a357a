"""Days on which offices are open: Mondays to Fridays without the federal holidays (5 U.S.C. 6103)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
_NTH_MONDAYS = ((1, 3), (2, 3), (9, 1), (10, 2))
"""Month and which Monday: King, Washington, Labor Day, Columbus Day."""
_THURSDAY, _THANKSGIVING = 3, (11, 4)


def is_workday(day: date) -> bool:
    """Neither a weekend nor a federal holiday."""
    return day.weekday() < 5 and day not in federal_holidays(day.year)


def workdays_after(day: date, count: int) -> date:
    """The `count`th workday after `day`; with 0 the day itself if it is one, else the next that is."""
    if count < 0:
        raise ValueError("workdays are counted forwards")
    while count or not is_workday(day):
        day += timedelta(days=1)
        count -= is_workday(day) and count > 0
    return day


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """The days off of that year; a fixed one on a Saturday is kept the Friday before, on a Sunday the Monday after."""
    days = {_observed(date(year, month, day)) for month, day in _FIXED}
    days.add(_observed(date(year + 1, 1, 1)))  # New Year on a Saturday is kept in the old year
    days |= {_nth(year, month, nth, 0) for month, nth in _NTH_MONDAYS}
    days.add(_nth(year, *_THANKSGIVING, _THURSDAY))
    last = date(year, 5, 31)
    days.add(last - timedelta(days=last.weekday()))  # Memorial Day
    return frozenset(day for day in days if day.year == year)


def _observed(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, nth: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
