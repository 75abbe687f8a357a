"""What the timer's surfaces show, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.services.time_views import Threshold


@dataclass(frozen=True, slots=True)
class GapLine:
    """A hole in a session; instants in epoch seconds."""

    gap_id: str
    kind: str
    """away | lock | suspend | stall | crash | reboot | clock"""
    start: int
    end: int
    seconds: int
    activity: str
    decision: str
    """pending | kept | removed | split | moved"""
    keep_first: bool
    """Whether *Keep* is the likeliest answer: a desk phone does not need the computer."""


@dataclass(frozen=True, slots=True)
class NoteDue:
    """A stopped session that still waits for its note, or was recovered after a crash."""

    session_id: str
    patient_id: str
    patient_name: str
    started_at: int
    seconds: int
    activity: str
    outcome: str
    note: str
    """The draft."""
    recovered: bool
    has_call: bool
    """Some of it was a call, so its outcome is asked for; whatever was done last."""
    gaps: tuple[GapLine, ...] = ()
    """All gaps but those too short to matter; pending ones must be decided before the note is saved."""
    segments: tuple[tuple[int, int, str], ...] = ()
    """What was worked: start, end, activity; in order."""


@dataclass(frozen=True, slots=True)
class ParkedLine:
    """A session put aside, to be taken up again today."""

    session_id: str
    patient_id: str
    patient_name: str
    activity: str
    seconds: int
    parked_at: int


@dataclass(frozen=True, slots=True)
class RecoveryLine:
    """What a crash left of a running timer."""

    session_id: str
    patient_id: str
    patient_name: str
    activity: str
    started_at: int
    last_seen_at: int
    """Last sign of life, epoch seconds."""
    back_at: int
    """When the program was open again."""
    earned_seconds: int
    short: bool
    """The computer ran on and hardly any time is missing: one line is enough."""


@dataclass(frozen=True, slots=True)
class TimerView:
    """What the timer bar shows."""

    state: str
    """idle | running | paused"""
    session_id: str = ""
    patient_id: str = ""
    patient_name: str = ""
    birth_on: str = ""
    mrn: str = ""
    activity: str = ""
    elapsed_seconds: int = 0
    closed_seconds: int = 0
    """Earned before the last pause; the rest is still running."""
    month_seconds: int = 0
    """Counted before this session."""
    next: Threshold | None = None
    ladder: Ladder = Ladder()  # noqa: RUF009 - frozen
    """Where the month stands without this session."""
    started_at: int = 0
    note: str = ""
    gap_seconds: int = 0
    """Time in which the computer slept or stalled: not counted."""
    fault: str = ""
    """Why running time cannot be written to disk at this moment; empty when all is well."""
    gaps: tuple[GapLine, ...] = ()
    """Gaps of this session that wait for an answer, oldest first."""
    away_since: int = 0
    """Start of a gap that has not ended yet (epoch seconds); 0 while somebody is there."""
    parked: tuple[ParkedLine, ...] = ()
    """Interrupted sessions of this person, the last interrupted first."""
    can_undo_stop: str = ""
    """The session whose stop can still be undone without a gap, until `undo_until`."""
    undo_until: int = 0
    recovery: tuple[RecoveryLine, ...] = ()
    """Sessions that a crash ended and nobody has answered for."""
    question: str = ""
    """still_on_call | still_on_this; empty when nothing is asked."""
    projected_seconds: int = 0
    """Time of this patient and month that is not final yet: running, parked, or waiting for its note."""
    clock_step_seconds: int = 0
    """By how much the computer's clock was set while this ran, when by more than a minute."""
    paused_since: int = 0
    """Epoch seconds; 0 while nothing is paused."""
