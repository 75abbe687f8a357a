"""What the form for time was told, as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypedTime:
    """Time as it was typed; instants in epoch seconds, end exclusive."""

    patient: str
    started_at: int
    ended_at: int
    activity: str
    outcome: str
    program: str
    note: str
    """The note, or what is added to it."""
    reason: str
    trims: tuple[str, ...] = ()
    """Entries that are to give up the seconds they share with this."""
