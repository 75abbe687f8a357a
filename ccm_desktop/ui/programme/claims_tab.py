"""The month's claim lines: what is sent, what was answered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.claims import STATUSES
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.search import fold
from ccm_desktop.services.claims import ClaimRow
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.chip_row import ChipRow
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import FilterChip, button
from ccm_desktop.ui.widgets.rows_model import Column

_STATES = {
    "": ("Not sent", "neutral", "circle-dashed"),
    "submitted": (STATUSES["submitted"], "info", "hourglass"),
    "paid": (STATUSES["paid"], "ok", "circle-check"),
    "partially_paid": (STATUSES["partially_paid"], "warn", "alert-triangle"),
    "denied": (STATUSES["denied"], "error", "ban"),
}


class ClaimsTab(QWidget):
    """Claim lines with their state.

    Signals:
        outcome_asked: a `ClaimRow` to record an outcome of.
        patient_opened: id of a patient.
        import_asked: outcomes from a file.
        save_asked: the lines as CSV.
    """

    import_asked = Signal()
    save_asked = Signal()
    outcome_asked = Signal(object)
    patient_opened = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chips = tuple(FilterChip(key, words) for key, (words, _, _) in _STATES.items())
        self.table = DataTable("Claim lines", _columns(), lambda row: row.key, desk.theme)
        self.table.hide_first(("birth", "mrn", "on", "charge", "service", "missing"))
        self.table.set_empty_text("No patient of this month supports a code yet.")
        self.record_button = button("Record outcome…", "pencil", shortcut="Enter")
        self.patient_button = button("Open patient", "users")
        self.import_button = button("Import outcomes…", "upload")
        self.save_button = button("Save claim lines…", "download")
        self.chip_row = ChipRow(self.chips)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.record_button)
        row.addWidget(self.patient_button)
        row.addStretch(1)
        row.addWidget(self.import_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.chip_row)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.import_button.clicked.connect(self.import_asked)
        self.save_button.clicked.connect(self.save_asked)
        self.table.opened.connect(self.outcome_asked)
        self.table.current_changed.connect(self._on_current)
        self.record_button.clicked.connect(self._on_record)
        self.patient_button.clicked.connect(self._on_patient)
        for chip in self.chips:
            chip.toggled.connect(self._apply_filter)

    def show_claims(self, rows: tuple[ClaimRow, ...]) -> None:
        """Show the claim lines of a month."""
        for chip in self.chips:
            count = sum(1 for row in rows if row.status == chip.key)
            chip.set_count(count)
            chip.setAccessibleName(f"Filter {_STATES[chip.key][0]}, {count} claim lines")
        self.chip_row.fit()
        self.table.show_rows(rows)
        self._apply_filter()

    def _apply_filter(self) -> None:
        chosen = {chip.key for chip in self.chips if chip.isChecked()}
        self.table.rows_model.set_filter((lambda row: row.status in chosen) if chosen else None)
        self.table.settle()
        self._on_current(self.table.current_row())

    def _on_current(self, row: object) -> None:
        for press in (self.record_button, self.patient_button):
            press.setEnabled(row is not None)

    def _on_record(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.outcome_asked.emit(row)

    def _on_patient(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.patient_opened.emit(row.patient_id)


def _columns() -> tuple[Column[ClaimRow], ...]:
    order = ["", *STATUSES]
    return (
        Column("name", "Patient", lambda r: r.name, 180, lambda r: fold(r.name)),
        Column("birth", "DOB", lambda r: figures.day(r.birth_on), 96, lambda r: r.birth_on),
        Column("mrn", "MRN", lambda r: figures.mrn(r.mrn) or "—", 82),
        Column("claim", "Claim", lambda r: r.claim, 138),
        Column("code", "Code", lambda r: f"{r.code} × {r.units}" if r.units else r.code, 82),
        Column("service", "Service", lambda r: figures.short_day(r.service_on), 70, lambda r: r.service_on),
        Column("charge", "Charge", lambda r: figures.money(r.charge) if r.units else "—", 78, lambda r: r.charge,
               right=True),
        Column("state", "State", lambda r: _STATES[r.status][0], 124, lambda r: order.index(r.status), chip=_chip),
        Column("on", "On", lambda r: figures.short_day(r.happened_on), 66, lambda r: r.happened_on),
        Column("paid", "Paid", lambda r: f"${r.amount}" if r.amount else "—", 88, right=True),
        Column("reason", "Reason", lambda r: f"{r.reason} {r.reason_words}".strip() or "—", 220),
        Column("missing", "Still missing", lambda r: "; ".join(r.open_points) or "—", 220),
    )  # fmt: skip


def _chip(row: ClaimRow) -> Chip:
    words, tone, icon = _STATES[row.status]
    return Chip(row.status or "not_sent", words, tone, icon, words)
