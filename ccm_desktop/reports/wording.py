"""Numbers and dates as they read on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.reports.documents import CodeUnits


def clock(seconds: int) -> str:
    """`62:05`: as on screen; never rounded."""
    return clock_text(seconds)


def short_of(short_by_seconds: int, threshold_seconds: int) -> str:
    """`3:00 to 20`: how much is missing to which whole minute."""
    return f"{clock(short_by_seconds)} to {threshold_seconds // 60}"


def day(value: date | None) -> str:
    """`10/05/1948`, as US charts write dates."""
    return f"{value:%m/%d/%Y}" if value else "not known"


def money(amount: Decimal | None) -> str:
    return "not known" if amount is None else f"${amount:,.2f}"


def codes(items: Iterable[CodeUnits], between: str = ", ") -> str:
    """`99490 ×1, 99439 ×2`; empty when there is none."""
    return between.join(f"{item.code} ×{item.units}" for item in items)


def count(number: int, one: str, many: str = "") -> str:
    """`1 patient`, `1,204 patients`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """The parts that say something, on one line."""
    return between.join(part for part in parts if part)


def long_day(value: date) -> str:
    """`December 5, 2026`."""
    return f"{value:%B} {value.day}, {value.year}"
