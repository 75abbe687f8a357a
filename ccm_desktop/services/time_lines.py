"""Time entries as lists show them. Instants are epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One time entry with what the rules say of it."""

    entry_id: str
    started_at: int
    ended_at: int
    seconds: int
    counted_seconds: int
    activity: str
    outcome: str
    who: str
    person_id: str
    lane: str
    note: str
    source: str
    reason: str
    """Why it was entered by hand, recovered or amended."""
    why: str
    """Why it counts or not, in words."""
    cite: str
    entered_at: int
    reviewed: bool
    voided: bool
    void_reason: str
    replaces: str
    replaced_by: str
    version: int
    on_visit_day: bool = False
    separate: bool | None = None
    separate_words: str = ""
    program: str = "CCM"
    patients: int = 1
    """Over how many the work was shared out; these seconds are this patient's own."""
    kept_gap_seconds: int = 0
    """How many of its seconds count only because a person kept a gap."""
    moved_to: str = ""
    """Name of the other patient on whom a later version stands."""
    moved_from: str = ""
    """Name of the other patient on whom the version before stood."""
