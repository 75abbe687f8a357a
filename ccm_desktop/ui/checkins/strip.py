"""Check-ins on the summary of a chart: how often, what was answered last, and what is still open of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.services.checkins import CheckinLine, CheckinSheet
from ccm_desktop.ui.checkins.lines import checkin_columns, standing, whole
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.wrapping import Wrapping

_MOST_ROWS = 4
_DONE, _NOT_NEEDED, _WITHDRAW = "done", "not_needed", "withdraw"
_ASKED = {
    _DONE: ("What was done about it?", "Record"), _NOT_NEEDED: ("Why is nothing needed?", "Record"),
    _WITHDRAW: ("Why does it not hold? The history keeps it.", "Withdraw"),
}  # fmt: skip


class CheckinStrip(QWidget):
    """Two buttons while nothing was answered; the list once something was.

    Signals:
        new_pressed: ask the patient now.
        schedule_pressed: how often the patient is asked.
        done_said: the `CheckinLine`, and what was done about it.
        not_needed_said: the same, and why nothing is needed.
        withdrawal_said: the same, and why it does not hold.
        escalate_pressed: the `CheckinLine` that somebody else must decide.
    """

    new_pressed = Signal()
    schedule_pressed = Signal()
    done_said = Signal(object, str)
    not_needed_said = Signal(object, str)
    withdrawal_said = Signal(object, str)
    escalate_pressed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked: tuple[str, CheckinLine] | None = None
        self.standing_label, self.whole_label = label("", "caption"), label("", "caption", wrap=True)
        self.new_button = button("Check in…", "plus", shortcut="Alt+Shift+C")
        self.schedule_button = button("How often…", "calendar-check")
        self.done_button = button("Done…", "check", shortcut="D")
        self.skip_button = button("Not needed…", shortcut="N")
        self.escalate_button = button("Escalate…", "alert-triangle", shortcut="E")
        self.withdraw_button = button("Withdraw…", "ban", shortcut="W")
        self.message, self.ask = Message(), InlineAsk("What became of it")
        self.table = DataTable("Check-ins", checkin_columns(), lambda line: line.record_id, desk.theme)
        self.table.hide_first(("by",))
        self.writing = (self.new_button, self.schedule_button, self.done_button, self.skip_button,
                        self.escalate_button, self.withdraw_button)  # fmt: skip
        self._only_open = (self.done_button, self.skip_button, self.escalate_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        for part in (
            Wrapping(label("Symptom check-ins", "groupTitle"), self.standing_label, self.new_button,
                     self.schedule_button, *self._only_open, self.withdraw_button),
            self.message, self.ask, self.table, self.whole_label,
        ):  # fmt: skip
            column.addWidget(part)
        self._connect()
        self.clear()

    def show_sheet(self, sheet: CheckinSheet) -> None:
        """What is open first, then the newest."""
        self.standing_label.setText(standing(sheet))
        self._show_rows(sorted(sheet.lines, key=lambda one: not one.is_open)[: max(_MOST_ROWS, _open(sheet))])

    def clear(self) -> None:
        """Another patient comes."""
        self.message.say("")
        self.ask.finish()
        self._asked = None
        self.standing_label.setText("")
        self._show_rows([])

    def _show_rows(self, rows: list[CheckinLine]) -> None:
        for part in (self.table, self.whole_label, self.withdraw_button):
            part.setVisible(bool(rows))
        self.table.show_rows(rows)
        header, row = self.table.horizontalHeader().sizeHint(), self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(header.height() + row * min(len(rows), _MOST_ROWS) + 4)
        self._on_current(self.table.current_row())

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_pressed)
        self.schedule_button.clicked.connect(self.schedule_pressed)
        self.table.current_changed.connect(self._on_current)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.table.setFocus)
        for press, keys, slot in (
            (self.done_button, "D", self._on_done), (self.skip_button, "N", self._on_skip),
            (self.escalate_button, "E", self._on_escalate), (self.withdraw_button, "W", self._on_withdraw),
        ):  # fmt: skip
            press.clicked.connect(slot)
            on_keys(self.table, keys, slot)

    def _on_current(self, line: CheckinLine | None) -> None:
        self.whole_label.setText(whole(line) if line is not None else "")
        for part in self._only_open:
            part.setVisible(line is not None and line.is_open)

    def _on_done(self) -> None:
        self._ask(_DONE)

    def _on_skip(self) -> None:
        self._ask(_NOT_NEEDED)

    def _on_withdraw(self) -> None:
        self._ask(_WITHDRAW)

    def _on_escalate(self) -> None:
        line = self._in_hand()
        if line is not None and line.is_open:
            self.escalate_pressed.emit(line)

    def _ask(self, what: str) -> None:
        line = self._in_hand()
        if line is not None and (line.is_open or what == _WITHDRAW):
            self._asked = what, line
            self.ask.ask(*_ASKED[what])

    def _on_answered(self, words: str) -> None:
        """About the line for which it was asked, whichever is in hand by now."""
        if self._asked is not None:
            what, line = self._asked
            told = {_DONE: self.done_said, _NOT_NEEDED: self.not_needed_said, _WITHDRAW: self.withdrawal_said}
            told[what].emit(line, words)

    def _in_hand(self) -> CheckinLine | None:
        line = self.table.current_row()
        return line if isinstance(line, CheckinLine) else None


def _open(sheet: CheckinSheet) -> int:
    return sum(one.is_open for one in sheet.lines)
