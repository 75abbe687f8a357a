"""Rows of the Today list: what is due, and what was just done and stays until the list is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccm_desktop.domain.checkins import SOURCE as CHECKIN
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.forms import Form, NextContact
from ccm_desktop.services.tasks import TaskLine
from ccm_desktop.services.today_lines import TodayLine
from ccm_desktop.services.transitions import StepLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.rows_model import Column

HIDE_FIRST = ("owner", "month", "status")
_DONE = Chip("done", "Done · U undoes", "neutral", "circle-check", "Done. U undoes.")
_UNFILED = Chip("unfiled", "Unfiled", "warn", "alert-triangle", "Unfiled: belongs to no patient yet")
_DANGER = Chip("danger", "Red flag: answer", "error", "alert-triangle", "Red flag dealt with at once, to be answered")
_ESCALATED = Chip("escalated", "To answer", "warn", "alert-triangle", "Escalated: to be answered")
_OVERDUE_DANGER = Chip(
    "danger", "Red flag: overdue", "error", "alert-triangle", "Red flag dealt with at once, its answer is overdue"
)
_READING = Chip("reading", "Reading: act", "warn", "heart-rate-monitor", "Reading outside its limit, to be acted on")
_READING_NOW = Chip(
    "reading", "Reading: act today", "error", "heart-rate-monitor", "Reading outside its limit, to be acted on today"
)
_RED = Chip("red", "Red check-in", "error", "alert-triangle", "Red check-in: today")
_AMBER = Chip("amber", "Amber check-in", "warn", "alert-triangle", "Amber check-in")
_OVERDUE = Chip("overdue", "Overdue", "error", "alert-triangle", "Escalation is overdue")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    line: TodayLine
    done: bool = False


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that was done from the list, with its place and what undoes it."""

    line: TodayLine
    place: int
    now: TaskLine | StepLine | Form[NextContact]
    """The task, the step after a discharge, or the planned contact, as it stands since."""


def merged(lines: tuple[TodayLine, ...], done: Mapping[str, Undoable]) -> list[Row]:
    """What is due, with what was just done at the place where it stood: nothing jumps under the cursor."""
    rows = [Row(line) for line in lines if line.key not in done]
    for one in sorted(done.values(), key=lambda undoable: undoable.place):
        rows.insert(one.place, Row(one.line, done=True))
    return rows


def columns(today: str) -> tuple[Column[Row], ...]:
    """When, who, where they stand, this month, whose; what is to be done stands last and takes the room there is."""

    def when(row: Row) -> str:
        line = row.line
        if line.due_on and line.due_on != today:
            return f"Late {figures.short_day(line.due_on)}" if line.overdue else figures.short_day(line.due_on)
        clock = _clock(line.due_time) if line.due_time else "" if line.overdue else "Any time"
        return f"Late {clock}".strip() if line.overdue else clock

    def spoken(row: Row) -> str:
        return f"{'overdue, ' if row.line.overdue else ''}{when(row)}"

    return (
        Column("when", "Time", when, 116, lambda row: (not row.line.overdue, row.line.due_on, row.line.due_time),
               spoken=spoken),
        Column("name", "Patient", lambda row: row.line.name or "—", 170),
        Column("status", "Status", lambda row: chip(row).text, 168, chip=chip, spoken=lambda row: chip(row).spoken),
        Column("month", "Month", _month, 64, lambda row: row.line.month_seconds or 0, right=True),
        Column("owner", "Whose", lambda row: row.line.whose, 120),
        Column("what", "Task", lambda row: row.line.what, 250),
    )  # fmt: skip


def chip(row: Row) -> Chip:
    """Done, unfiled, an escalation, a check-in or reading to be acted on, or where the patient stands."""
    if row.done:
        return _DONE
    asked = row.line.escalation
    if asked is not None:  # what the month's minutes come to is not what somebody waits for
        return (
            _OVERDUE_DANGER
            if asked.is_danger and row.line.overdue
            else (_DANGER if asked.is_danger else _OVERDUE if row.line.overdue else _ESCALATED)
        )
    if row.line.is_reading and row.line.task is not None:
        return _READING_NOW if row.line.task.what.value.priority == "high" or row.line.overdue else _READING
    task = row.line.task
    if task is not None and task.what.value.source == CHECKIN:
        return _RED if task.is_red else _AMBER
    return row.line.status or _UNFILED


def _month(row: Row) -> str:
    return "—" if row.line.month_seconds is None else figures.minutes(row.line.month_seconds)


def _clock(text: str) -> str:
    hour = int(text[:2])
    return f"{hour % 12 or 12}:{text[3:]} {'AM' if hour < 12 else 'PM'}"
