"""The facts of a month that exceptions are computed from."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from ccm_desktop.domain.billing.assessment import Decision

CLONED_PATIENTS = 3
"""That many with the same note ask for a look."""


@dataclass(frozen=True, slots=True)
class PatientMonth:
    """One patient with the decision."""

    patient: str
    decision: Decision


class Session(NamedTuple):
    """A timer session without its note, or with gaps that nobody decided."""

    session: str
    patient: str
    person: str
    started_at: int
    seconds: int
    gaps: tuple[tuple[int, int], ...] = ()
    """Holes that nobody has decided: start and end."""
    note_due: bool = True
    """Whether it is over; one that still runs or is parked has time for its note."""


class Remark(NamedTuple):
    """Something about one entry that the decision does not tell."""

    entry: str
    patient: str
    person: str
    started_at: int
    ended_at: int
    entered_at: int
    source: str
    has_note: bool
    clock_unsure: bool


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """All that exceptions are computed from."""

    patients: tuple[PatientMonth, ...]
    sessions: tuple[Session, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """Of entries without a note, not from the timer, or with an unsure clock."""
    strangers: tuple[Remark, ...] = ()
    """Entries of patients who were not in the programme that month."""
    same_notes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    """Hash of a note, the patients it stands for and its entries."""
    conflicts: tuple[tuple[str, int], ...] = ()
    """Patient, and how many of its registers have two versions."""
    beside: tuple[tuple[str, int, int, str, str], ...] = ()
    """Person, start, end, entry and patient of time on other patients than `patients`, at the same time."""
    changed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Patient, role and reasons of signatures that stand no more."""
    stale: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patient, and why the care plan was stale at the end of the month (A-35)."""
    undecided: tuple[tuple[str, str, str, int], ...] = ()
    """Patient, instruction, both in words, and since when, of those that nobody has decided (A-42)."""


def short_hash(text: str) -> str:
    """Names a note in a finding without repeating it."""
    return sha256(text.encode()).hexdigest()[:16]
