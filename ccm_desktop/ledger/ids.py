"""Names for things, made before the first attempt to store them, so that a retry is recognised."""

from __future__ import annotations

import hashlib
import os
import time
from threading import Lock

_FRACTION_BITS = 12


class _Stamps:
    """Milliseconds since 1970 with a fraction of 12 bits (RFC 9562 6.2, method 3), each later than the one before.

    Also within one tick of the clock, and after it was set back: what was made first comes first wherever ids are
    compared.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def take(self) -> int:
        now = (time.time_ns() << _FRACTION_BITS) // 1_000_000
        with self._lock:
            self._last = max(now, self._last + 1)
            return self._last


_stamps = _Stamps()


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as 32 hex digits: in the order of making within this process, unique without a server."""
    stamp = _stamps.take()
    bits = bytearray((stamp >> _FRACTION_BITS).to_bytes(6, "big") + (stamp & 0x0FFF).to_bytes(2, "big") + os.urandom(8))
    bits[6] |= 0x70
    bits[8] = (bits[8] & 0x3F) | 0x80
    return bits.hex()


def imported_id(source_key: str) -> str:
    """The same 32 hex digits for the same foreign record on every device: re-import meets itself."""
    bits = bytearray(hashlib.sha256(b"ccm/import/v1|" + source_key.encode()).digest()[:16])
    bits[6] = (bits[6] & 0x0F) | 0x80
    bits[8] = (bits[8] & 0x3F) | 0x80
    return bits.hex()
