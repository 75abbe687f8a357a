"""A discharge, in the side panel: from where, when, to where, and by when what follows is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ccm_desktop.domain.transition import CONTACT, VISIT, due_days
from ccm_desktop.services.forms import Form
from ccm_desktop.services.people import Person
from ccm_desktop.services.transitions import CHANGED, COMPLEXITIES, DESTINATIONS, Discharge
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm
from ccm_desktop.ui.widgets.wrong_field import WrongField

_BILLED = "Medicare may pay transitional care and care management of one month; no minute counts for both."
_NOBODY = "The patient's coordinator"


class DischargeForm(SideForm):
    """Keeps to the patient for whom it was opened.

    Signals:
        saved: patient, and the `Form[Discharge]`; without entity it is a new one.
    """

    saved = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Keep", parent=parent)
        self._desk = desk
        self.patient, self._form = "", Form("", Discharge("", ""))
        self.title_label, self.who_label = label("", "groupTitle"), label("", "strong", wrap=True)
        self.facility_edit, self.note_edit = QLineEdit(), QLineEdit()
        self.on_field = DateField("Discharged on", desk.today, required=True, past=True)
        self.to_box, self.medicines_box, self.complexity_box, self.owner_box = (QComboBox() for _ in range(4))
        for box, choices in ((self.to_box, DESTINATIONS), (self.medicines_box, CHANGED),
                             (self.complexity_box, COMPLEXITIES)):  # fmt: skip
            for key, words in choices.items():
                box.addItem(words, key)
        self.due_label = label("", "caption", wrap=True)
        self.facility_field = Field("From which hospital or facility", self.facility_edit, required=True)
        self.owner_field = Field("Who sees to it", self.owner_box)
        self.wrong = WrongField(self.message, {
            "facility_missing": self.facility_field, "date_unreadable": self.on_field,
            "discharge_in_future": self.on_field, "person_unknown": self.owner_field,
        })  # fmt: skip
        self.fields = {
            "facility": self.facility_edit, "on": self.on_field, "to": self.to_box,
            "medicines": self.medicines_box, "complexity": self.complexity_box, "owner": self.owner_box,
            "note": self.note_edit,
        }  # fmt: skip
        self.lay_out(
            self.title_label, self.who_label, self.facility_field, self.on_field, Field("To", self.to_box),
            Field("Medicines there", self.medicines_box), Field("Medical decisions, as expected", self.complexity_box),
            self.due_label, self.owner_field, Field("Note", self.note_edit),
            below=(label(_BILLED, "caption", wrap=True),),
        )  # fmt: skip
        self.on_field.edit.textChanged.connect(self._show_due)
        self.complexity_box.currentIndexChanged.connect(self._show_due)

    def open(self, patient: str, name: str, people: tuple[Person, ...], form: Form[Discharge]) -> None:
        """Empty for a new one, else as it is on record."""
        self.patient, self._form = patient, form
        value = form.value
        self.title_label.setText("Correct a discharge" if form.entity else "Record a discharge")
        self.who_label.setText(name)
        self.owner_box.clear()
        self.owner_box.addItem(_NOBODY, "")
        for person in people:
            if person.active or person.id == value.owner:
                self.owner_box.addItem(person.title, person.id)
        self.facility_edit.setText(value.facility)
        self.note_edit.setText(value.note)
        self.on_field.set_iso(value.discharged_on)
        for box, key in ((self.to_box, value.destination), (self.medicines_box, value.medicines),
                         (self.complexity_box, value.complexity), (self.owner_box, value.owner)):  # fmt: skip
            box.setCurrentIndex(max(0, box.findData(key)))
        self.message.say("Two people changed it at the same time: your save decides." if form.others else "", "warn")
        self._show_due()
        self.facility_edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def subject(self) -> str:
        """The discharge and what was known of it; empty for a new one."""
        return " ".join((self._form.entity, *self._form.heads))

    def save(self) -> None:
        """Ctrl+Enter."""
        if self.wrong.first_unsound(self.on_field):
            return  # said beside the field
        to, medicines, complexity, owner = (
            str(box.currentData() or "")
            for box in (self.to_box, self.medicines_box, self.complexity_box, self.owner_box)
        )
        words = self.facility_edit.text(), self.note_edit.text()
        value = Discharge(words[0], self.on_field.iso(), to, medicines, complexity, owner, words[1])
        self.saved.emit(self.patient, replace(self._form, value=value))

    def _show_due(self) -> None:
        iso = self.on_field.iso()
        if not iso:
            self.due_label.setText("")
            return
        due = due_days(date.fromisoformat(iso), str(self.complexity_box.currentData()))
        contact, visit = (figures.day(due[step].isoformat()) for step in (CONTACT, VISIT))
        self.due_label.setText(f"Contact by {contact} (two business days), visit and medicines by {visit}.")
