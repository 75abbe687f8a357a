"""Time that waits for approval, across patients: looked at one by one, or all that are on show."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.time_review import WaitingLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column


class ApprovalPage(QWidget):
    """The list of what waits, and why each was entered by hand.

    Signals:
        patient_opened: a patient's id and the tab to show.
        said: a sentence for the toast.
    """

    patient_opened = Signal(str, int)
    said = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.header = PageHeader("Time awaiting approval")
        self.approve_button = button("Approve and next", "check", role="primary", shortcut="A")
        self.all_button = button("Approve all…", "circle-check")
        self.open_button = button("Open entry", "clipboard-list", shortcut="Enter")
        for press in (self.open_button, self.all_button, self.approve_button):
            self.header.add(press)
        self.message = Message()
        self.table = DataTable("Time awaiting approval", self._columns(), lambda line: line.entry_id, desk.theme)
        self.table.hide_first(("program", "source", "who", "entered", "span"))
        self.table.set_empty_text("Nothing waits. Time entered by hand and recovered time comes here.")
        self.reason_label, self.note_label = label("", "strong", wrap=True), label("", "", wrap=True)
        self.sure_row = QWidget()
        self.sure_label = label("", "strong", wrap=True)
        self.yes_button, self.no_button = button("Approve them", role="primary"), button("Cancel", shortcut="Esc")
        sure = QHBoxLayout(self.sure_row)
        sure.setContentsMargins(0, 0, 0, 0)
        sure.addWidget(self.sure_label, 1)
        for press in (self.yes_button, self.no_button):
            sure.addWidget(press)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.header, self.message, self.sure_row):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        for part in (self.reason_label, self.note_label):
            column.addWidget(part)
        self.setFocusProxy(self.table)
        self.sure_row.hide()
        self._connect()

    def reload(self) -> None:
        """Ask for what waits now."""
        self._desk.gateway.ask(self._desk.office.time_review.waiting).succeeded.connect(self._show)

    def _columns(self) -> tuple[Column[WaitingLine], ...]:
        zone = self._desk.zone
        return (
            Column("day", "Date", lambda w: figures.instant_day(w.started_at, zone), 84, lambda w: w.started_at),
            Column("patient", "Patient", lambda w: w.patient, 170),
            Column("span", "Start–end",
                   lambda w: f"{figures.clock(w.started_at, zone)}–{figures.clock(w.ended_at, zone)}", 146,
                   lambda w: w.started_at),
            Column("time", "Time", lambda w: figures.minutes(w.seconds), 78, lambda w: w.seconds, right=True),
            Column("activity", "Activity", lambda w: ACTIVITIES.get(w.activity, w.activity), 170),
            Column("program", "Program", lambda w: w.program, 84),
            Column("who", "Who", lambda w: w.who, 130),
            Column("reason", "Reason", lambda w: w.reason, 210),
            Column("source", "Source", lambda w: source(w).text, 130, chip=source),
            Column("entered", "Written", lambda w: figures.instant(w.entered_at, zone), 130, lambda w: w.entered_at),
        )  # fmt: skip

    def _connect(self) -> None:
        self.approve_button.clicked.connect(self._on_approve)
        self.all_button.clicked.connect(self._on_all)
        self.yes_button.clicked.connect(self._on_sure)
        self.no_button.clicked.connect(self.sure_row.hide)
        self.open_button.clicked.connect(self._on_open)
        self.table.opened.connect(self._on_open)
        self.table.current_changed.connect(self._on_current)
        on_keys(self.table, "A", self._on_approve)
        on_keys(self.sure_row, "Esc", self.sure_row.hide)
        self._desk.gateway.changed.connect(self._on_changed)

    def _show(self, lines: tuple[WaitingLine, ...]) -> None:
        self.table.show_rows(lines)
        total = figures.minutes(sum(line.seconds for line in lines))
        entries = "1 entry" if len(lines) == 1 else f"{len(lines)} entries"
        self.header.counts_label.setText(f"{entries} · {total} not counted until approved" if lines else "")
        self.sure_row.hide()
        refusal = self._desk.refusal(Verb.APPROVE_TIME)
        self.message.say(refusal, "info")
        for press in (self.approve_button, self.all_button):
            press.setEnabled(bool(lines) and not refusal)
        self.open_button.setEnabled(bool(lines))
        self._on_current(self.table.current_row())

    def _on_current(self, line: WaitingLine | None) -> None:
        late = " · written more than 3 days after the work" if line is not None and line.late else ""
        self.reason_label.setText(f"Reason: {line.reason or 'none given'}{late}" if line is not None else "")
        self.note_label.setText(line.note if line is not None else "")

    def _on_approve(self) -> None:
        line = self.table.current_row()
        if isinstance(line, WaitingLine) and self.approve_button.isEnabled():
            self.table.step(1)
            self._send((line.entry_id,), f"Approved {figures.minutes(line.seconds)}.")

    def _on_all(self) -> None:
        lines = self.table.rows_model.rows
        total = figures.minutes(sum(line.seconds for line in lines))
        self.sure_label.setText(f"Approve all {len(lines)} entries on show, {total} together?")
        self.sure_row.show()
        self.yes_button.setFocus()

    def _on_sure(self) -> None:
        lines = self.table.rows_model.rows
        self.sure_row.hide()
        self._send(tuple(line.entry_id for line in lines), f"Approved {len(lines)} entries.")

    def _send(self, entries: tuple[str, ...], words: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.time_review.approve, entries))
        task.succeeded.connect(partial(self._say, words))
        task.failed.connect(self.message.show_problem)

    def _say(self, words: str, _outcome: object) -> None:
        self.said.emit(words)

    def _on_open(self) -> None:
        line = self.table.current_row()
        if isinstance(line, WaitingLine):
            self.patient_opened.emit(line.patient_id, 1)

    def _on_changed(self, changed: Changed) -> None:
        if changed & Changed.TIME and self.isVisible():
            self.reload()


def source(line: WaitingLine) -> Chip:
    """Why it has to be approved."""
    if line.source == "manual":
        return Chip("manual", "By hand, late" if line.late else "By hand", "warn", "pencil")
    if line.source == "recovered":
        return Chip("recovered", "Recovered", "warn", "history")
    return Chip("prior", "Prior authorization", "warn", "clipboard-check")
