"""The form for time by hand and for amendments, shown in the side panel."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.services.views import TimeLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.times import parse_duration, parse_time
from ccm_desktop.ui.workspace.closed_month import ClosedMonthHint

_CLOSED = "This comes in as an addendum with your reason; its figures stay as they are."


class TimeForm(QWidget):
    """Add or amend one entry.

    Signals:
        saved: start and end (epoch seconds), activity, outcome, note, reason; the form stays until told.
        closed: Esc or Cancel.
    """

    saved = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.patient = ""
        """Whose time it is, whatever chart is on show by now."""
        self.line: TimeLine | None = None
        self.title_label = label("", "groupTitle", wrap=True)
        self.who_label = label("", "strong", wrap=True)
        self.original_label = label("", "caption", wrap=True)
        self.day_field = DateField("Date", desk.today, required=True)
        self.day_hint = ClosedMonthHint(desk, self.day_field, _CLOSED)
        self.start_edit, self.length_edit = QLineEdit(), QLineEdit()
        self.start_edit.setPlaceholderText("2:30 PM")
        self.length_edit.setPlaceholderText("12 or 7:30")
        self.activity_box, self.outcome_box = QComboBox(), QComboBox()
        for key, words in ACTIVITIES.items():
            self.activity_box.addItem(words, key)
        self.outcome_box.addItem("—", "")
        for key, words in OUTCOMES.items():
            self.outcome_box.addItem(words, key)
        self.note_edit = QPlainTextEdit()
        self.note_edit.setTabChangesFocus(True)
        self.reason_edit = QLineEdit()
        self.reason_edit.setPlaceholderText("Forgot to start; worked away from the computer; …")
        self.message = Message()
        self.save_button = button("Save", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        self._lay_out()
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.closed)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            on_keys(self, keys, self._on_save)
        on_keys(self, "Esc", self.cancel_button.click)

    def show_name(self, name: str) -> None:
        """Whose time it is, in words."""
        self.who_label.setText(name)

    def open(self, patient: str, name: str, line: TimeLine | None) -> None:
        """Empty for a new entry, filled for an amendment."""
        self.patient, self.line = patient, line
        self.day_hint.patient = patient
        self.show_name(name)
        zone = self._desk.zone
        self.message.say("")
        self.reason_edit.clear()
        if line is None:
            self.title_label.setText("Add time by hand")
            self.original_label.setText("It counts once the practice lead or a practitioner approves it.")
            self.day_field.set_iso(self._desk.today().isoformat())
            self.start_edit.clear()
            self.length_edit.clear()
            self.note_edit.clear()
        else:
            local = from_epoch(line.started_at).astimezone(zone)
            self.title_label.setText("Amend entry")
            self.original_label.setText(
                f"Original: {figures.instant(line.started_at, zone)}–{figures.clock(line.ended_at, zone)}, "
                f"{figures.minutes(line.seconds)}. It stays visible."
            )
            self.day_field.set_iso(local.date().isoformat())
            self.start_edit.setText(f"{local:%H:%M:%S}")
            self.length_edit.setText(figures.minutes(line.seconds))
            self.note_edit.setPlainText(line.note)
            self.activity_box.setCurrentIndex(self.activity_box.findData(line.activity))
            self.outcome_box.setCurrentIndex(max(0, self.outcome_box.findData(line.outcome)))
        self.start_edit.setFocus()

    def _lay_out(self) -> None:
        times = QHBoxLayout()
        times.addWidget(Field("Start", self.start_edit, required=True))
        times.addWidget(Field("Length (minutes)", self.length_edit, required=True))
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.addWidget(self.title_label)
        column.addWidget(self.who_label)
        column.addWidget(self.original_label)
        column.addWidget(self.day_hint)
        column.addLayout(times)
        for field in (
            Field("Activity", self.activity_box),
            Field("Outcome (calls)", self.outcome_box),
            Field("Note", self.note_edit, required=True),
            Field("Reason", self.reason_edit, required=True),
        ):
            column.addWidget(field)
        column.addWidget(self.message)
        column.addLayout(buttons)

    def _on_save(self) -> None:
        start = parse_time(self.start_edit.text())
        length = parse_duration(self.length_edit.text())
        if not self.day_field.iso():
            self.message.say("The date is not understood. Write it like 11/21.")
        elif start is None:
            self.message.say("The start is not understood. Write it like 2:30 PM or 14:30.")
        elif length is None:
            self.message.say("The length is not understood. Write minutes like 12 or 7:30.")
        else:
            self._emit(start, length)

    def _emit(self, start: time, length: int) -> None:
        local = datetime.combine(datetime.fromisoformat(self.day_field.iso()).date(), start, self._desk.zone)
        back = local.astimezone(UTC).astimezone(self._desk.zone)
        if back.replace(tzinfo=None) != local.replace(tzinfo=None):
            self.message.say("This time does not exist: clocks were moved forward then. Use one hour later.")
            return
        at = int(local.astimezone(UTC).timestamp())
        end = int((local.astimezone(UTC) + timedelta(seconds=length)).timestamp())
        self.saved.emit(
            (
                at,
                end,
                str(self.activity_box.currentData()),
                str(self.outcome_box.currentData()),
                self.note_edit.toPlainText(),
                self.reason_edit.text(),
            )
        )
