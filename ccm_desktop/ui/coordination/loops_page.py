"""Open loops of the whole practice (Alt+Shift+O): what should have come from others, the latest first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.coordination import CoordinationLine
from ccm_desktop.ui.coordination.lines import loop_columns, whole
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label, on_keys


class LoopsPage(QWidget):
    """The list; D closes the one in hand, Enter opens its chart.

    Signals:
        patient_opened: id of the patient whose log is to be shown.
        undo_offered: words for the toast, and what opens the loop again.
    """

    patient_opened = Signal(str)
    undo_offered = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: tuple[CoordinationLine, ...] = ()
        self._asked: CoordinationLine | None = None
        self.header = PageHeader("Open loops")
        self.whose_box = QComboBox()
        self.whose_box.setAccessibleName("Whose")
        for key, text in (("everybody", "Everybody"), ("mine", "Mine")):
            self.whose_box.addItem(text, key)
        self.close_button = button("Close the loop…", "check", role="primary", shortcut="D")
        self.open_button = button("Open chart", "clipboard-list", shortcut="Enter")
        for part in (self.whose_box, self.open_button, self.close_button):
            self.header.add(part)
        self.message, self.ask = Message(), InlineAsk("How it was closed")
        self.table = DataTable("Open loops", loop_columns(), lambda line: line.entry_id, desk.theme)
        self.table.hide_first(("subject", "owner"))
        self.table.set_empty_text("Nothing is open. Next steps of the coordination log come here.")
        self.whole_label = label("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.header, self.message, self.ask):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole_label)
        self.setFocusProxy(self.table)
        self._connect()

    def reload(self) -> None:
        """Ask for what is open now."""
        task = self._desk.gateway.ask(self._desk.office.coordination.open_loops)
        task.succeeded.connect(self._on_loaded)
        task.failed.connect(self.message.show_problem)

    def _connect(self) -> None:
        self.whose_box.currentIndexChanged.connect(self._show)
        self.close_button.clicked.connect(self._on_close)
        self.open_button.clicked.connect(self._on_open)
        self.table.opened.connect(self._on_open)
        self.table.current_changed.connect(self._on_current)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.table.setFocus)
        on_keys(self.table, "D", self._on_close)
        self._desk.gateway.changed.connect(self._on_changed)

    def _on_loaded(self, lines: tuple[CoordinationLine, ...]) -> None:
        self._lines = lines
        self._show()

    def _show(self, _place: int = 0) -> None:
        mine = self.whose_box.currentData() == "mine"
        shown = [one for one in self._lines if not mine or one.nobodys or one.entry.owner == self._desk.user]
        late = sum(one.overdue for one in shown)
        self.header.counts_label.setText(f"{len(shown)} open, {late} overdue" if shown else "")
        self.table.show_rows(shown)
        for press in (self.close_button, self.open_button):
            press.setEnabled(bool(shown))
        self._on_current(self.table.current_row())

    def _on_current(self, line: CoordinationLine | None) -> None:
        self.whole_label.setText(whole(line, self._desk.zone, self._desk.today()) if line else "")

    def _on_open(self) -> None:
        line = self.table.current_row()
        if isinstance(line, CoordinationLine):
            self.patient_opened.emit(line.patient_id)

    def _on_close(self) -> None:
        line = self.table.current_row()
        if isinstance(line, CoordinationLine):
            self._asked = line
            self.ask.ask(f"{line.name}: how was it closed? {line.entry.next_step}", "Close the loop")

    def _on_answered(self, how: str) -> None:
        if self._asked is not None:
            task = self._desk.gateway.send(partial(self._desk.office.coordination.close, self._asked, how))
            task.failed.connect(self._on_refused)
            task.succeeded.connect(self._on_closed)

    def _on_refused(self, problem: object) -> None:
        self.ask.refuse(str(problem))

    def _on_closed(self, outcome: Outcome[str]) -> None:
        self.ask.finish()
        self.table.setFocus()
        undo = partial(self._desk.office.coordination.reopen, outcome.value)
        self.undo_offered.emit("Loop closed.", partial(self._desk.gateway.send, undo))

    def _on_changed(self, changed: Changed) -> None:
        if changed & (Changed.TASKS | Changed.PATIENTS) and self.isVisible():
            self.reload()
