"""The month-end list, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.time_views import Threshold


@dataclass(frozen=True, slots=True)
class Finding:
    """A blocker, exclusion or warning in words, and where it is mended."""

    key: str
    words: str
    fix: str
    """consent | conditions | care_plan | time | enrolment"""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One enrolled patient at month-end."""

    patient_id: str
    name: str
    birth_on: str
    mrn: str
    practitioner: str
    coordinator: str
    logged_seconds: int
    counted_seconds: int
    staff_seconds: int
    practitioner_seconds: int
    codes: tuple[tuple[str, int], ...]
    fee: Decimal
    blockers: tuple[Finding, ...]
    exclusions: tuple[Finding, ...]
    next: Threshold | None
    state: str
    """billable | short | blocked | no_time | held"""
    held: str = ""
    """Why the patient is not billed this month; then `codes` is empty."""


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Totals of a month-end list."""

    enrolled: int
    billable: int
    short: int
    blocked: int
    no_time: int
    counted_seconds: int
    logged_seconds: int
    units: tuple[tuple[str, int], ...]
    fee: Decimal
    held: int = 0


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The month-end of the practice."""

    month: Month
    lines: tuple[MonthLine, ...]
    totals: MonthTotals
    rules_version: str
    over: bool
    """Whether the month has ended in the practice's time zone."""
    title: str = "OPEN"
    """Where the month stands, as every document says it."""
    closed: bool = False
    """The figures are those of the closing; later entries do not change them."""
    fee_schedules: tuple[str, ...] = ()
    """The fee table used; then those of lines that a reopening kept. `fee_words` says them beside every sum."""
