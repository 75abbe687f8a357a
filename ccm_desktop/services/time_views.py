"""Time of a month and how far it reaches, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.time_lines import TimeLine


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far it is to the next code; `code` empty when no further code can be reached."""

    code: str
    at_seconds: int
    short_by_seconds: int


@dataclass(frozen=True, slots=True)
class MonthTime:
    """A patient's time in one month."""

    month: Month
    counted_seconds: int
    logged_seconds: int
    next: Threshold | None
    lines: tuple[TimeLine, ...]
    ladder: Ladder = Ladder()  # noqa: RUF009 - frozen
