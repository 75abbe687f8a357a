"""How refills and care gaps read: columns, chips, and which of them a filter keeps. Words only."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ccm_desktop.domain import due_items as rules
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.services.due_items import KINDS, STATES, DueItem
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.rows_model import Column

_TONES = {
    rules.OVERDUE: ("error", "alert-triangle"), rules.SOON: ("warn", "hourglass"), rules.CLOSED: ("ok", "circle-check"),
}  # fmt: skip
_QUIET = ("neutral", "note")
NOW, OPEN, CLOSED = "now", "open", "closed"
SHOWN: dict[str, tuple[str, Callable[[DueItem], bool]]] = {
    NOW: (f"Due within {rules.SOON_DAYS} days", lambda item: item.state in (rules.OVERDUE, rules.SOON)),
    OPEN: ("All that is open", lambda item: item.is_open),
    CLOSED: ("Closed lately", lambda item: not item.is_open),
}
"""What the box offers, and what it keeps."""


def chip(item: DueItem) -> Chip:
    """Where an item stands."""
    if item.in_conflict:
        return Chip("twice", "To resolve", "error", "alert-triangle", "Two people changed it at the same time")
    tone, icon = _TONES.get(item.state, _QUIET)
    until = f" to {figures.short_day(item.until)}" if item.state == rules.SNOOZED else ""
    return Chip(item.state, f"{STATES[item.state]}{until}", tone, icon, f"{STATES[item.state]}{until}")


def due_columns() -> tuple[Column[DueItem], ...]:
    """When, who, of what kind, whose; what is due takes the room there is."""
    return (
        Column("due", "Due", lambda item: figures.day(item.due_on), 104, lambda item: item.due_on),
        Column("state", "State", lambda item: chip(item).text, 140, chip=chip, spoken=lambda item: chip(item).spoken),
        Column("patient", "Patient", lambda item: item.name, 180),
        Column("mrn", "MRN", lambda item: figures.mrn(item.mrn), 90),
        Column("kind", "Kind", lambda item: KINDS.get(item.kind, item.kind), 90),
        Column("owner", "Whose", lambda item: item.owner_name or "Nobody's", 140),
        Column("closed", "Closed on", closed, 104, lambda item: item.closed_on),
        Column("what", "What", lambda item: item.what, 240),
    )


def closed(item: DueItem) -> str:
    """The day, where it is closed."""
    return figures.day(item.closed_on) if item.closed_on else ""


def kept(items: Iterable[DueItem], *, shown: str, kind: str, me: str, text: str) -> list[DueItem]:
    """Those that pass every filter; `me` empty for everybody's. What is nobody's is everybody's."""
    keep, wanted = SHOWN[shown][1], tokens(text)
    return [
        item for item in items
        if keep(item) and (not kind or item.kind == kind) and (not me or item.owner == me or not item.owner_name)
        and (not wanted or matches(f"{item.name} {item.mrn} {item.what}".casefold(), wanted))
    ]  # fmt: skip
