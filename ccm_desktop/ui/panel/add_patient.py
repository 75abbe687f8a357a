"""Adding a patient by hand, in the side panel."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import PatientContact, PatientCoverage, PatientIdentity
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import label
from ccm_desktop.ui.widgets.side_form import SideForm


class AddPatientForm(SideForm):
    """Name, birth date, record number, phone.

    Signals:
        added: id of the new patient.
    """

    added = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Add patient", parent=parent)
        self._desk = desk
        self.family_edit, self.given_edit, self.mrn_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.mbi_edit, self.phone_edit, self.language_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.payer_edit, self.member_edit = QLineEdit(), QLineEdit()
        self.birth_field = DateField("Date of birth", desk.today, past=True)
        self.birth_field.edit.setPlaceholderText("05/04/1946")
        self.sex_box = QComboBox()
        for key in ("", "female", "male", "other"):
            self.sex_box.addItem(key or "—", key)
        self.lay_out(
            label("Add a patient", "groupTitle"),
            Field("Family name", self.family_edit, required=True),
            Field("Given names", self.given_edit),
            self.birth_field,
            Field("Sex", self.sex_box),
            Field("MRN", self.mrn_edit),
            Field("Medicare number (MBI)", self.mbi_edit),
            Field("Payer", self.payer_edit),
            Field("Member id", self.member_edit),
            Field("Phone", self.phone_edit),
            Field("Language", self.language_edit),
        )

    def open(self) -> None:
        """An empty form."""
        for edit in (self.family_edit, self.given_edit, self.mrn_edit, self.mbi_edit, self.phone_edit,
                     self.payer_edit, self.member_edit):  # fmt: skip
            edit.clear()
        self.birth_field.clear()
        self.message.say("")
        self.family_edit.setFocus()

    def save(self) -> None:
        if not self.birth_field.is_sound():
            self.message.say("The date of birth is not understood. Write it like 05/04/1946.")
            self.birth_field.setFocus()
            return
        identity = PatientIdentity(
            self.family_edit.text().strip(),
            self.given_edit.text().strip(),
            self.birth_field.iso(),
            str(self.sex_box.currentData()),
            self.mrn_edit.text().strip(),
            self.mbi_edit.text().strip(),
        )
        contact = PatientContact(phone=self.phone_edit.text().strip(), language=self.language_edit.text().strip())
        coverage = PatientCoverage(self.payer_edit.text().strip(), self.member_edit.text().strip())
        task = self._desk.gateway.send(partial(self._desk.office.patients.add, identity, contact, coverage))
        task.failed.connect(self.message.show_problem)
        task.succeeded.connect(self._on_added)

    def _on_added(self, outcome: Outcome[str]) -> None:
        self.added.emit(outcome.value)
