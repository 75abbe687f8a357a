"""After a crash: what was recorded is safe, and a person says what the time after it was (ux.md 5.4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES
from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.timer_recovery import RecoveryChoice
from ccm_desktop.services.timer_views import RecoveryLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.view_model import TimerViewModel
from ccm_desktop.ui.widgets.parts import button, label, on_keys
from ccm_desktop.ui.widgets.times import parse_time

_STOP, _UNTIL, _DISCARD = range(3)


class RecoverySheet(QWidget):
    """Asks about one session at a time; everything else can be used meanwhile.

    Signals:
        closed: answered, or left for later.
        left: left for later, after `closed`.
    """

    closed = Signal()
    left = Signal()

    def __init__(self, view_model: TimerViewModel, zone: ZoneInfo) -> None:
        super().__init__()
        self._view_model, self._zone = view_model, zone
        self._line: RecoveryLine | None = None
        self.setAccessibleName("A timer was running when the program ended")
        self.title_label = label("The program ended while a timer was running", "groupTitle", wrap=True)
        self.more_label = label("", "caption", wrap=True)
        self.who_label, self.seen_label = label("", "drawerWho", wrap=True), label("", wrap=True)
        self.stop_choice, self.until_choice, self.discard_choice = (QRadioButton() for _ in range(3))
        self.choices = QButtonGroup(self)
        for number, choice in enumerate((self.stop_choice, self.until_choice, self.discard_choice)):
            self.choices.addButton(choice, number)
        self.until_choice.setText("I worked on until")
        self.discard_choice.setText("It was not real work: count nothing")
        self.until_edit, self.reason_edit = QLineEdit(), QLineEdit()
        self.until_edit.setAccessibleName("Worked until")
        self.until_edit.setPlaceholderText("10:50a")
        self.reason_edit.setAccessibleName("Reason")
        self.reason_edit.setPlaceholderText("What you did, and why no timer saw it")
        self.message_label = label("", "fieldError", wrap=True)
        self.save_button = button("Save", role="primary", shortcut="Ctrl+Enter")
        self.later_button = button("Decide later", shortcut="Esc")
        self._lay_out()
        self._connect()

    def open(self, line: RecoveryLine, more: int = 0) -> None:
        """Ask about that session, with so many `more` to come.

        Stopping at the last sign of life is what happens if nothing is chosen.
        """
        self._line = line
        self.more_label.setText(f"{more} more after this one." if more else "")
        self.more_label.setVisible(more > 0)
        seen, back = figures.instant(line.last_seen_at, self._zone), figures.instant(line.back_at, self._zone)
        self.who_label.setText(line.patient_name)
        activity = ACTIVITIES.get(line.activity, line.activity)
        self.seen_label.setText(
            f"{activity}, started {figures.clock(line.started_at, self._zone)}. Last sign of life {seen}; "
            f"the program was open again {back}."
        )
        self.stop_choice.setText(
            f"Stop at {figures.clock(line.last_seen_at, self._zone)}: count {figures.minutes(line.earned_seconds)}"
        )
        self.stop_choice.setChecked(True)
        self.until_edit.clear()
        self.reason_edit.clear()
        self.message_label.clear()
        self._follow()
        self.stop_choice.setFocus()

    def _lay_out(self) -> None:
        until = QHBoxLayout()
        until.addWidget(self.until_choice)
        until.addWidget(self.until_edit, 1)
        row = QHBoxLayout()
        row.addWidget(self.save_button, 1)
        row.addWidget(self.later_button)
        column = QVBoxLayout(self)
        above: tuple[QWidget, ...] = (
            self.title_label,
            self.more_label,
            self.who_label,
            self.seen_label,
            self.stop_choice,
        )
        below: tuple[QWidget, ...] = (self.discard_choice, self.reason_edit, self.message_label)
        for part in above:
            column.addWidget(part)
        column.addLayout(until)
        for part in below:
            column.addWidget(part)
        column.addLayout(row)
        column.addStretch()

    def _connect(self) -> None:
        self.choices.idToggled.connect(self._follow)
        self.until_edit.textEdited.connect(self._choose_until)
        self.save_button.clicked.connect(self._save)
        self.later_button.clicked.connect(self._leave)
        on_keys(self, "Ctrl+Enter", self._save)
        on_keys(self, "Esc", self._leave)
        self._view_model.recovered.connect(self._on_recovered)
        self._view_model.refused.connect(self._on_refused)

    def _follow(self) -> None:
        chosen = self.choices.checkedId()
        self.until_edit.setEnabled(chosen != _DISCARD)
        self.reason_edit.setVisible(chosen != _STOP)

    def _choose_until(self) -> None:
        self.until_choice.setChecked(True)

    def _save(self) -> None:
        line, chosen = self._line, self.choices.checkedId()
        if line is None:
            return
        until = self._until(line) if chosen == _UNTIL else 0
        if until is None:
            self.message_label.setText("The time is not understood. Write it like 10:50a or 14:30.")
            self.until_edit.setFocus()
            return
        choice = {_STOP: "stop", _UNTIL: "until", _DISCARD: "discard"}[chosen]
        self._view_model.recover(line.session_id, RecoveryChoice(choice, until, self.reason_edit.text()))

    def _until(self, line: RecoveryLine) -> int | None:
        """On the day of the last sign of life, or on the next one when that comes first."""
        typed = parse_time(self.until_edit.text())
        if typed is None:
            return None
        day = from_epoch(line.last_seen_at).astimezone(self._zone).date()
        at = int(datetime.combine(day, typed, self._zone).timestamp())
        past_midnight = datetime.combine(day + timedelta(days=1), typed, self._zone)
        return at if at >= line.last_seen_at else int(past_midnight.timestamp())

    def _leave(self) -> None:
        self._close()
        self.left.emit()

    def _close(self) -> None:
        self._line = None
        self.closed.emit()

    def _on_recovered(self, session: str, _due: bool) -> None:
        if self._line is not None and self._line.session_id == session:
            self._close()

    def _on_refused(self, problem: Problem) -> None:
        if self._line is not None and self.isVisible():
            self.message_label.setText(str(problem))
