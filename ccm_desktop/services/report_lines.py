"""A line of the board as documents print it."""

from __future__ import annotations

from ccm_desktop.reports import documents
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.month_open_work import is_near_miss

STATES = {"billable": "Billable", "short": "Short", "blocked": "Blocked", "no_time": "No time", "held": "On hold"}


def code_units(line: MonthLine) -> tuple[documents.CodeUnits, ...]:
    """The codes of the line."""
    return tuple(documents.CodeUnits(code, units) for code, units in line.codes)


def near_miss_of(line: MonthLine) -> documents.NearMiss | None:
    """How far the line is from its next code, when that is near."""
    step = line.next
    if step is None or not is_near_miss(line):
        return None
    return documents.NearMiss(line.name, line.mrn, step.at_seconds - step.short_by_seconds, step.at_seconds, step.code,
                              line.practitioner)  # fmt: skip
