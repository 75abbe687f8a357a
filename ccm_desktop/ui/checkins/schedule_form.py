"""How often a patient is asked, in the side panel: every week, two weeks or n days, paused or not at all."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from ccm_desktop.domain.checkins import RHYTHMS
from ccm_desktop.services.checkins import CheckinSheet
from ccm_desktop.services.forms import CheckinSchedule, Form
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField

_OTHER, _NEVER = -1, 0


class ScheduleForm(SideForm):
    """Keeps to the patient for whom it was opened.

    Signals:
        saved: the `Form[CheckinSchedule]`.
    """

    saved = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Keep", parent=parent)
        self._desk = desk
        self._form: Form[CheckinSchedule] = Form("", CheckinSchedule())
        self.who_label = label("", "strong", wrap=True)
        self.rhythm_box, self.days_edit, self.why_edit = QComboBox(), QLineEdit(), QLineEdit()
        for days, words in (*RHYTHMS.items(), (_OTHER, "Every so many days"), (_NEVER, "Not at all")):
            self.rhythm_box.addItem(words, str(days))
        self.days_field = Field("How many days", self.days_edit, required=True)
        self.first_field = DateField("Counted from", desk.today)
        self.paused_box = QCheckBox("Paused")
        self.why_field = Field("Why", self.why_edit)
        self.rhythm_field = Field("The patient is asked", self.rhythm_box)
        self.wrong = WrongField(self.message, {
            "checkin_rhythm": self.days_field, "date_unreadable": self.first_field,
        })  # fmt: skip
        self.fields = {
            "rhythm": self.rhythm_box, "days": self.days_edit, "first": self.first_field, "paused": self.paused_box,
            "why": self.why_edit,
        }  # fmt: skip
        self.lay_out(
            label("How often", "groupTitle"), self.who_label, self.rhythm_field, self.days_field, self.first_field,
            self.paused_box, self.why_field,
        )  # fmt: skip
        self.rhythm_box.currentIndexChanged.connect(self._show_parts)
        self.paused_box.toggled.connect(self._show_parts)

    def open(self, sheet: CheckinSheet) -> None:
        """As it is on record; a new one is offered every week from today."""
        self._form, value = sheet.schedule, sheet.schedule.value
        self.who_label.setText(sheet.name)
        every = value.every_days if self._form.heads else 7
        known = every in RHYTHMS or every == _NEVER
        self.rhythm_box.setCurrentIndex(self.rhythm_box.findData(str(every if known else _OTHER)))
        self.days_edit.setText("" if known else str(every))
        self.first_field.set_iso(value.first_on or self._desk.today().isoformat())
        self.paused_box.setChecked(value.paused)
        self.why_edit.setText(value.why)
        self.message.say("Two people changed it at the same time: your save decides." if self._form.others else "",
                         "warn")  # fmt: skip
        self._show_parts()
        self.rhythm_box.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> str:
        """What was known of it."""
        return " ".join(self._form.heads)

    def save(self) -> None:
        """Ctrl+Enter."""
        if self.wrong.first_unsound(self.first_field):
            return  # said beside the field
        days, typed = self._days(), self.days_edit.text().strip()
        if days == _OTHER:
            days = int(typed) if typed.isdecimal() and len(typed) < 4 and int(typed) else _OTHER
        value = CheckinSchedule(days, self.first_field.iso(), self.paused_box.isChecked(), self.why_edit.text())
        self.saved.emit(replace(self._form, value=value))

    def _days(self) -> int:
        return int(self.rhythm_box.currentData())

    def _show_parts(self) -> None:
        asked = self._days() != _NEVER
        self.days_field.setVisible(self._days() == _OTHER)
        for part in (self.first_field, self.paused_box):
            part.setVisible(asked)
        self.why_field.setVisible(not asked or self.paused_box.isChecked())
