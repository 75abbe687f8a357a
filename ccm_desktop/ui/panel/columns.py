"""Columns of the panel (ux.md 6.1)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ccm_desktop.domain.activities import OUTCOMES
from ccm_desktop.domain.plan_freshness import AGING, FRESH, LEVELS, STALE
from ccm_desktop.domain.search import fold
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.rows_model import Column

HIDE_FIRST = ("plan", "coordinator", "conditions", "last", "mrn", "birth", "next", "month")
_NEVER = 10**9
_PLAN_ORDER = ("", FRESH, AGING, STALE)
_ORDER = {"running": 0, "note_due": 1, "close": 2, "call_due": 3, "in_progress": 4, "unreachable": 4, "at_risk": 5,
          "not_started": 6, "billable": 7, "complex": 7, "blocked": 8}  # fmt: skip


def columns(zone: ZoneInfo) -> tuple[Column[PanelLine], ...]:
    """What the panel shows of a patient."""

    def last_contact(line: PanelLine) -> str:
        if line.last_contact_at is None:
            return "—"
        outcome = OUTCOMES.get(line.last_contact_outcome, line.last_contact_outcome).lower()
        return f"{figures.instant_day(line.last_contact_at, zone)} · {outcome}"

    return (
        Column("name", "Patient", name, 190, by_name),
        Column("birth", "DOB", lambda line: figures.day(line.birth_on), 96, lambda line: line.birth_on),
        Column("mrn", "MRN", lambda line: figures.mrn(line.mrn) or "—", 82, lambda line: line.mrn),
        Column("month", "Month time", lambda line: figures.minutes(line.counted_seconds), 160,
               lambda line: line.counted_seconds, bar=lambda line: line.ladder,
               spoken=lambda line: figures.spoken_minutes(line.counted_seconds)),
        Column("to_next", "To next", to_next, 70, by_next, right=True),
        Column("status", "Status", lambda line: line.status.text, 208, lambda line: _ORDER.get(line.status.key, 9),
               chip=lambda line: line.status, spoken=lambda line: line.status.spoken),
        Column("last", "Last contact", last_contact, 150, lambda line: line.last_contact_at or 0),
        Column("next", "Next call", lambda line: figures.short_day(line.next_contact_on), 84,
               lambda line: line.next_contact_on or "9"),
        Column("conditions", "Conditions", conditions, 130, lambda line: -line.chronic_families),
        Column("plan", "Plan", plan_level, 64, lambda line: -_PLAN_ORDER.index(line.plan_level)),
        Column("coordinator", "Coordinator", lambda line: line.coordinator or "—", 120, lambda line: line.coordinator),
    )  # fmt: skip


def name(line: PanelLine) -> str:
    """`Family, Given`, marked where another patient has the same name."""
    return f"⚠ {line.name}" if line.same_name else line.name


def by_name(line: PanelLine) -> str:
    """Accents and case do not part names."""
    return fold(line.name)


def to_next(line: PanelLine) -> str:
    """How far to the next code; a dash when nothing more can be reached."""
    if line.program_status != "enrolled" or line.next is None:
        return "—"
    return figures.minutes(line.next.short_by_seconds)


def by_next(line: PanelLine) -> int:
    """Nearest first; those outside the programme last."""
    if line.program_status != "enrolled" or line.next is None:
        return _NEVER
    return line.next.short_by_seconds


def plan_level(line: PanelLine) -> str:
    """How current the plan is; a dash for none."""
    return LEVELS.get(line.plan_level, "—")


def conditions(line: PanelLine) -> str:
    """Short names of chronic families."""
    shown = ", ".join(line.conditions[:3])
    more = len(line.conditions) - 3
    return f"{shown} +{more}" if more > 0 else shown or "—"


def work_order(line: PanelLine) -> tuple[int, int, str]:
    """Running, then near a threshold, then the rest, blocked last (ux.md 6.2)."""
    return _ORDER.get(line.status.key, 9), by_next(line), by_name(line)
