"""The one chip that says where a patient stands this month: first rule that matches (ux.md 6.4)."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.timekeeping import clock_text

CLOSE_SECONDS = 180
AT_RISK_WORKDAYS = 5
NOT_STARTED_WORKDAYS = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """What the chip depends on."""

    program_status: str
    is_timed: bool
    blocked_by: str
    """One word: consent | conditions | plan | visit; empty when nothing blocks."""
    note_due_seconds: int
    codes: tuple[str, ...]
    is_complex: bool
    counted_seconds: int
    short_by_seconds: int | None
    threshold_seconds: int
    first_threshold_seconds: int
    attempts: int
    workdays_left: int
    call_is_due: bool
    not_judged: str = ""
    """Why nobody can say where the month stands; empty when it is judged."""
    attempts_allowed: int = 3
    """By the practice's policy."""


@dataclass(frozen=True, slots=True)
class Chip:
    """Icon, words and tone, never colour alone."""

    key: str
    """running | blocked | note_due | billable | complex | close | unreachable | at_risk | call_due |
    in_progress | not_started | candidate | declined | ended"""
    text: str
    tone: str
    """ok | warn | error | info | complex | neutral | running"""
    icon: str
    spoken: str = ""
    """What a screen reader says instead of `text`."""


def chip(s: Standing) -> Chip:
    """The first rule that matches."""
    if s.program_status != "enrolled":
        return _outside(s.program_status)
    if s.is_timed:  # the bar above shows the seconds; a list read once would show old ones
        return Chip("running", "Timer on", "running", "player-record", "Timer is on")
    if s.blocked_by:
        return Chip("blocked", f"Blocked: {s.blocked_by}", "error", "ban", f"Blocked by {s.blocked_by}")
    if s.note_due_seconds:
        return Chip("note_due", f"Note due {clock_text(s.note_due_seconds)}", "info", "pencil", "A note is due")
    if s.not_judged:
        return Chip("no_rules", s.not_judged, "warn", "alert-triangle", f"{s.not_judged}: time is tracked, not judged")
    if s.is_complex and s.codes:
        return Chip("complex", f"Complex {s.codes[0]}", "complex", "stack-2", f"Complex, {' and '.join(s.codes)}")
    if s.codes:
        return Chip(
            "billable",
            f"Billable {' + '.join(s.codes)}",
            "ok",
            "circle-check",
            f"Billable {' and '.join(s.codes)}",
        )
    return _on_the_way(s)


def _on_the_way(s: Standing) -> Chip:
    short = s.short_by_seconds
    if short is not None and short <= CLOSE_SECONDS and s.counted_seconds > 0:
        text = f"{clock_text(short)} to {s.threshold_seconds // 60}"
        spoken = f"{short // 60} minutes {short % 60} seconds to {s.threshold_seconds // 60} minutes"
        return Chip("close", text, "warn", "hourglass", spoken)
    if s.attempts >= s.attempts_allowed:
        return Chip("unreachable", f"Unable to reach · {s.attempts}", "warn", "phone-off",
                    f"Unable to reach after {s.attempts} attempts")  # fmt: skip
    late = s.workdays_left <= AT_RISK_WORKDAYS
    if s.counted_seconds < s.first_threshold_seconds and (
        late or (s.counted_seconds == 0 and s.workdays_left <= NOT_STARTED_WORKDAYS)
    ):
        days = "1 day" if s.workdays_left == 1 else f"{s.workdays_left} days"
        return Chip("at_risk", f"At risk · {days}", "warn", "alert-triangle", f"At risk, {days} left")
    if s.call_is_due:
        return Chip("call_due", "Call due", "info", "phone", "Call is due")
    if s.counted_seconds > 0:
        return Chip("in_progress", "In progress", "neutral", "progress", "In progress")
    return Chip("not_started", "Not started", "neutral", "circle-dashed", "Not started")


def _outside(status: str) -> Chip:
    text = {
        "candidate": "Candidate",
        "not_eligible": "Not eligible",
        "declined": "Declined",
        "ended": "Ended",
    }.get(status, "Not enrolled")
    return Chip(status, text, "neutral", "circle-dashed", text)
