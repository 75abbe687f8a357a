"""Stand-ins for the outside world: the clock that a test holds in its hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ccm_desktop.domain.timer.clocks import Sample


class FakeClock:
    """A `services.clock.Clock` that moves only when told to.

    All clocks move together with `advance`, all but the one without sleep with `sleep`; `wall` alone
    may be set, as when a person or a time server sets the computer's clock.
    """

    def __init__(self, wall: datetime = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)) -> None:
        self.wall = wall
        self.ticks = 1_000.0
        self.slept = 0.0
        self.boot_id = "b0" * 16

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds

    def sample(self) -> Sample:
        return Sample(self.wall.timestamp(), self.ticks + self.slept, self.ticks, self.boot_id)

    def sleep(self, seconds: float) -> None:
        """The computer sleeps: what is monotonic stands still, as on Linux and macOS."""
        self.wall += timedelta(seconds=seconds)
        self.slept += seconds

    def restart(self, seconds: float) -> None:
        """The computer is started anew after so long."""
        self.wall += timedelta(seconds=seconds)
        self.ticks, self.slept = 10.0, 0.0
        self.boot_id = f"{int(self.boot_id, 16) + 1:032x}"
