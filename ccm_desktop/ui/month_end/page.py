"""Month-end: every enrolled patient with minutes, codes and what stands in the way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.search import fold
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.views import MonthEnd, MonthLine, Status
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.chip_row import ChipRow
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import FilterChip, Message, PageHeader, button, label
from ccm_desktop.ui.widgets.rows_model import Column

_STATES = {
    "billable": ("Billable", "ok", "circle-check"),
    "short": ("Short", "warn", "hourglass"),
    "blocked": ("Blocked", "error", "ban"),
    "no_time": ("No time", "neutral", "circle-dashed"),
}
_TAB_OF_FIX = {"consent": 4, "conditions": 4, "enrolment": 4, "care_plan": 2, "time": 1}


class MonthEndPage(QWidget):
    """The list, its totals, and the documents made of it.

    Signals:
        patient_opened: id and the tab where the first blocker is mended.
        preview_asked: a callable that gathers a `Rendering`.
        save_asked: the same, to be saved without looking.
    """

    patient_opened = Signal(str, int)
    preview_asked = Signal(object)
    save_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.header = PageHeader("Month-end")
        self.month_box = QComboBox()
        self.month_box.setAccessibleName("Month")
        self.month_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.preview_button = button("Preview report", "printer", role="primary", shortcut="Ctrl+P")
        self.pdf_button = button("Save PDF…", "download", shortcut="Ctrl+S")
        self.csv_button = button("Save CSV…", "download", shortcut="Ctrl+Shift+E")
        self.header.add(self.month_box)
        for press in (self.preview_button, self.pdf_button, self.csv_button):
            self.header.add(press)
        self.totals_label = label("", wrap=True)
        self.chips = tuple(FilterChip(key, words) for key, (words, _, _) in _STATES.items())
        self.message = Message()
        self.table = DataTable("Month-end", _columns(), lambda line: line.patient_id, desk.theme)
        self.table.hide_first(("coordinator", "practitioner", "birth", "mrn", "logged"))
        self.table.set_empty_text("Nobody is enrolled in this month.")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.totals_label, 3)
        self.chip_row = ChipRow(self.chips)
        row.addWidget(self.chip_row, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self._connect()

    def load(self) -> None:
        """First load: which months there are, then the newest."""
        self._desk.gateway.ask(self._desk.office.month_end.months).succeeded.connect(self._on_months)

    def reload(self) -> None:
        """Judge the month anew."""
        task = self._desk.gateway.ask(partial(self._desk.office.month_end.board, self.month()))
        task.succeeded.connect(self._on_board)
        task.failed.connect(self.message.show_problem)

    def month(self) -> Month:
        """The month on show."""
        found = self.month_box.currentData()
        return found if isinstance(found, Month) else self._desk.month()

    def preview(self) -> None:
        """Look at the report before it is printed."""
        self.preview_asked.emit(partial(self._desk.office.reporting.month_report, self.month()))

    def save_pdf(self) -> None:
        """The same PDF, to a file."""
        self.save_asked.emit(partial(self._desk.office.reporting.month_report, self.month()))

    def save_csv(self) -> None:
        """The same table, for a spreadsheet."""
        self.save_asked.emit(partial(self._desk.office.reporting.month_csv, self.month()))

    def _connect(self) -> None:
        self._desk.gateway.changed.connect(self._on_changed)
        self.month_box.currentIndexChanged.connect(self.reload)
        self.preview_button.clicked.connect(self.preview)
        self.pdf_button.clicked.connect(self.save_pdf)
        self.csv_button.clicked.connect(self.save_csv)
        self.table.opened.connect(self._on_opened)
        for chip in self.chips:
            chip.toggled.connect(self._apply_filter)

    def _on_months(self, months: tuple[Month, ...]) -> None:
        self.month_box.blockSignals(True)
        self.month_box.clear()
        for month in months:
            self.month_box.addItem(month.title, month)
        self.month_box.blockSignals(False)
        self.reload()

    def _on_board(self, board: MonthEnd) -> None:
        totals = board.totals
        self.message.say("" if board.over else "This month is not over: the figures still change, and the report "
                         "is marked as a draft.", "info")  # fmt: skip
        units = ", ".join(f"{code} × {count}" for code, count in totals.units) or "none yet"
        self.header.counts_label.setText(f"{totals.enrolled} enrolled · rules {board.rules_version}")
        self.totals_label.setText(
            f"{totals.billable} billable · {figures.minutes(totals.counted_seconds)} counted · codes {units} · "
            f"{figures.money(totals.fee)}: {fee_words(board.fee_schedule)}"
        )
        for chip, (key, _) in zip(self.chips, _STATES.items(), strict=True):
            chip.set_count(sum(1 for line in board.lines if line.state == key))
        self.chip_row.fit()
        self.table.show_rows(board.lines)
        self._apply_filter()

    def _apply_filter(self) -> None:
        chosen = {chip.key for chip in self.chips if chip.isChecked()}
        self.table.rows_model.set_filter((lambda line: line.state in chosen) if chosen else None)
        self.table.settle()

    def _on_opened(self, line: MonthLine) -> None:
        fix = line.blockers[0].fix if line.blockers else "time"
        self.patient_opened.emit(line.patient_id, _TAB_OF_FIX.get(fix, 1))

    def _on_changed(self, changed: Changed) -> None:
        if changed is not Changed.NOTHING and self.isVisible():
            self.reload()


def _columns() -> tuple[Column[MonthLine], ...]:
    return (
        Column("name", "Patient", lambda m: m.name, 190, lambda m: fold(m.name)),
        Column("birth", "DOB", lambda m: figures.day(m.birth_on), 96, lambda m: m.birth_on),
        Column("mrn", "MRN", lambda m: figures.mrn(m.mrn) or "—", 82),
        Column("state", "State", lambda m: _STATES[m.state][0], 110,
               lambda m: list(_STATES).index(m.state), chip=_chip),
        Column("codes", "Codes", codes, 140),
        Column("counted", "Counted", lambda m: figures.minutes(m.counted_seconds), 76,
               lambda m: m.counted_seconds, right=True),
        Column("logged", "Logged", lambda m: figures.minutes(m.logged_seconds), 76,
               lambda m: m.logged_seconds, right=True),
        Column("fee", "Fee", lambda m: figures.money(m.fee) if m.codes else "—", 76, lambda m: m.fee, right=True),
        Column("why", "Reason", reason, 300),
        Column("practitioner", "Practitioner", lambda m: m.practitioner or "—", 140),
        Column("coordinator", "Coordinator", lambda m: m.coordinator or "—", 130),
    )  # fmt: skip


def codes(line: MonthLine) -> str:
    """`99490 + 99439×2`."""
    return " + ".join(code if units == 1 else f"{code}×{units}" for code, units in line.codes) or "—"


def reason(line: MonthLine) -> str:
    """What stands in the way, or how far it is."""
    if line.blockers:
        return "; ".join(found.words for found in line.blockers)
    if line.codes:
        return "; ".join(found.words for found in line.exclusions[:2]) or "Counts in full"
    if line.next is not None and line.counted_seconds:
        return figures.to_threshold(line.next)
    return "No counted time yet"


def _chip(line: MonthLine) -> Status:
    words, tone, icon = _STATES[line.state]
    return Status(line.state, words, tone, icon, words)
