"""What a form for time says before anything is saved: overlaps, where the month would stand, what comes after."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.services.time_preview import OverlapLine, TimePreview
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.parts import button, label


class PreviewNotes(QWidget):
    """Empty until a preview comes.

    Signals:
        trim_mine: the part of the draft that is on nobody yet, as start and end.
        trim_other: id of the entry that is to give way.
    """

    trim_mine = Signal(int, int)
    trim_other = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._preview: TimePreview | None = None
        self.overlap_label = label("", "fieldError", wrap=True)
        self.mine_button = button("Trim mine")
        self.other_button = button("Trim the other")
        self.month_label, self.later_label = label("", "strong", wrap=True), label("", "caption", wrap=True)
        trims = QHBoxLayout()
        for press in (self.mine_button, self.other_button):
            trims.addWidget(press)
        trims.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.overlap_label)
        column.addLayout(trims)
        for part in (self.month_label, self.later_label):
            column.addWidget(part)
        self.mine_button.clicked.connect(self._on_mine)
        self.other_button.clicked.connect(self._on_other)
        self.clear()

    def clear(self) -> None:
        """Nothing can be said yet."""
        self._preview = None
        for part in (self.overlap_label, self.mine_button, self.other_button, self.month_label, self.later_label):
            part.hide()

    def show_preview(self, preview: TimePreview, zone: ZoneInfo, trimmed: int) -> None:
        """Say what would come of it; `trimmed` other entries are to give way."""
        self._preview = preview
        first = preview.overlaps[0] if preview.overlaps else None
        self._say(self.overlap_label, _overlap(first, len(preview.overlaps) - 1, zone) if first else "")
        self.mine_button.setVisible(first is not None and preview.free is not None)
        self.other_button.setVisible(first is not None and bool(first.entry_id))
        self._say(self.month_label, _month(preview))
        self._say(self.later_label, " ".join(_later(preview, trimmed)))

    @staticmethod
    def _say(part: QWidget, text: str) -> None:
        part.setText(text)  # type: ignore[attr-defined]
        part.setVisible(bool(text))

    def _on_mine(self) -> None:
        if self._preview is not None and self._preview.free is not None:
            self.trim_mine.emit(*self._preview.free)

    def _on_other(self) -> None:
        if self._preview is not None and self._preview.overlaps:
            self.trim_other.emit(self._preview.overlaps[0].entry_id)


def _overlap(line: OverlapLine, more: int, zone: ZoneInfo) -> str:
    span = f"{figures.clock(line.started_at, zone)}–{figures.clock(line.ended_at, zone)}"
    others = f" and {more} more" if more else ""
    if not line.entry_id:
        return f"Overlaps timed work of {span} whose note is not written yet{others}. Your own time cannot count twice."
    activity = ACTIVITIES.get(line.activity, line.activity)
    return f"Overlaps {line.patient}, {activity.lower()}, {span}{others}. Your own time cannot count twice."


def _month(preview: TimePreview) -> str:
    """`Month 31:47 → 44:17 once approved, 15:43 to 60 (99439)`."""
    before, after = figures.minutes(preview.before_seconds), figures.minutes(preview.after_seconds)
    approved = " once approved" if preview.waits else ""
    ahead = figures.to_threshold(preview.next) if preview.next else "no further code"
    return f"Month {before} → {after}{approved}, {ahead}"


def _later(preview: TimePreview, trimmed: int) -> list[str]:
    found = []
    if trimmed:
        entries = "The other entry gives" if trimmed == 1 else f"{trimmed} other entries give"
        found.append(f"{entries} up the shared time.")
    if preview.closed_revision:
        found.append(
            f"{preview.month.title} was closed as rev {preview.closed_revision}: this becomes an addendum and"
            " changes none of its figures."
        )
    if preview.late:
        found.append("More than 3 days ago: it will be reviewed at month-end.")
    return found
