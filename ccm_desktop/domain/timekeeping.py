"""Whether a time entry can be true: order, length, and not in the future."""

from __future__ import annotations

from ccm_desktop.domain.errors import BadInput

LONGEST_ENTRY_SECONDS = 24 * 3600
CLOCK_TOLERANCE_SECONDS = 60
_MANY_MINUTES = 600


def check_entry(started_at: int, ended_at: int, now: int) -> None:
    """Refuse times that cannot have happened; all in epoch seconds."""
    if ended_at <= started_at:
        raise BadInput("end_before_start", "The end is not after the start.", "Correct the start or the end.")
    if ended_at - started_at > LONGEST_ENTRY_SECONDS:
        raise BadInput("entry_too_long", "The entry is longer than 24 hours.", "Enter each day's work by itself.")
    if ended_at > now + CLOCK_TOLERANCE_SECONDS:
        raise BadInput("entry_in_future", "The entry ends in the future.", "Enter work when it is done.")


def clock_text(seconds: int) -> str:
    """`62:05`, in minutes and seconds, as Medicare's thresholds are counted; `54:59:16` from ten hours on."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:02d}" if minutes < _MANY_MINUTES else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
