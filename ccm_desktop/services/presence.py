"""When somebody was at work in this window: stretches between keys and clicks, kept for a week on this device."""

from __future__ import annotations

import threading

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.intervals import Span
from ccm_desktop.domain.workday import IDLE_SECONDS
from ccm_desktop.services.clock import Clock


class Presence:
    """Collects signs of work in memory; any thread may call it, and it never touches the database."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: list[Span] = []

    def note(self) -> None:
        """Somebody pressed a key or clicked, now."""
        now = to_epoch(self._clock.now())
        with self._lock:
            last = self._seen[-1] if self._seen else None
            if last is not None and last[0] <= now <= last[1] + IDLE_SECONDS:
                self._seen[-1] = (last[0], max(last[1], now))
            else:
                self._seen.append((now, now))

    def take(self) -> tuple[Span, ...]:
        """What was seen since the last call; the last stretch goes on from its end."""
        with self._lock:
            taken = tuple(self._seen)
            self._seen = [(taken[-1][1], taken[-1][1])] if taken else []
        return tuple(span for span in taken if span[0] < span[1])
