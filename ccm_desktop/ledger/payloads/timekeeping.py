"""Time: entries are facts and never edited; an amendment voids one and adds another."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.timer.gaps import Gap
from ccm_desktop.ledger.payload import payload


@payload("time.added")
@dataclass(frozen=True, slots=True)
class TimeAdded:
    """Work for one patient, from `started_at` to `ended_at` (exclusive), epoch seconds UTC."""

    person: str
    lane: str
    """clinical_staff | practitioner | non_clinical | machine, as the person was at that time."""
    started_at: int
    ended_at: int
    activity: str
    outcome: str = ""
    note: str = ""
    program: str = "CCM"
    source: str = "timer"
    """timer | manual | recovered | moved (from a gap of another patient's session) | import"""
    reason: str = ""
    """Why it was entered by hand, backdated or recovered."""
    session: str = ""
    replaces: str = ""
    """Entity of the entry this one amends."""
    location: str = "us"
    patients: int = 1
    same_day_em_separate: bool | None = None
    """As the entry came in; what somebody attests later is a `TimeSeparate` and goes before it."""
    clock_unsure: bool = False
    kept_gap_seconds: int = 0
    """How many of its seconds nobody saw but the person who kept the gap they lie in."""


@payload("time.voided")
@dataclass(frozen=True, slots=True)
class TimeVoided:
    """An entry counts no more; it stays visible."""

    entry: str
    reason: str
    person: str


@payload("time.reviewed")
@dataclass(frozen=True, slots=True)
class TimeReviewed:
    """A manual or recovered entry was approved."""

    entry: str
    person: str


@payload("time.separate")
@dataclass(frozen=True, slots=True)
class TimeSeparate:
    """Whether an entry on the day of a visit was work apart from the visit; the newest holds."""

    entry: str
    separate: bool
    reason: str
    person: str


@payload("timer.session", register="session")
@dataclass(frozen=True, slots=True)
class TimerSession:
    """One piece of work under the timer."""

    person: str
    device: str
    state: str
    """running | paused | parked | stopped | final | void"""
    activity: str
    segments: tuple[tuple[int, int, str], ...] = ()
    """Closed segments: start, end, activity."""
    running_since: int | None = None
    outcome: str = ""
    note: str = ""
    source: str = "timer"
    """timer | recovered | moved"""
    backdated_seconds: int = 0
    gaps: tuple[Gap, ...] = ()
    stopped_at: int = 0
    """When it last stood still: paused, parked or stopped, epoch seconds."""
    program: str = "CCM"
    reason: str = ""
    """Why time counts that no timer saw."""
    clock_unsure: bool = False
    """Whether the clock was set while it ran, or was wrong when it started."""
