"""What follows a discharge, above the coordination log: each step with its day, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.services.transitions import StepLine, Transition
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.transitions.lines import standing, step_columns, whole
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys, rename
from ccm_desktop.ui.widgets.wrapping import Wrapping

_MOST_ROWS = 6


class TransitionStrip(QWidget):
    """One line and a button while there is nothing; the checklist once somebody came home.

    Signals:
        new_pressed: record a discharge.
        correct_pressed: the discharge of the step in hand, a `Transition`.
        step_pressed: the `StepLine` of which something is to be said.
        done_pressed: the `StepLine` that was done today.
        take_pressed: the `StepLine` for which the contact that it offers is to be taken.
        same_pressed: the `Transition` that is the same discharge as the first of its twins.
        apart_pressed: the `Transition` that is another discharge than the first of its twins; or, without one, of which
            that is to be asked again.
        undo_pressed: the `StepLine` that is to be done again.
        withdrawal_said: the `Transition`, and why it does not hold.
    """

    new_pressed = Signal()
    correct_pressed = Signal(object)
    step_pressed = Signal(object)
    done_pressed = Signal(object)
    take_pressed = Signal(object)
    same_pressed = Signal(object)
    apart_pressed = Signal(object)
    undo_pressed = Signal(object)
    withdrawal_said = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, Transition] = {}
        self._is_keyboard_due = False
        self.standing_label, self.whole_label = label("", "caption"), label("", "caption", wrap=True)
        self.new_button = button("Discharge…", "plus", shortcut="H")
        self.done_button = button("Done today", "check", shortcut="D")
        self.take_button = button("Take that contact", "phone", shortcut="T")
        self.same_button = button("Same discharge", "stack-2", shortcut="M")
        self.apart_button = button("Two discharges", "copy", shortcut="N")
        self.undo_button = button("Open again", "arrow-back-up", shortcut="U")
        self.step_button = button("Say more…", "pencil", shortcut="Enter")
        self.correct_button = button("Correct discharge…", "pencil", shortcut="E")
        self.withdraw_button = button("Withdraw discharge…", "ban", shortcut="W")
        self.message, self.ask = Message(), InlineAsk("Why it does not hold")
        self.table = DataTable("After a discharge", step_columns(), lambda line: line.key, desk.theme)
        self.table.hide_first(("from", "owner", "done"))
        self.table.rows_model.struck = _is_withdrawn
        self._only_with_rows = (self.done_button, self.undo_button, self.step_button, self.correct_button,
                                self.withdraw_button, self.table, self.whole_label)  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        for part in (
            Wrapping(label("After a discharge", "groupTitle"), self.standing_label, self.new_button, self.done_button,
                     self.take_button, self.same_button, self.apart_button, self.undo_button, self.step_button,
                     self.correct_button, self.withdraw_button),
            self.message, self.ask, self.table, self.whole_label,
        ):  # fmt: skip
            column.addWidget(part)
        self._connect()
        self.show_transitions(())

    def show_transitions(self, found: tuple[Transition, ...]) -> None:
        """What is open; where nothing is, the newest, which may have been settled by mistake."""
        shown = [one for one in found if one.is_open] or list(found[:1])
        self._shown = {one.discharge_id: one for one in shown}
        rows = [line for one in shown for line in one.steps]
        for part in self._only_with_rows:
            part.setVisible(bool(rows))
        self.standing_label.setText(standing(found))
        self.table.show_rows(rows)
        header, row = self.table.horizontalHeader().sizeHint(), self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(header.height() + row * min(len(rows), _MOST_ROWS) + 4)
        self._on_current(self.table.current_row())
        if self._is_keyboard_due and rows:
            self._is_keyboard_due = False
            self.table.setFocus()

    def bring_keyboard(self) -> None:
        """To the steps once they are read: D, Enter and U are theirs after a discharge is recorded."""
        self._is_keyboard_due = True

    def clear(self) -> None:
        """Another patient comes."""
        self.message.say("")
        self.ask.finish()
        self._is_keyboard_due = False
        self.show_transitions(())

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new_pressed)
        on_keys(self.table, "H", self.new_pressed.emit)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_step)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.table.setFocus)
        self.step_button.clicked.connect(self._on_step)
        for press, keys, slot in (
            (self.done_button, "D", self._on_done), (self.take_button, "T", self._on_take),
            (self.same_button, "M", self._on_same), (self.apart_button, "N", self._on_apart),
            (self.undo_button, "U", self._on_undo),
            (self.correct_button, "E", self._on_correct), (self.withdraw_button, "W", self._on_withdraw),
        ):  # fmt: skip
            press.clicked.connect(slot)
            on_keys(self.table, keys, slot)

    def _on_current(self, line: StepLine | None) -> None:
        found = self._transition(line)
        holds = found is not None and found.holds
        self.whole_label.setText(whole(line, found) if line is not None and found is not None else "")
        self.done_button.setEnabled(holds and line is not None and line.is_open)
        self.take_button.setVisible(holds and line is not None and line.offered is not None)
        self.same_button.setVisible(found is not None and bool(found.twins))
        self.apart_button.setVisible(found is not None and bool(found.twins or found.apart))
        words = "Ask again" if found is not None and not found.twins else "Two discharges"
        rename(self.apart_button, words, words)
        self.undo_button.setEnabled(holds and line is not None and not line.is_open)
        for press in (self.step_button, self.correct_button, self.withdraw_button):
            press.setEnabled(holds)

    def _on_done(self) -> None:
        line = self._in_hand()
        if line is not None and self.done_button.isEnabled():
            self.done_pressed.emit(line)

    def _on_take(self) -> None:
        line = self._in_hand()
        if line is not None and not self.take_button.isHidden():
            self.take_pressed.emit(line)

    def _on_same(self) -> None:
        found = self._transition(self._in_hand())
        if found is not None and found.twins:
            self.same_pressed.emit(found)

    def _on_apart(self) -> None:
        found = self._transition(self._in_hand())
        if found is not None and (found.twins or found.apart):
            self.apart_pressed.emit(found)

    def _on_undo(self) -> None:
        line = self._in_hand()
        if line is not None and self.undo_button.isEnabled():
            self.undo_pressed.emit(line)

    def _on_step(self, _line: object = None) -> None:
        line = self._in_hand()
        if line is not None and self.step_button.isEnabled():
            self.step_pressed.emit(line)

    def _on_correct(self) -> None:
        found = self._transition(self._in_hand())
        if found is not None and self.correct_button.isEnabled():
            self.correct_pressed.emit(found)

    def _on_withdraw(self) -> None:
        if self._in_hand() is not None and self.withdraw_button.isEnabled():
            self.ask.ask("Why does this discharge not hold? The history keeps it.", "Withdraw")

    def _on_answered(self, why: str) -> None:
        found = self._transition(self._in_hand())
        if found is not None:
            self.withdrawal_said.emit(found, why)

    def _in_hand(self) -> StepLine | None:
        line = self.table.current_row()
        return line if isinstance(line, StepLine) else None

    def _transition(self, line: StepLine | None) -> Transition | None:
        return self._shown.get(line.discharge.entity) if line is not None else None


def _is_withdrawn(line: StepLine) -> bool:
    return line.discharge.value.status == "withdrawn"
