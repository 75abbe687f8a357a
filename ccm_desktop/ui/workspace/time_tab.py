"""Time of one month: every entry, why it counts, and the ways to add, amend, approve or void."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.billing.exclusions import waits_for_approval
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_views import MonthTime
from ccm_desktop.ui import figures, standing
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.ladder_bar import LadderLine
from ccm_desktop.ui.widgets.parts import Message, button, keep_whole, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column
from ccm_desktop.ui.widgets.wrapping import Wrapping
from ccm_desktop.ui.workspace.versions import Versions

_BESIDE_FROM = 1300
"""Narrower, the buttons stand under the month and its minutes."""


class TimeTab(QWidget):
    """The list of entries.

    Signals:
        month_chosen: another month is to be shown.
        add_pressed, amend_pressed, split_pressed, void_pressed, approve_pressed, separate_pressed: with the
            current line.
        print_pressed: the patient-month document.
    """

    month_chosen = Signal(object)
    add_pressed = Signal()
    amend_pressed = Signal(object)
    split_pressed = Signal(object)
    void_pressed = Signal(object)
    approve_pressed = Signal(object)
    separate_pressed = Signal(object)
    print_pressed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.month_box = QComboBox()
        self.month_box.setAccessibleName("Month")
        keep_whole(self.month_box)
        self.ladder_line = LadderLine(desk.theme)
        self.title_label = self.ladder_line.words_label
        self.add_button = button("Add time…", "plus", shortcut="Ctrl+Shift+I")
        self.amend_button = button("Amend…", "pencil", shortcut="F2")
        self.split_button = button("Divide…", "arrows-exchange")
        self.approve_button = button("Approve", "check")
        self.separate_button = button("Visit day…", "shield-check")
        self.void_button = button("Void…", "trash")
        self.print_button = button("Preview month", "printer")
        self.summary_button = button("Patient's summary…", "file-certificate", shortcut="Alt+Shift+S")
        self.table = DataTable("Time entries", self._columns(), lambda line: line.entry_id, desk.theme)
        self.table.hide_first(("program", "who", "outcome", "note"))
        self.table.rows_model.struck = is_struck
        self.versions = Versions(self.table)
        self.table.set_empty_text("No time in this month. Ctrl+T starts the timer.")
        self.why_label = label("", "caption", wrap=True)
        self.message = Message()
        self.may_amend = True
        self._months: tuple[Month, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self._head())
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        column.addWidget(self.why_label)
        self._connect()

    def _head(self) -> Folding:
        """The month and where it stands, beside the buttons or above them."""
        which = QHBoxLayout()
        which.addWidget(self.month_box)
        which.addWidget(self.ladder_line, 1)
        presses = Wrapping(self.add_button, self.amend_button, self.split_button, self.approve_button,
                           self.separate_button, self.void_button, self.print_button,
                           self.summary_button)  # fmt: skip
        head = Folding(_BESIDE_FROM)
        head.row.addLayout(which, 1)
        head.row.addWidget(presses)
        return head

    def show_month(self, time: MonthTime, now: MonthStanding, patient: str) -> None:
        """Fill the list; a closed month can be read, and takes addenda only."""
        self.message.say(*standing.standing_strip(now, self._desk))
        self.may_amend = not standing.is_locked(now, patient)
        self.add_button.setText("Add time…" if self.may_amend else "Add addendum…")
        self.add_button.setAccessibleName(self.add_button.text())
        for press in (self.amend_button, self.split_button, self.approve_button, self.separate_button,
                      self.void_button):  # fmt: skip
            press.setVisible(self.may_amend)
        left = figures.to_threshold(time.next) if time.next else "no further code"
        self.ladder_line.show_ladder(
            time.ladder,
            f"{figures.minutes(time.counted_seconds)} counted · {figures.minutes(time.logged_seconds)} logged · {left}",
        )
        self.versions.show_lines(time.lines)
        self._on_current(self.table.current_row())

    def turn_to(self, month: Month) -> None:
        """The month to be shown next; which others can be chosen comes with its entries."""
        self._months = ()
        self._fill_months((month,), month)

    def offer_months(self, months: tuple[Month, ...]) -> None:
        """Which months can be chosen; the one on show stays if it is among them, else it is the first."""
        if months != self._months:
            self._fill_months(months, self.month())
            self._months = months

    def _fill_months(self, months: tuple[Month, ...], chosen: Month) -> None:
        self.month_box.blockSignals(True)
        self.month_box.clear()
        for month in months:
            self.month_box.addItem(month.title, month)
            if month == chosen:
                self.month_box.setCurrentIndex(self.month_box.count() - 1)
        self.month_box.blockSignals(False)

    def month(self) -> Month:
        """The month on show."""
        found = self.month_box.currentData()
        return found if isinstance(found, Month) else self._desk.month()

    def _columns(self) -> tuple[Column[TimeLine], ...]:
        zone = self._desk.zone
        return (
            Column("day", "Date", lambda t: self.versions.day(t, zone), 78, lambda t: t.started_at),
            Column("span", "Start–end",
                   lambda t: f"{figures.clock(t.started_at, zone)}–{figures.clock(t.ended_at, zone)}", 146,
                   lambda t: t.started_at),
            Column("activity", "Activity", lambda t: ACTIVITIES.get(t.activity, t.activity), 180),
            Column("outcome", "Outcome", lambda t: OUTCOMES.get(t.outcome, "—"), 130),
            Column("who", "Who", lambda t: t.who, 120),
            Column("time", "Time", lambda t: figures.minutes(t.seconds), 60, lambda t: t.seconds, right=True),
            Column("counts", "Counts", counts, 70, lambda t: t.counted_seconds, right=True),
            Column("program", "Program", lambda t: t.program, 84),
            Column("note", "Note", lambda t: t.note.replace("\n", " "), 210),
            Column("source", "Source", lambda t: source(t).text, 176, chip=source),
        )  # fmt: skip

    def _connect(self) -> None:
        self.month_box.currentIndexChanged.connect(self._on_month)
        self.add_button.clicked.connect(self.add_pressed)
        self.amend_button.clicked.connect(self._on_amend)
        self.split_button.clicked.connect(self._on_split)
        self.void_button.clicked.connect(self._on_void)
        self.approve_button.clicked.connect(self._on_approve)
        self.separate_button.clicked.connect(self._on_separate)
        self.print_button.clicked.connect(self._on_print)
        self.table.opened.connect(self._on_amend)
        self.table.current_changed.connect(self._on_current)
        on_keys(self.table, "F2", self._on_amend)
        on_keys(self.table, "Right", self.versions.unfold)
        on_keys(self.table, "Left", self.versions.fold)

    def _on_month(self) -> None:
        self.month_chosen.emit(self.month())

    def _on_amend(self) -> None:
        if self.may_amend:
            self.amend_pressed.emit(self.table.current_row())

    def _on_split(self) -> None:
        self.split_pressed.emit(self.table.current_row())

    def _on_void(self) -> None:
        self.void_pressed.emit(self.table.current_row())

    def _on_approve(self) -> None:
        self.approve_pressed.emit(self.table.current_row())

    def _on_separate(self) -> None:
        self.separate_pressed.emit(self.table.current_row())

    def _on_print(self) -> None:
        self.print_pressed.emit(self.month())

    def _on_current(self, line: TimeLine | None) -> None:
        standing = line is not None and not line.voided
        self.amend_button.setEnabled(standing)
        self.split_button.setEnabled(standing)
        self.void_button.setEnabled(standing)
        self.approve_button.setEnabled(
            line is not None and standing and not line.reviewed and waits_for_approval(line.source, line.activity)
        )
        visit = line is not None and standing and (line.on_visit_day or line.separate is not None)
        self.separate_button.setEnabled(visit)
        self.separate_button.setToolTip(
            "Say whether this was apart from the visit" if visit else "This entry is not on the day of a visit"
        )
        self.why_label.setText(why(line) if line is not None else "")


def is_struck(line: TimeLine) -> bool:
    """A void entry stays in the list, struck through."""
    return line.voided


def counts(line: TimeLine) -> str:
    """Counted time, or no."""
    return "void" if line.voided else figures.minutes(line.counted_seconds) if line.counted_seconds else "no"


def why(line: TimeLine) -> str:
    """Why an entry counts or not, and what became of it."""
    parts = [line.why]
    if line.cite:
        parts.append(line.cite)
    if line.separate_words:
        parts.append(line.separate_words)
    if line.voided:
        parts.append(f"reason: {line.void_reason}")
    elif line.reason:
        parts.append(f"reason: {line.reason}")
    if line.moved_to:
        parts.append(f"moved to {line.moved_to}")
    if line.moved_from:
        parts.append(f"moved from {line.moved_from}")
    if line.patients > 1:
        parts.append(f"shared by {line.patients} patients; these seconds are this patient's own")
    return " · ".join(parts)


def source(line: TimeLine) -> Chip:
    """Where the entry came from."""
    if line.voided:
        moved = "Moved" if line.moved_to else "Replaced" if line.replaced_by else "Void"
        return Chip("void", moved, "neutral", "ban")
    if line.replaces:
        return Chip("amended", f"Amended v{line.version}", "warn", "history")
    if line.source == "manual":
        approved = "approved" if line.reviewed else "not approved"
        return Chip("manual", f"By hand, {approved}", "neutral" if line.reviewed else "warn", "pencil")
    if line.source == "recovered":
        return Chip("recovered", "Recovered", "neutral" if line.reviewed else "warn", "history")
    if line.source == "moved":
        return Chip("moved", "Moved", "neutral", "arrows-exchange")
    if line.kept_gap_seconds:
        kept = figures.minutes(line.kept_gap_seconds)
        return Chip("kept_gap", f"Timer + kept gap {kept}", "neutral", "player-play")
    return Chip("timer", "Timer", "neutral", "player-play")
