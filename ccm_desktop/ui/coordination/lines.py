"""How entries of the coordination log read: columns, chips and the whole of one entry. Words only."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain import coordination as rules
from ccm_desktop.domain.open_work import OPEN, OVERDUE
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.coordination import STATES, CoordinationLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.rows_model import Column

_TONES = {
    OVERDUE: ("error", "alert-triangle"), OPEN: ("warn", "hourglass"), rules.CLOSED: ("ok", "circle-check"),
}  # fmt: skip
_QUIET = ("neutral", "note")
NO_MORE = frozenset({rules.CORRECTED, rules.WITHDRAWN})
"""Of an entry that holds no more."""


def chip(line: CoordinationLine) -> Chip:
    """Where an entry stands."""
    tone, icon = _TONES.get(line.state, _QUIET)
    return Chip(line.state, STATES[line.state], tone, icon, STATES[line.state])


def due(line: CoordinationLine) -> str:
    """`Late Nov 3`, where something is still to come."""
    if not line.is_open:
        return ""
    return f"{'Late ' if line.overdue else ''}{figures.day(line.entry.due_on)}"


def log_columns() -> tuple[Column[CoordinationLine], ...]:
    """Of one patient's log."""
    return (
        Column("on", "Day", lambda line: figures.day(line.entry.happened_on), 96, lambda line: line.entry.happened_on),
        Column("state", "State", lambda line: STATES[line.state], 124, chip=chip),
        Column("with", "With", lambda line: line.entry.counterparty, 180),
        Column("way", "Direction", lambda line: line.direction, 76),
        Column("subject", "Subject", lambda line: line.subject, 140),
        Column("due", "Due", due, 128, lambda line: (not line.is_open, line.entry.due_on)),
        Column("about", "About", lambda line: _one_line(line.entry.about), 220),
    )


def loop_columns() -> tuple[Column[CoordinationLine], ...]:
    """Of the open loops of everybody."""
    return (
        Column("due", "Due", due, 128, lambda line: line.entry.due_on),
        Column("patient", "Patient", lambda line: line.name, 170),
        Column("with", "With", lambda line: line.entry.counterparty, 180),
        Column("subject", "Subject", lambda line: line.subject, 140),
        Column("owner", "Whose", owner, 140),
        Column("step", "Next step", lambda line: _one_line(line.entry.next_step), 240),
    )


def owner(line: CoordinationLine) -> str:
    """Who sees to it."""
    return f"{line.owner_name or 'nobody'} (is here no more)" if line.nobodys else line.owner_name


def whole(line: CoordinationLine, zone: ZoneInfo, today: date) -> str:
    """Everything an entry says, a fact a line."""
    entry = line.entry
    said = f"Written by {line.by or 'somebody'}, {figures.dated(line.at, zone, today)}"
    kind = f"{line.direction} · {entry.counterparty} · {line.subject}"
    parts = [
        f"{kind}, {figures.day(entry.happened_on)}: {entry.about}",
        entry.outcome and f"Outcome: {entry.outcome}",
        entry.next_step and f"Next: {entry.next_step} — {owner(line)}, by {figures.day(entry.due_on)}",
        line.closing and f"Closed: {line.closed_how} — {line.closed_by}, {figures.dated(line.closed_at, zone, today)}",
        line.withdrawn and f"Withdrawn: {line.withdrawn}",
        f"{said}{f'. Corrected because: {entry.reason}' if entry.reason else ''}",
    ]
    return "\n".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())
