"""Stand-ins for the outside world: the clock that a test holds in its hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    """A `services.clock.Clock` that moves only when told to.

    Wall time and monotonic time move together with `advance`; `wall` alone may be set, as when a
    person or a time server sets the computer's clock.
    """

    def __init__(self, wall: datetime = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)) -> None:
        self.wall = wall
        self.ticks = 1_000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds
