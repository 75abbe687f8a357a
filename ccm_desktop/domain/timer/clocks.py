"""What happened between two looks at the clocks: ordinary ticking, a stall, sleep, a restart, a clock that was set."""

from __future__ import annotations

from typing import NamedTuple

TICK_SECONDS = 0.5
LONGEST_TICK_SECONDS = 2.5 * TICK_SECONDS
"""A longer silence is not a tick that ran (security.md 3.11)."""
SLEEP_SECONDS = 1.0
"""The clock that runs on in sleep gains this much on the one that stands still: the computer slept."""
STEP_SECONDS = 2.0
"""The time of day moves this much more or less than the clocks since boot: it was set (ux.md 5.3)."""


class Sample(NamedTuple):
    """One look at all clocks, in seconds."""

    wall: float
    """Time of day, since 1970 (UTC)."""
    boot: float
    """Since the computer was started, sleep included."""
    awake: float
    """The same without sleep."""
    boot_id: str
    """Names this start of the computer; the clocks of two starts cannot be compared."""


class Passed(NamedTuple):
    """What lies between two samples."""

    kind: str
    """tick | stall | suspend | reboot"""
    seconds: float
    """How long it really took, whatever the time of day says; never negative."""
    step: float = 0.0
    """By how much the time of day was set meanwhile; 0 when it was not."""


def classify(before: Sample, now: Sample) -> Passed:
    """Tell what passed between two samples of one running program."""
    wall, boot, awake = now.wall - before.wall, now.boot - before.boot, now.awake - before.awake
    if now.boot_id != before.boot_id or boot < 0 or awake < 0:
        return Passed("reboot", max(0.0, wall))
    step = wall - boot if abs(wall - boot) > STEP_SECONDS else 0.0
    if boot - awake > SLEEP_SECONDS:
        return Passed("suspend", boot, step)
    if awake > LONGEST_TICK_SECONDS:
        return Passed("stall", awake, step)
    return Passed("tick", min(awake, boot), step)
