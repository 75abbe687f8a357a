"""The patient panel: search as you type, chips with live counts, one row a patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.calendar import workdays_left
from ccm_desktop.domain.plan_freshness import Freshness
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.icons import icon
from ccm_desktop.ui.panel import columns, filters
from ccm_desktop.ui.widgets.chip_row import ChipRow
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import FilterChip, Message, PageHeader, button

_SEARCH_MS = 60
_RELOAD_ON = Changed.PATIENTS | Changed.TIME | Changed.TIMER | Changed.CONSENT | Changed.CARE_PLAN | Changed.CONTACTS

_PLANS_CHANGED = Changed.PATIENTS | Changed.CARE_PLAN


class PanelPage(QWidget):
    """The registry.

    Signals:
        patient_opened: id of the patient to open.
        loaded: all lines, whenever they were loaded anew.
    """

    patient_opened = Signal(str)
    loaded = Signal(object)
    import_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.header = PageHeader("Patient panel")
        self.view_box = QComboBox()
        self.view_box.setAccessibleName("View")
        for key, (text, _) in filters.VIEWS.items():
            self.view_box.addItem(f"View: {text}", key)
        self.import_button = button("Import", "upload", shortcut="Ctrl+I")
        self.due_button = button("Refills and gaps…", "pill", shortcut="Alt+Shift+G")
        self.header.add(self.view_box)
        self.header.add(self.due_button)
        self.header.add(self.import_button)
        self.search_field = QLineEdit()
        self.search_field.setPlaceholderText("Search name, DOB, MRN, phone")
        self.search_field.setAccessibleName("Search patients")
        self.search_field.setClearButtonEnabled(True)
        self.search_field.setMinimumWidth(180)
        self.search_field.addAction(
            icon("search", self.palette().color(self.foregroundRole())),
            QLineEdit.ActionPosition.LeadingPosition,
        )
        self.chips = tuple(FilterChip(chip.key, chip.text) for chip in filters.CHIPS)
        self.message = Message()
        self.table = DataTable("Patients", columns.columns(desk.zone), lambda line: line.patient_id, desk.theme)
        self.table.hide_first(columns.HIDE_FIRST)
        self._levels, self._levels_of = dict[str, str](), ""
        """How current the plans are, and the day of which that is told; empty: not any more."""
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_SEARCH_MS)
        self.setFocusProxy(self.table)
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Ask for the lines anew."""
        panel = partial(self._desk.office.patients.panel, levels=self._levels)
        self._desk.gateway.ask(panel).succeeded.connect(self._on_loaded)

    def show_view(self, view: str, chips: Sequence[str]) -> None:
        """Show the patients of a view that pass these chips, and no others."""
        self.search_field.clear()
        for chip in self.chips:
            chip.setChecked(chip.key in chips)
        self.view_box.setCurrentIndex(self.view_box.findData(view))
        self.apply_filter()

    @property
    def is_searched(self) -> bool:
        """Whether somebody has begun to look for a patient."""
        return bool(self.search_field.text())

    def focus_search(self) -> None:
        """Ctrl+F."""
        self.search_field.setFocus()
        self.search_field.selectAll()

    def current_patient(self) -> str:
        """Id of the current row's patient; empty for none."""
        line = self.table.current_row()
        return line.patient_id if isinstance(line, PanelLine) else ""

    def enrolled_shown(self) -> tuple[str, ...]:
        """Ids of the enrolled patients whom view, filters and search leave, in the order of the list."""
        rows = self.table.rows_model.rows
        return tuple(line.patient_id for line in rows if line.program_status == "enrolled")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.search_field, 1)
        self.chip_row = ChipRow(self.chips)
        row.addWidget(self.chip_row, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addLayout(row)
        column.addWidget(self.message)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self._desk.gateway.changed.connect(self._on_changed)
        self.search_field.textChanged.connect(self._typing.start)
        self.search_field.installEventFilter(self)
        self._typing.timeout.connect(self._find)
        self.view_box.currentIndexChanged.connect(self.apply_filter)
        self.import_button.clicked.connect(self.import_asked)
        for chip in self.chips:
            chip.toggled.connect(self.apply_filter)
        self.table.opened.connect(self._on_opened)

    def apply_filter(self) -> None:
        """Show the lines that the view, the chips and the search leave."""
        chosen = [chip.key for chip in self.chips if chip.isChecked()]
        search = self.search_field.text()
        keep = filters.combined(
            str(self.view_box.currentData()), chosen, search, self._desk.user, self._desk.today().isoformat()
        )
        self.table.set_empty_text(self._empty_words(search, bool(chosen)))
        self.table.rows_model.set_filter(keep)
        self.table.settle()
        self._show_counts()

    def _find(self) -> None:
        """The first that is found is in hand: Enter never opens whom one had before."""
        self._typing.stop()
        self.apply_filter()
        if self.is_searched:
            self.table.setCurrentIndex(self.table.rows_model.index(0, 0))

    def _show_counts(self) -> None:
        shown, total = len(self.table.rows_model.rows), len(self.table.rows_model.all_rows)
        left = workdays_left(self._desk.today(), self._desk.month())
        days = "1 workday" if left == 1 else f"{left} workdays"
        month = self._desk.month().first_day.strftime("%B")
        count = f"{shown} patients" if shown == total else f"{shown} of {total} patients"
        self.header.counts_label.setText(f"{count} · {days} left in {month}")

    def _empty_words(self, search: str, filtered: bool) -> str:
        if not self.table.rows_model.all_rows:
            return "No patients yet. Import FHIR files (Ctrl+I)."
        if search:
            return f"No patient matches “{search}”. Esc clears the search."
        if filtered:
            return "No patient passes these filters."
        if self.view_box.currentData() == "active":
            return "Nobody is enrolled yet. Choose View: Candidates, open a patient and enroll."
        return "No patient is in this view."

    def _on_loaded(self, lines: tuple[PanelLine, ...]) -> None:
        self._show_lines(lines)
        self.loaded.emit(lines)
        today = self._desk.today().isoformat()
        if self._levels_of != today:  # after the list is there: nobody waits for it
            self._levels_of = today
            self._desk.gateway.ask(self._desk.office.plan_freshness.of_all).succeeded.connect(self._on_levels)

    def _on_levels(self, found: Mapping[str, Freshness]) -> None:
        levels = {patient: one.level for patient, one in found.items()}
        if levels != self._levels:
            self._levels = levels
            lines = self.table.rows_model.all_rows
            self._show_lines(tuple(replace(line, plan_level=levels.get(line.patient_id, "")) for line in lines))

    def _show_lines(self, lines: Sequence[PanelLine]) -> None:
        me, today = self._desk.user, self._desk.today().isoformat()
        for shown, chip in zip(self.chips, filters.CHIPS, strict=True):
            shown.set_count(sum(1 for line in lines if chip.keep(line, me, today)))
        self.chip_row.fit()
        self.table.rows_model.set_rows(sorted(lines, key=columns.work_order))
        self.apply_filter()

    def _on_changed(self, changed: Changed) -> None:
        if changed & _PLANS_CHANGED:
            self._levels_of = ""
        if changed & _RELOAD_ON:
            self.reload()

    def _on_opened(self, line: PanelLine) -> None:
        self.patient_opened.emit(line.patient_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search_field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._typing.isActive():
                self._find()
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                self.table.step(1)  # Enter in the field opens the first
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                line = self.table.current_row()
                if line is not None:
                    self._on_opened(line)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search_field.text():
                self.search_field.clear()
                return True
        return super().eventFilter(watched, event)
