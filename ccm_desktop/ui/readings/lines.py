"""Readings as words: where each stands, by a sign and a word, and how a kind went."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ccm_desktop.services.readings import STATES, ReadingLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.fields import parse_day
from ccm_desktop.ui.widgets.times import parse_time

_SIGNS = {"open": "▲", "overdue": "▲", "acted": "✓", "within": "✓", "not_needed": "–"}
_TREND = 6


def written(line: ReadingLine, zone: ZoneInfo, today: date) -> str:
    """What was measured when, then where it stands."""
    taken = figures.since(line.taken_at, zone, today)
    parts = [f"{line.display} {line.value} · {taken}", f"{_SIGNS.get(line.state, '○')} {STATES[line.state]}{_by(line)}"]
    if line.is_open:
        parts.append(line.words.partition(": ")[2] or line.words)
    elif line.outcome:
        ended = f", {line.ended_by} {figures.since(line.ended_at, zone, today)}" if line.ended_by else ""
        parts.append(f"“{line.outcome}”{ended}")
    return "\n".join(parts)


def trend(lines: Iterable[ReadingLine], kind: str) -> str:
    """The last of one kind, oldest first: `Weight: 181 → 184 → 186 lb`."""
    found = [line for line in lines if line.display == kind][:_TREND][::-1]
    if len(found) < 2:
        return ""
    units = {line.value.partition(" ")[2] for line in found}
    values = [line.value if len(units) > 1 else line.value.partition(" ")[0] for line in found]
    return f"{kind}: {' → '.join(values)} {units.pop() if len(units) == 1 else ''}".rstrip()


def taken_at(text: str, now: datetime) -> int | None:
    """Epoch seconds of `7:30`, `11/20 7:30` or nothing, which is now; None where it is not understood.

    `now` in the practice's zone. A day alone says no time, and none is made up.
    """
    typed = text.strip()
    if not typed:
        return int(now.timestamp())
    day_words, _, clock = typed.partition(" ")
    day = parse_day(day_words, now.date(), past=True)
    time = parse_time(clock) if day is not None else parse_time(typed)
    if time is None:
        return None
    return int(datetime.combine(day or now.date(), time, now.tzinfo).timestamp())


def _by(line: ReadingLine) -> str:
    if not line.is_open:
        return ""
    due = f" by {figures.short_day(line.due_on)} {_clock(line.due_time)}".rstrip() if line.due_on else ""
    return f"{due}{f' · {line.owner_name}' if line.owner_name else ''}"


def _clock(text: str) -> str:
    time = parse_time(text) if text else None
    return figures.time_of_day(datetime.combine(date.min, time)) if time is not None else ""
