"""What the mini timer says of a timer: two lines and three buttons for each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.services.timer_views import GapLine, TimerView
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.mini_name import mini_name

Press = tuple[str, str, str]
"""Key, words and icon of a button."""

_RUNNING: tuple[Press, ...] = (
    ("pause", "Pause", "player-pause"), ("finish", "Finish", "player-stop"), ("switch", "Switch", "arrows-exchange"),
)  # fmt: skip
_PAUSED: tuple[Press, ...] = (("pause", "Resume", "player-play"), *_RUNNING[1:])
_AWAY: tuple[Press, ...] = (
    ("keep", "Keep", "check"), ("remove", "Remove", "x"), ("split", "Split…", "arrows-exchange"),
)  # fmt: skip
_ASKED: tuple[Press, ...] = (("still_here", "Yes", "check"), _RUNNING[1], _RUNNING[0])
QUESTIONS = {"still_on_call": "Still on the call?", "still_on_this": "Still on this?"}


@dataclass(frozen=True, slots=True)
class Face:
    """All that stands on it."""

    state: str = "running"
    """running | paused | away: its colours"""
    elapsed: str = ""
    name: str = ""
    first_line: str = ""
    second_line: str = ""
    buttons: tuple[Press, ...] = _RUNNING


def face_of(view: TimerView, names: str, elapsed_seconds: int, zone: ZoneInfo) -> Face:
    """The face of a timer; `names` is short, initials or none."""
    state, first, presses = "running", ACTIVITIES.get(view.activity, view.activity), _RUNNING
    if view.gaps:
        state, first, presses = "away", _away(view.gaps, zone), _AWAY
    elif view.away_since:
        state, first = "away", f"Away since {figures.clock(view.away_since, zone)}, not counted"
    elif view.state == "paused":
        since = figures.clock(view.paused_since, zone)
        state, first, presses = "paused", f"PAUSED since {since} · not counting", _PAUSED
    elif view.question:
        state, first, presses = "away", QUESTIONS[view.question], _ASKED
    name = mini_name(view.patient_name, view.mrn, names)
    elapsed, month = figures.minutes(elapsed_seconds), month_words(view, elapsed_seconds)
    return Face(state, elapsed, name, view.fault or first, month, presses)


def month_words(view: TimerView, elapsed_seconds: int) -> str:
    """`Month 31:47 · 8:13 to 40 (99439)`: the words of the timer bar."""
    return f"Month {figures.ladder_words(view.ladder, elapsed_seconds)}"


def _away(gaps: Sequence[GapLine], zone: ZoneInfo) -> str:
    seconds = figures.minutes(sum(gap.seconds for gap in gaps))
    if len(gaps) > 1:
        return f"{len(gaps)} times away ({seconds}) not counted"
    start, end = (figures.clock(instant, zone)[:-3] for instant in (gaps[0].start, gaps[0].end))
    return f"Away {start}–{end} ({seconds}) not counted"
