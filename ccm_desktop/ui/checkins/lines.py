"""How check-ins read: columns, chips, and where a patient stands. Words only."""

from __future__ import annotations

from ccm_desktop.domain import checkins as rules
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.checkins import LEVELS, STATES, CheckinLine, CheckinSheet, rhythm_words
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.rows_model import Column

_TONES = {
    rules.RED: ("error", "alert-triangle"), rules.AMBER: ("warn", "alert-triangle"),
    rules.GREEN: ("ok", "circle-check"),
}  # fmt: skip
_QUIET = ("neutral", "note")


def chip(line: CheckinLine) -> Chip:
    """Its color; whether somebody is still to say what was done."""
    tone, icon = _TONES.get(line.level, _QUIET)
    words = f"{LEVELS.get(line.level, line.level)}{', open' if line.is_open else ''}"
    return Chip(line.level, words, tone if line.is_open or not line.task else "neutral", icon, words)


def checkin_columns() -> tuple[Column[CheckinLine], ...]:
    """Of the list."""
    return (
        Column("on", "On", lambda line: figures.day(line.answered_on), 104, lambda line: line.answered_on),
        Column("level", "Color", lambda line: chip(line).text, 130, chip=chip, spoken=lambda line: chip(line).spoken),
        Column("by", "By", lambda line: line.by, 130),
        Column("what", "Answers", what, 260),
    )


def what(line: CheckinLine) -> str:
    """What is there; the color stands beside it."""
    there = [one.question.ask for one in line.given if one.answer not in ("", rules.NO)]
    missing = sum(not one.answer for one in line.given)
    said = "; ".join(there) or ("" if missing else "No to every question")
    return " · ".join(part for part in (said, f"{missing} not answered" if missing else "") if part)


def standing(sheet: CheckinSheet) -> str:
    """`Every week · due Mon Oct 26 · 2 not answered`."""
    due = sheet.due
    if due is None:
        return "Nobody asks regularly"
    why = sheet.schedule.value.why
    if due.state == rules.PAUSED:
        return f"{rhythm_words(due.every_days)} · paused{f': {why}' if why else ''}"
    when = "due today" if due.state == rules.DUE else f"{STATES[due.state].lower()} {figures.day(due.due_on)}"
    when = f"next {figures.day(due.due_on)}" if due.state == rules.LATER else when
    return f"{rhythm_words(due.every_days)} · {when}{f' · {due.missed} not answered' if due.missed > 1 else ''}"


def whole(line: CheckinLine) -> str:
    """Every answer that is not a plain no, what the plan says to do, and what was done."""
    said = []
    for one in line.given:
        answer = rules.ANSWERS.get(one.answer, one.answer) or "not answered"
        if one.answer != rules.NO or one.words:
            words = f" “{one.words}”" if one.words else ""
            todo = f" → {one.question.do}" if one.question.do and one.answer not in ("", rules.NO) else ""
            colon = "" if one.question.ask.endswith("?") else ":"
            said.append(f"{one.question.ask}{colon} {answer.lower()}{words}{todo}")
    parts = [". ".join(said) or "No to every question"]
    if line.is_open:
        parts.append("Open: D says what was done, N why nothing is needed, E escalates.")
    elif line.outcome:
        parts.append(f"Done: {line.outcome}")
    return ". ".join(parts)
