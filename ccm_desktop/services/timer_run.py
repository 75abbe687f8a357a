"""A timer that runs: it earns only what really ticked, and leaves holes where nothing did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ccm_desktop.services.clock import Clock
from ccm_desktop.services.timer_journal import Beat, TimerJournal

TICK_SECONDS = 0.5
_LONGEST_TICK = 2.5 * TICK_SECONDS
"""A longer silence is sleep or a stall: a gap that counts nothing (architecture.md 7)."""
_CLOCK_STEP = 2.0
"""A wall clock that moves this much more than the monotonic one was set, or the computer slept."""

Segment = tuple[int, int, str]
"""Start and end (exclusive) in epoch seconds, and the activity."""


@dataclass
class _Stretch:
    """Uninterrupted ticking."""

    started_at: int
    earned: float = 0.0

    def segment(self, activity: str) -> Segment:
        """Whole seconds only: a fraction is dropped, never rounded up."""
        return self.started_at, self.started_at + int(self.earned), activity


class TimerRun:
    """The running session. Shared by the ticking thread, the database thread and the screen."""

    def __init__(self, clock: Clock, journal: TimerJournal) -> None:
        self._clock = clock
        self._journal = journal
        self._lock = threading.Lock()
        self._session = ""
        self._activity = ""
        self._closed: list[Segment] = []
        self._gap = 0.0
        self._stretch = _Stretch(0)
        self._wall = self._monotonic = 0.0
        self.fault = ""

    def begin(self, session: str, activity: str, started_at: int, head_start: int = 0) -> None:
        """Start ticking for `session`; `head_start` seconds were worked before now."""
        with self._lock:
            self._session, self._activity = session, activity
            self._closed, self._gap = [], 0.0
            self._stretch = _Stretch(started_at, float(head_start))
            self._wall, self._monotonic = self._clock.now().timestamp(), self._clock.monotonic()
            self._write(durable=True)

    def tick(self) -> None:
        """Earn the time since the last tick, or note a gap."""
        with self._lock:
            if self._session:
                self._earn()
                self._write(durable=False)

    def earned(self) -> tuple[Segment, ...]:
        """The segments earned up to this moment; ticking goes on until `end`."""
        with self._lock:
            if self._session:
                self._earn()
            segments = (*self._closed, self._stretch.segment(self._activity))
            return tuple(segment for segment in segments if segment[1] > segment[0])

    def end(self) -> None:
        """Tick no more. Called when what was earned is safe in the practice file."""
        with self._lock:
            self._session = ""

    def elapsed_seconds(self) -> int:
        """Whole seconds earned so far."""
        with self._lock:
            if not self._session:
                return 0
            since = self._clock.monotonic() - self._monotonic
            pending = since if since <= _LONGEST_TICK else 0.0
            return sum(s[1] - s[0] for s in self._closed) + int(self._stretch.earned + pending)

    def gap_seconds(self) -> int:
        """Seconds in which the computer slept or stalled."""
        with self._lock:
            return int(self._gap)

    def _earn(self) -> None:
        wall, monotonic = self._clock.now().timestamp(), self._clock.monotonic()
        passed, wall_passed = monotonic - self._monotonic, wall - self._wall
        self._wall, self._monotonic = wall, monotonic
        stalled = passed > _LONGEST_TICK
        if not stalled:
            self._stretch.earned += max(0.0, passed)
        # A clock set back must not lay new seconds over old ones: the stretch simply goes on.
        if stalled or wall_passed - passed > _CLOCK_STEP:
            self._closed.append(self._stretch.segment(self._activity))
            self._gap += max(passed, wall_passed) if stalled else wall_passed - passed
            self._stretch = _Stretch(max(int(wall), self._closed[-1][1]))

    def _write(self, *, durable: bool) -> None:
        earlier = sum(s[1] - s[0] for s in self._closed) * 1000
        beat = Beat(self._session, earlier, self._stretch.started_at, int(self._stretch.earned * 1000))
        try:
            self._journal.write(beat, durable=durable)
        except OSError:
            self.fault = "The disk does not take the running time. It is kept in memory only."
        else:
            self.fault = ""


class Ticker:
    """The thread that ticks."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="timer", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def stop(self) -> None:
        """Tick no more; returns when the thread has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            self._tick()
