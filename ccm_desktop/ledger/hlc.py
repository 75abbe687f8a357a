"""A hybrid logical clock: it breaks ties and sorts displays; nothing is ever lost by it."""

from __future__ import annotations

_DAY_MS = 24 * 3600 * 1000
_COUNTER_LIMIT = 0xFFFF


class HybridClock:
    """48 bits of milliseconds and a 16-bit counter, written as `0199f3a1b2c4-0003`."""

    def __init__(self, last: str = "") -> None:
        self._millis, self._counter = _parse(last) if last else (0, 0)

    def tick(self, now_ms: int) -> str:
        """The stamp of the next own operation; later than every stamp seen so far."""
        # A clock once set years ahead must not mark everything for ever. Order comes from `prev`, so
        # going back is safe.
        if now_ms > self._millis or self._millis > now_ms + _DAY_MS:
            self._millis, self._counter = now_ms, 0
        elif self._counter < _COUNTER_LIMIT:
            self._counter += 1
        else:
            self._millis, self._counter = self._millis + 1, 0
        return self.latest

    @property
    def latest(self) -> str:
        """The latest stamp given or taken note of; a clock begun with it goes on from there."""
        return f"{self._millis:012x}-{self._counter:04x}"

    def receive(self, stamp: str, now_ms: int) -> None:
        """Take note of another device's stamp unless it lies more than a day ahead."""
        seen = _parse(stamp)
        if seen[0] <= now_ms + _DAY_MS:
            self._millis, self._counter = max(seen, (self._millis, self._counter))


def millis(stamp: str) -> int:
    """Milliseconds of the wall clock in a stamp; 0 for none."""
    return _parse(stamp)[0] if stamp else 0


def _parse(stamp: str) -> tuple[int, int]:
    millis, _, counter = stamp.partition("-")
    return int(millis, 16), int(counter, 16)
