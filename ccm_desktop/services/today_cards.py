"""The figures of the month on the Today page, each of which opens the panel with its patients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ccm_desktop.domain.patient_status import CLOSE_SECONDS
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.timer_views import NoteDue


@dataclass(frozen=True, slots=True)
class TodayCard:
    """One figure of the month; it opens the panel with the view and chips that list its patients."""

    key: str
    view: str
    chips: tuple[str, ...]
    value: str
    detail: str


_NOBODY = {True: "Nobody is enrolled yet", False: "No enrolled patient is yours"}


def cards(
    lines: Sequence[PanelLine], notes: Sequence[NoteDue], left: int, everybody: bool
) -> tuple[TodayCard, ...]:  # fmt: skip
    """Of the enrolled patients on the page, the notes that are due and the workdays left in the month."""
    chips = () if everybody else ("mine",)
    billable = sum(line.status.key in ("billable", "complex") for line in lines)
    close = sum(is_close(line) for line in lines)
    idle = sum(line.counted_seconds == 0 for line in lines)
    blocked = [line for line in lines if line.status.key == "blocked"]
    unnoted = sum(note.seconds for note in notes)
    share = f"{100 * billable // len(lines)} % of those enrolled" if lines else _NOBODY[everybody]
    days = "1 workday left" if left == 1 else f"{left} workdays left"
    return (
        TodayCard("billable", "ready", chips, f"{billable:,} of {len(lines):,} billable", share),
        TodayCard("close", "stuck", chips, f"{close:,} within 3 minutes", "Finish these first" if close else "None"),
        TodayCard("not_started", "not_started", chips, f"{idle:,} not started", days),
        TodayCard("blocked", "blocked", chips, f"{len(blocked):,} blocked", _blocked(blocked)),
        TodayCard("note_due", "active", ("note_due",), f"{len(notes):,} need a note",
                  f"{clock_text(unnoted)} not yet counted" if notes else "All written"),
    )  # fmt: skip


def is_close(line: PanelLine) -> bool:
    """Within minutes of a threshold, with work behind it."""
    return line.next is not None and line.next.short_by_seconds <= CLOSE_SECONDS and line.counted_seconds > 0


def _blocked(lines: Iterable[PanelLine]) -> str:
    """`2 consent · 1 plan`, the most frequent first."""
    words = Counter(line.status.text.removeprefix("Blocked: ") for line in lines)
    return " · ".join(f"{count} {word}" for word, count in words.most_common(3)) or "Nothing is missing"
