"""What the finish drawer knows of the stopped work: whose, how long, its parts, and whether it will count."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.timer.segments import days
from ccm_desktop.services.finish_preview import FinishPreview
from ccm_desktop.services.timer_views import NoteDue
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import label

_RECOVERED = "Recovered after the program ended while the timer ran. It counts once it is approved."


class SessionFacts(QWidget):
    """Read-only lines; those that say nothing are not there."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.who_label = label("", "drawerWho", wrap=True)
        self.time_label = label("", "drawerTime", wrap=True)
        self.started_label, self.recovered_label = label("", "caption"), label(_RECOVERED, wrap=True)
        self.segments_label, self.edge_label = label("", "caption", wrap=True), label("", wrap=True)
        self.segments_label.setAccessibleName("Parts of this work")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.who_label, self.time_label, self.started_label, self.segments_label, self.edge_label,
                     self.recovered_label):  # fmt: skip
            column.addWidget(part)

    def show_due(self, due: NoteDue) -> None:
        """Of that session, as it stands now."""
        activity = ACTIVITIES.get(due.activity, due.activity)
        self.who_label.setText(due.patient_name)
        self.time_label.setText(f"{figures.minutes(due.seconds)} · {activity}")
        self.started_label.setText(f"Started {figures.instant(due.started_at, self._zone)}")
        lines = [_line(segment, self._zone) for segment in due.segments] if len(due.segments) > 1 else []
        edge = edge_words(due, self._zone)
        for part, words in ((self.segments_label, "\n".join(lines)), (self.edge_label, edge)):
            part.setText(words)
            part.setVisible(bool(words))
        self.recovered_label.setVisible(due.recovered)


def _line(segment: tuple[int, int, str], zone: ZoneInfo) -> str:
    start, end, activity = segment
    span = f"{figures.clock(start, zone)}–{figures.clock(end, zone)}"
    return f"{span}   {figures.minutes(end - start)}   {ACTIVITIES.get(activity, activity)}"


def edge_words(due: NoteDue, zone: ZoneInfo) -> str:
    """`6:40 counts in November, 3:05 in December.`; of work within one day nothing."""
    parts = days(due.segments, zone)
    months: dict[str, int] = {}
    for day, seconds in parts:
        months[f"{day:%B}"] = months.get(f"{day:%B}", 0) + seconds
    if len(months) > 1:
        (first, seconds), *rest = months.items()
        more = ", ".join(f"{figures.minutes(length)} in {month}" for month, length in rest)
        return f"{figures.minutes(seconds)} counts in {first}, {more}. Both keep this note."
    if len(parts) > 1:
        found = ", ".join(f"{figures.minutes(length)} on {figures.short_day(day.isoformat())}" for day, length in parts)
        return f"Over midnight: {found}. Both keep this note."
    return ""


def counts_words(found: FinishPreview) -> tuple[str, str]:
    """Whether it counts and why not, and the tone in which to say it."""
    if not found.seconds:
        return "", "info"
    if not found.counted_seconds:
        return f"{found.why}.", "warn"
    part = ""
    if found.counted_seconds < found.seconds:
        left = figures.minutes(found.seconds - found.counted_seconds)
        part = f" of {figures.minutes(found.seconds)}; {left} {found.why[:1].lower()}{found.why[1:]}"
    words = f"Counts: {figures.minutes(found.counted_seconds)}{part}."
    if found.lacking:
        more = f" and {len(found.lacking) - 1} more" if len(found.lacking) > 1 else ""
        return f"{words} The month waits: {found.lacking[0].lower()}{more}.", "warn"
    return words, "warn" if part else "ok"
