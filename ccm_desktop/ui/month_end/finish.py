"""Near misses and what can honestly still be done: work that is really open, never padding."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.search import fold
from ccm_desktop.services.month_views import MonthDesk, NearMissLine, OpenWorkLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.rows_model import Column

_HONEST = (
    "Only work that is really open stands here. Time counts for work that is done; none is added to reach a code,"
    " and after the month's end only work done in it."
)


class FinishTab(QWidget):
    """Near misses above, their open work below; choosing a patient above keeps only theirs below.

    Signals:
        fix_asked: patient id and the `FixTarget` of a piece of open work.
        patient_opened: id and tab.
    """

    fix_asked = Signal(str, object)
    patient_opened = Signal(str, int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.honest_label = label(_HONEST, "caption", wrap=True)
        self.near_label = label("Near misses", "groupTitle")
        self.work_label = label("Open work", "groupTitle")
        self.all_button = button("Show all open work")
        self.near_table = DataTable("Near misses", _near_columns(), lambda line: line.patient_id, desk.theme)
        self.near_table.set_empty_text("Nobody is within three minutes of a further code.")
        self.work_table = DataTable(
            "Open work", self._work_columns(), lambda line: (line.patient_id, line.kind, line.fix.entity), desk.theme
        )
        self.work_table.hide_first(("since", "short"))
        self.work_table.set_empty_text("No work is open.")
        row = QHBoxLayout()
        row.addWidget(self.work_label, 1)
        row.addWidget(self.all_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.honest_label)
        column.addWidget(self.near_label)
        column.addWidget(self.near_table, 2)
        column.addLayout(row)
        column.addWidget(self.work_table, 3)
        self.near_table.opened.connect(self._on_near)
        self.work_table.opened.connect(self._on_work)
        self.all_button.clicked.connect(self._on_all)
        self.all_button.hide()

    def show_desk(self, desk: MonthDesk) -> None:
        """Fill both lists."""
        self.near_label.setText(f"Near misses {len(desk.near_misses)}")
        self.near_table.show_rows(desk.near_misses)
        self.work_table.show_rows(desk.open_work)
        self._say()

    def _work_columns(self) -> tuple[Column[OpenWorkLine], ...]:
        zone = self._desk.zone
        return (
            Column("patient", "Patient", lambda w: w.patient, 160, lambda w: fold(w.patient)),
            Column("words", "Open work", lambda w: w.words, 330),
            Column("short", "Short by", _short, 90,
                   lambda w: (w.short_by_seconds is None, w.short_by_seconds or 0), right=True),
            Column("since", "Since", lambda w: figures.instant_day(w.since, zone) if w.since else "—", 74,
                   lambda w: w.since or 0),
            Column("fix", "Do", lambda w: w.fix.label, 100),
        )  # fmt: skip

    def _on_near(self, line: NearMissLine) -> None:
        if line.open_work:
            self.work_table.rows_model.set_filter(lambda work: work.patient_id == line.patient_id)
            self.work_table.settle()
            self._say(line.patient)
            self.work_table.setFocus()
        else:
            self.patient_opened.emit(line.patient_id, 1)

    def _on_all(self) -> None:
        self.work_table.rows_model.set_filter(None)
        self.work_table.settle()
        self._say()

    def _on_work(self, line: OpenWorkLine) -> None:
        self.fix_asked.emit(line.patient_id, line.fix)

    def _say(self, patient: str = "") -> None:
        self.all_button.setVisible(bool(patient))
        shown = len(self.work_table.rows_model.rows)
        self.work_label.setText(f"Open work {shown}" + (f" · {patient}" if patient else ""))


def _short(line: OpenWorkLine) -> str:
    return "—" if line.short_by_seconds is None else figures.minutes(line.short_by_seconds)


def _near_columns() -> tuple[Column[NearMissLine], ...]:
    return (
        Column("patient", "Patient", lambda n: n.patient, 190, lambda n: fold(n.patient)),
        Column("words", "Short by", lambda n: n.words, 110, lambda n: n.next.short_by_seconds),
        Column("code", "Next code", lambda n: n.next.code, 90),
        Column("work", "Open work", _work, 220, lambda n: -n.open_work),
    )


def _work(line: NearMissLine) -> str:
    if not line.open_work:
        return "None: let it be"
    return f"{line.open_work} open" if line.open_work > 1 else "1 open"
