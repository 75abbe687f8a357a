"""What the screen says of a hole in timed work (ux.md 5.5)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from ccm_desktop.domain.timer.gaps import KINDS
from ccm_desktop.services.timer_views import GapLine
from ccm_desktop.ui import figures

QUESTIONS = {
    "still_on_call": "Still on the call? Nothing was typed for a while.",
    "still_on_this": "Still on this? It runs for an hour.",
}
DECIDED = {"kept": "kept, counts", "removed": "removed", "split": "split", "moved": "given to another patient"}


def span(gap: GapLine, zone: ZoneInfo) -> str:
    """`10:31–10:38 AM (7:12)`."""
    start, end = figures.clock(gap.start, zone), figures.clock(gap.end, zone)
    if start[-2:] == end[-2:]:
        start = start[:-3]
    return f"{start}–{end} ({figures.minutes(gap.seconds)})"


def told(gap: GapLine, zone: ZoneInfo) -> str:
    """`Computer slept 10:31–10:38 AM (7:12)`."""
    return f"{'Away' if gap.kind == 'away' else KINDS[gap.kind]} {span(gap, zone)}"
