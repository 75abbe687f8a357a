"""Times of day and lengths as people type them."""

from __future__ import annotations

import re
from datetime import time

_TIME = re.compile(r"(\d{1,2})(?::?(\d{2}))?(?::(\d{2}))?\s*([ap])?m?")
_PARTS = re.compile(r"(\d{1,4})(?::(\d{2}))?(?::(\d{2}))?")


def parse_time(text: str) -> time | None:
    """`2:30 PM`, `230p`, `14:30`, `14:30:05`."""
    found = _TIME.fullmatch(text.strip().casefold())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def parse_duration(text: str) -> int | None:
    """Seconds of `12` (minutes), `7:30`, `1:02:03`, `7.5` or `7m30`."""
    typed = text.strip().casefold().removesuffix("min").strip().replace("m", ":").removesuffix(":")
    if re.fullmatch(r"\d{1,4}[.,]\d", typed):
        return int(float(typed.replace(",", ".")) * 60)
    found = _PARTS.fullmatch(typed)
    if found is None:
        return None
    parts = [int(part) for part in found.groups() if part is not None]
    if any(part > 59 for part in parts[1:]):
        return None
    if len(parts) == 1:
        return parts[0] * 60
    return parts[0] * 60 + parts[1] if len(parts) == 2 else parts[0] * 3600 + parts[1] * 60 + parts[2]
