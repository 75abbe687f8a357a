"""The coordination log of a patient: open loops stand out, every entry can be read whole."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.services.coordination import CoordinationLine
from ccm_desktop.ui.coordination.lines import NO_MORE, log_columns, whole
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.transitions.strip import TransitionStrip
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.wrapping import Wrapping


class CoordinationTab(QWidget):
    """The list, and what can be done with the entry in hand.

    Signals:
        new_pressed: log an exchange.
        go_on_pressed: the `CoordinationLine` whose loop goes on.
        correct_pressed: the `CoordinationLine` to correct.
        closing_said: the `CoordinationLine` and how its loop was closed.
        withdrawal_said: the `CoordinationLine` and why it does not hold.
    """

    new_pressed = Signal()
    go_on_pressed = Signal(object)
    correct_pressed = Signal(object)
    closing_said = Signal(object, str)
    withdrawal_said = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked: Callable[[str], None] = _nothing
        self._wanted = ""
        self.standing_label = label("", "caption")
        self.new_button = button("Log an exchange…", "plus", role="primary", shortcut="Ins")
        self.go_on_button = button("Go on…", "arrow-forward-up", shortcut="G")
        self.close_button = button("Close the loop…", "check", shortcut="D")
        self.correct_button = button("Correct…", "pencil", shortcut="E")
        self.withdraw_button = button("Withdraw…", "ban", shortcut="W")
        self.message, self.ask = Message(), InlineAsk("Words")
        self.table = DataTable("Coordination log", log_columns(), lambda line: line.entry_id, desk.theme)
        self.table.hide_first(("way", "subject"))
        self.table.rows_model.struck = _holds_no_more
        self.table.set_empty_text("Nothing is logged yet. Calls and letters to and from other practices come here.")
        self.whole_label = label("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        buttons = (self.new_button, self.go_on_button, self.close_button, self.correct_button, self.withdraw_button)
        self.transitions = TransitionStrip(desk)
        head = Wrapping(label("Coordination log", "groupTitle"), self.standing_label)
        for part in (self.transitions, head, Wrapping(*buttons), self.message, self.ask):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole_label)
        self.setFocusProxy(self.table)
        self._connect()
        self._on_current(None)

    def show_log(self, lines: tuple[CoordinationLine, ...]) -> None:
        """Open loops first, what is late before the rest; then the log, the newest first."""
        loops = sorted((line for line in lines if line.is_open), key=lambda line: line.entry.due_on)
        rest = [line for line in lines if not line.is_open]
        self.table.show_rows([*loops, *rest])
        self.choose(self._wanted)
        late = sum(line.overdue for line in loops)
        self.standing_label.setText(
            f"{len(loops)} open{f', {late} overdue' if late else ''}" if loops else "Nothing is open"
        )
        self._on_current(self.table.current_row())

    def choose(self, entry: str) -> None:
        """Take an entry in hand, at once or when it is read."""
        here = self.table.rows_model.place_of(entry) >= 0
        self._wanted = "" if here else entry
        if here:
            self.table.select_key(entry)

    def clear(self) -> None:
        """Another patient comes."""
        self.message.say("")
        self.ask.finish()
        self.table.show_rows(())
        self._on_current(None)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_pressed)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.table.setFocus)
        on_keys(self.table, "Ins", self.new_pressed.emit)
        on_keys(self.table, "H", self.transitions.new_pressed.emit)
        for press, keys, slot in (
            (self.go_on_button, "G", self._on_go_on), (self.close_button, "D", self._on_close),
            (self.correct_button, "E", self._on_correct), (self.withdraw_button, "W", self._on_withdraw),
        ):  # fmt: skip
            press.clicked.connect(slot)
            on_keys(self.table, keys, slot)

    def _on_current(self, line: CoordinationLine | None) -> None:
        self.whole_label.setText(whole(line, self._desk.zone, self._desk.today()) if line else "")
        holds = line is not None and line.state not in NO_MORE
        for press in (self.go_on_button, self.close_button):
            press.setEnabled(line is not None and line.is_open)
        self.correct_button.setEnabled(holds)
        self.withdraw_button.setEnabled(holds and line is not None and line.state not in ("closed", "followed"))

    def _on_opened(self, line: CoordinationLine) -> None:
        if line.is_open:
            self.go_on_pressed.emit(line)
        elif line.state not in NO_MORE:
            self.correct_pressed.emit(line)

    def _on_go_on(self) -> None:
        line = self._in_hand(self.go_on_button.isEnabled())
        if line is not None:
            self.go_on_pressed.emit(line)

    def _on_correct(self) -> None:
        line = self._in_hand(self.correct_button.isEnabled())
        if line is not None:
            self.correct_pressed.emit(line)

    def _on_close(self) -> None:
        line = self._in_hand(self.close_button.isEnabled())
        if line is not None:
            self._asked = lambda words: self.closing_said.emit(line, words)
            self.ask.ask(f"How was it closed? {line.entry.next_step}", "Close the loop")

    def _on_withdraw(self) -> None:
        line = self._in_hand(self.withdraw_button.isEnabled())
        if line is not None:
            self._asked = lambda words: self.withdrawal_said.emit(line, words)
            self.ask.ask("Why does it not hold? The history keeps it.", "Withdraw")

    def _in_hand(self, allowed: bool) -> CoordinationLine | None:
        line = self.table.current_row()
        return line if allowed and isinstance(line, CoordinationLine) else None

    def _on_answered(self, words: str) -> None:
        self._asked(words)


def _holds_no_more(line: CoordinationLine) -> bool:
    return line.state in NO_MORE


def _nothing(_words: str) -> None:
    """Before anything was asked."""
