"""Readings in the side panel: one line to type, and what came in before with where it stands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, SignalInstance
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.readings import ReadingLine
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.readings.lines import taken_at, trend, written
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.keyed_list import KeyedList
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.wrapping import Wrapping

_HINT = "Enter keeps · in the list: D acted on, N not needed, U open again, X mistake, L limits · Esc closes"
_NOT_RPM = "Typed readings support chronic care management. By themselves they are no remote monitoring (RPM) claim."


class _Readings(KeyedList):
    """The panel scrolls rather than take its room."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setSpacing(3)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ReadingsForm(QWidget):
    """Shows a patient's readings; `ReadingsRoom` does what is asked.

    Signals:
        entered: what was typed, and when it was taken in epoch seconds.
        acted: a `ReadingLine` and what was done.
        not_needed: a `ReadingLine` and why nobody has to act.
        reopened: a `ReadingLine` on which somebody has to act after all.
        mistaken: a `ReadingLine` that was entered by mistake, and why it does not hold.
        limits_asked: display of the kind of reading in hand; empty for none.
        closed: Esc or Close.
    """

    entered = Signal(str, int)
    acted = Signal(object, str)
    not_needed = Signal(object, str)
    reopened = Signal(object)
    mistaken = Signal(object, str)
    limits_asked = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lines: tuple[ReadingLine, ...] = ()
        self._asked: tuple[ReadingLine, SignalInstance] | None = None
        self.who_label = label("", "strong", wrap=True)
        self.reading_edit, self.taken_edit = QLineEdit(), QLineEdit()
        self.reading_edit.setPlaceholderText("128/76, wt 187.5, o2 96")
        self.taken_edit.setPlaceholderText("now, 7:30 or 11/20 7:30")
        self.save_button = button("Keep", "check", role="primary", shortcut="Enter")
        self.close_button = button("Close", shortcut="Esc")
        self.act_button = button("Acted on…", "check", shortcut="D")
        self.not_button = button("Not needed…", "ban", shortcut="N")
        self.undo_button = button("Open again", "arrow-back-up", shortcut="U")
        self.mistake_button = button("Mistake", "trash", shortcut="X")
        self.limits_button = button("Limits…", "target", shortcut="L")
        self.message, self.ask = Message(), InlineAsk("What was done")
        self.list = _Readings("Readings, the newest first")
        self.trend_label = label("", "caption", wrap=True)
        self._lay_out()
        self._connect()

    def open(self, name: str, typed: tuple[str, str]) -> None:
        """For another patient, or the same again with what was typed and not kept."""
        self.who_label.setText(name)
        self.message.say("")
        self.ask.finish()
        self.reading_edit.setText(typed[0])
        self.taken_edit.setText(typed[1])
        self.reading_edit.setFocus()

    def typed(self) -> tuple[str, str]:
        """What stands in the fields."""
        return self.reading_edit.text(), self.taken_edit.text()

    def clear_typed(self) -> None:
        """It was kept: the next one."""
        self.reading_edit.clear()
        self.taken_edit.clear()

    def show_lines(self, lines: tuple[ReadingLine, ...]) -> None:
        """The newest first; the one in hand stays in hand."""
        in_hand, today = self.current(), self._desk.today()
        self.list.clear()
        self._lines = lines
        self.list.addItems([written(line, self._desk.zone, today) for line in lines])
        kept = [row for row, line in enumerate(lines) if in_hand and line.reading_id == in_hand.reading_id]
        self.list.setCurrentRow(kept[0] if kept else 0)
        self._on_current()

    def current(self) -> ReadingLine | None:
        """The reading in hand."""
        row = self.list.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def answered(self) -> None:
        """What was said of a reading is recorded."""
        self._asked = None
        self.ask.finish()
        self.list.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        for part in (
            label("Readings", "groupTitle"), self.who_label, Field("Reading", self.reading_edit),
            Field("Taken", self.taken_edit), Wrapping(self.save_button, self.close_button), self.message, self.ask,
        ):  # fmt: skip
            column.addWidget(part)
        column.addWidget(self.list, 1)
        for part in (
            self.trend_label, Wrapping(
                self.act_button, self.not_button, self.undo_button, self.mistake_button, self.limits_button
            ),
            label(_HINT, "caption", wrap=True), label(_NOT_RPM, "caption", wrap=True),
        ):  # fmt: skip
            column.addWidget(part)

    def _connect(self) -> None:
        for edit in (self.reading_edit, self.taken_edit):
            edit.returnPressed.connect(self._on_save)
        self.save_button.clicked.connect(self._on_save)
        self.close_button.clicked.connect(self.closed)
        self.act_button.clicked.connect(self._on_act)
        self.not_button.clicked.connect(self._on_not_needed)
        self.undo_button.clicked.connect(self._on_reopen)
        self.mistake_button.clicked.connect(self._on_mistake)
        self.limits_button.clicked.connect(self._on_limits)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.list.setFocus)
        self.list.keyed.connect(self._on_key)
        self.list.currentItemChanged.connect(self._on_current)
        on_keys(self, "Esc", self.closed.emit)

    def _on_save(self) -> None:
        taken = taken_at(self.taken_edit.text(), self._desk.office.context.clock.now().astimezone(self._desk.zone))
        if taken is None:
            self.message.say(
                "When it was taken is not understood. Write the time, or the day and the time: 11/20 7:30."
            )
            self.taken_edit.setFocus()
        else:
            self.message.say("")
            self.entered.emit(self.reading_edit.text(), taken)

    def _on_key(self, key: str) -> None:
        press = {"d": self.act_button, "words": self.act_button, "n": self.not_button, "u": self.undo_button,
                 "x": self.mistake_button, "l": self.limits_button}.get(key)  # fmt: skip
        if press is not None:
            press.click()

    def _on_current(self) -> None:
        line = self.current()
        is_open, has_ended = line is not None and line.is_open, line is not None and bool(line.ended_at)
        self.act_button.setEnabled(is_open)
        self.not_button.setEnabled(is_open)
        self.undo_button.setEnabled(has_ended)
        self.mistake_button.setEnabled(line is not None)
        self.trend_label.setText(trend(self._lines, line.display) if line is not None else "No readings yet.")
        self.trend_label.setVisible(bool(self.trend_label.text()))

    def _on_act(self) -> None:
        self._ask(self.acted, "What was done?")

    def _on_not_needed(self) -> None:
        self._ask(self.not_needed, "Why does nobody have to act?")

    def _on_mistake(self) -> None:
        self._ask(self.mistaken, "Why does it not hold?")

    def _ask(self, then: SignalInstance, words: str) -> None:
        line = self.current()
        if line is not None:
            self._asked = (line, then)
            self.ask.ask(f"{words} {line.display} {line.value}", "Record")

    def _on_answered(self, text: str) -> None:
        if self._asked is not None:
            line, then = self._asked
            then.emit(line, text)

    def _on_limits(self) -> None:
        line = self.current()
        self.limits_asked.emit(line.display if line is not None else "")

    def _on_reopen(self) -> None:
        line = self.current()
        if line is not None:
            self.reopened.emit(line)
