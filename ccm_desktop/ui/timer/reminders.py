"""When to speak up while another program is in front: seldom, politely, and without a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SNOOZES: Mapping[str, str] = {"15": "For 15 minutes", "60": "For 1 hour", "today": "Today"}
_SELDOM = timedelta(minutes=30)
_LONG_PAUSE = timedelta(minutes=30)
_DAY_BEGINS = 7


@dataclass(frozen=True, slots=True)
class Moment:
    """What a reminder depends on."""

    now: datetime
    """In the practice's time zone."""
    state: str
    """idle | running | paused"""
    question: str = ""
    """What the timer asks: still_on_call, still_on_this, or nothing."""
    in_front: bool = False
    """Whether a person sees a window of ours."""


class Reminders:
    """Decides; `due` is asked from time to time and remembers what it said."""

    def __init__(self, day_end: int = 18) -> None:
        self.day_end = day_end
        self._said: datetime | None = None
        self._quiet_until: datetime | None = None
        self._paused_since: datetime | None = None

    def snooze(self, how_long: str, now: datetime) -> None:
        """Say nothing for 15 or 60 minutes, or until midnight."""
        if how_long == "today":
            self._quiet_until = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        else:
            self._quiet_until = now + timedelta(minutes=int(how_long))

    def due(self, moment: Moment) -> str:
        """What to say now; empty for nothing."""
        if moment.state != "paused":
            self._paused_since = None
        elif self._paused_since is None:
            self._paused_since = moment.now
        words = self._words(moment)
        if not words or moment.in_front or self._is_quiet(moment.now):
            return ""
        self._said = moment.now
        return words

    def _is_quiet(self, now: datetime) -> bool:
        if self._quiet_until is not None and now < self._quiet_until:
            return True
        return self._said is not None and now - self._said < _SELDOM

    def _words(self, moment: Moment) -> str:
        if moment.state not in ("running", "paused"):
            return ""
        if moment.now.hour >= self.day_end:
            return "The timer is still running." if moment.state == "running" else ""
        if moment.now.hour < _DAY_BEGINS:
            return ""
        if moment.question == "still_on_call":
            return "Still on the call? The timer waits for your answer."
        if moment.question == "still_on_this":
            return "The timer has run for an hour. Still on the same work?"
        paused_since = self._paused_since
        if paused_since is not None and moment.now - paused_since >= _LONG_PAUSE:
            return "The timer has been paused for 30 minutes or more."
        return ""
