"""The patients behind a figure."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.domain.search import fold
from ccm_desktop.services.programme_views import Listed
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column


class PatientsTab(QWidget):
    """One list at a time.

    Signals:
        patient_opened: id of a patient.
        left: Esc, back to the figures.
    """

    patient_opened = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title_label = label("Choose a figure or a bar to see its patients.", "groupTitle", wrap=True)
        self.meaning_label = label("", "caption", wrap=True)
        self.table = DataTable("Patients of the figure", _columns(), lambda n: n[0], desk.theme)
        self.table.hide_first(("mrn", "counted"))
        self.table.set_empty_text("Nobody stands behind this figure.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        for part in (self.title_label, self.meaning_label):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self.table.opened.connect(self._on_opened)
        on_keys(self, "Esc", self.left.emit)

    def show_list(self, title: str, meaning: str, patients: tuple[Listed, ...]) -> None:
        """Show the patients of a figure; a patient may stand there once for each claim line."""
        self.title_label.setText(title)
        self.meaning_label.setText(meaning)
        self.table.show_rows(list(enumerate(patients)))

    def _on_opened(self, row: tuple[int, Listed]) -> None:
        self.patient_opened.emit(row[1].patient_id)


Row = tuple[int, Listed]


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column("name", "Patient", lambda row: row[1].name, 200, lambda row: fold(row[1].name)),
        Column("mrn", "MRN", lambda row: figures.mrn(row[1].mrn) or "—", 96),
        Column("counted", "Counted", lambda row: figures.minutes(row[1].counted_seconds), 84,
               lambda row: row[1].counted_seconds, right=True,
               spoken=lambda row: figures.spoken_minutes(row[1].counted_seconds)),
        Column("in", "In the figure", lambda row: "Yes" if row[1].counted_in else "No", 100,
               lambda row: row[1].counted_in),
        Column("why", "Why", lambda row: row[1].why, 420),
    )  # fmt: skip
