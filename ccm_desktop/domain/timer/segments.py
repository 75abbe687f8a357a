"""Arithmetic of timed work: segments of whole epoch seconds, `(start, end, activity)`, end exclusive."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import from_epoch, local_day, midnight
from ccm_desktop.domain.timer.gaps import Gap

Segment = tuple[int, int, str]
SHORTEST_SECONDS = 10
"""A shorter stretch under a wrong activity was a slip of the hand and takes its neighbour's (ux.md 5.2)."""


def joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """In order of time, without empty ones; neighbours under one activity become one."""
    found: list[Segment] = []
    for start, end, activity in sorted(segments):
        if end <= start:
            continue
        if found and found[-1][1] == start and found[-1][2] == activity:
            found[-1] = (found[-1][0], end, activity)
        else:
            found.append((start, end, activity))
    return tuple(found)


def without(segments: Iterable[Segment], start: int, end: int) -> tuple[Segment, ...]:
    """The segments less that span."""
    found = []
    for a, b, activity in segments:
        found += [(a, min(b, start), activity), (max(a, end), b, activity)]
    return joined(found)


def renamed_if_short(segments: Iterable[Segment], at: int, activity: str) -> tuple[Segment, ...]:
    """A segment that ends at `at` after less than ten seconds goes over to the activity that follows it."""
    return joined(
        (start, end, activity if end == at and end - start < SHORTEST_SECONDS else own) for start, end, own in segments
    )


def by_days(start: int, end: int, zone: ZoneInfo) -> tuple[tuple[int, int], ...]:
    """The span cut at each midnight of the practice: a month ends at one of them."""
    found, at = [], start
    while at < end:
        day = local_day(from_epoch(at), zone) + timedelta(days=1)
        tomorrow = midnight(day, zone)
        if tomorrow <= at:  # clocks went back over midnight, as in St. John's until 2011: this midnight is past
            tomorrow = midnight(day + timedelta(days=1), zone)
        found.append((at, min(tomorrow, end)))
        at = found[-1][1]
    return tuple(found)


def days(segments: Iterable[Segment], zone: ZoneInfo) -> tuple[tuple[date, int], ...]:
    """Practice days in order, each with its seconds: what of work over midnight belongs to which day and month."""
    found: dict[date, int] = {}
    for start, end, _ in segments:
        for a, b in by_days(start, end, zone):
            day = local_day(from_epoch(a), zone)
            found[day] = found.get(day, 0) + b - a
    return tuple(sorted(found.items()))


def total(segments: Iterable[Segment]) -> int:
    """Seconds in all of them."""
    return sum(end - start for start, end, _ in segments)


def kept_seconds(gaps: Iterable[Gap], start: int, end: int) -> int:
    """Seconds of that span that count only because a gap was kept; each once."""
    found, covered = 0, start
    for gap in sorted(gaps, key=lambda gap: gap.start):
        if gap.decision == "kept":
            found += max(0, min(gap.end, end) - max(gap.start, covered))
            covered = max(covered, gap.end)
    return found


def with_kept(segments: Iterable[Segment], gaps: Iterable[Gap]) -> tuple[Segment, ...]:
    """The segments as the answers to these gaps leave them: kept time in, removed and moved time out."""
    found = tuple(segments)
    for gap in gaps:
        if gap.decision in ("kept", "removed", "moved"):
            found = without(found, gap.start, gap.end)
        if gap.decision == "kept":
            found = joined((*found, (gap.start, gap.end, gap.activity)))
    return found
