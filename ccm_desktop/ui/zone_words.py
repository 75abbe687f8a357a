"""Says when the computer's clock stands in another time zone than the practice (ux.md 5.7)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QTimeZone

_NAMES = {
    "America/New_York": "Eastern", "America/Detroit": "Eastern", "America/Chicago": "Central",
    "America/Denver": "Mountain", "America/Phoenix": "Arizona", "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska", "Pacific/Honolulu": "Hawaii", "America/Puerto_Rico": "Atlantic",
}  # fmt: skip


def zone_words(practice: ZoneInfo, at: datetime, device: str = "") -> str:
    """`Times shown in Eastern (this computer is set to Central)`; empty where both clocks show the same.

    `device` is the computer's own zone, as the system names it, when left out.
    """
    device = device or bytes(QTimeZone.systemTimeZoneId().data()).decode()
    try:
        own = ZoneInfo(device)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the system says nothing that can be compared
        return ""
    if at.astimezone(own).utcoffset() == at.astimezone(practice).utcoffset():
        return ""
    return f"Times shown in {_name(practice.key)} (this computer is set to {_name(device)})"


def _name(key: str) -> str:
    return _NAMES.get(key) or key.rsplit("/", 1)[-1].replace("_", " ")
