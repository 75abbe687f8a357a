"""Names for things, made before the first attempt to store them, so that a retry is recognised."""

from __future__ import annotations

import hashlib
import os
import time


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as 32 hex digits: ordered by creation, unique without a server."""
    millis = time.time_ns() // 1_000_000
    bits = bytearray(millis.to_bytes(6, "big") + os.urandom(10))
    bits[6] = (bits[6] & 0x0F) | 0x70
    bits[8] = (bits[8] & 0x3F) | 0x80
    return bits.hex()


def imported_id(source_key: str) -> str:
    """The same 32 hex digits for the same foreign record on every device: re-import meets itself."""
    bits = bytearray(hashlib.sha256(b"ccm/import/v1|" + source_key.encode()).digest()[:16])
    bits[6] = (bits[6] & 0x0F) | 0x80
    bits[8] = (bits[8] & 0x3F) | 0x80
    return bits.hex()
