"""Call mode without a patient: who is due to be called."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import PageHeader, label
from ccm_desktop.ui.widgets.rows_model import Column

TITLE = "Due to call"


class WaitingList(QWidget):
    """Everybody enrolled whose planned contact has come due, the longest due first.

    Signals:
        chosen: patient id.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.header = PageHeader("Call mode")
        self.table = DataTable("Patients due to be called", _columns(), lambda line: line.patient_id, desk.theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addWidget(label("Choose whom to call. Enter opens the call; the clock starts when you say so.",
                               "caption", wrap=True))  # fmt: skip
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._on_opened)

    def show_panel(self, lines: Sequence[PanelLine]) -> None:
        """From the panel as last loaded."""
        today = self._desk.today().isoformat()
        due = [line for line in lines if line.program_status == "enrolled"
               and line.next_contact_on and line.next_contact_on <= today]  # fmt: skip
        due.sort(key=lambda line: (line.next_contact_on, line.name))
        self.header.counts_label.setText(f"{len(due)} due to be called")
        self.table.set_empty_text(
            "Nobody is due to be called. Press C on a row of Today or the panel, or Call in a patient's banner."
        )
        self.table.show_rows(due)

    def patients(self) -> tuple[str, ...]:
        """In the order of the list."""
        return tuple(line.patient_id for line in self.table.rows_model.rows)

    def _on_opened(self, line: PanelLine) -> None:
        self.chosen.emit(line.patient_id)


def _columns() -> tuple[Column[PanelLine], ...]:
    return (
        Column("name", "Patient", lambda line: line.name, 210),
        Column("birth", "DOB", lambda line: figures.day(line.birth_on), 96, lambda line: line.birth_on),
        Column("mrn", "MRN", lambda line: figures.mrn(line.mrn) or "—", 90),
        Column("due", "Call due", lambda line: figures.short_day(line.next_contact_on), 90,
               lambda line: line.next_contact_on),
        Column("attempts", "Attempts", lambda line: str(line.attempts or "—"), 80, lambda line: line.attempts,
               right=True),
        Column("month", "Month", lambda line: figures.minutes(line.counted_seconds), 80,
               lambda line: line.counted_seconds, right=True),
        Column("owner", "Whose", lambda line: line.coordinator or "—", 150),
    )  # fmt: skip
