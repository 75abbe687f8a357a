"""Adding a patient by hand, in the side panel."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import PatientContact, PatientCoverage, PatientIdentity
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys


class AddPatientForm(QWidget):
    """Name, birth date, record number, phone.

    Signals:
        added: id of the new patient.
        closed: Esc or Cancel.
    """

    added = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.family_edit, self.given_edit, self.mrn_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.mbi_edit, self.phone_edit, self.language_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.payer_edit, self.member_edit = QLineEdit(), QLineEdit()
        self.birth_field = DateField("Date of birth", desk.today)
        self.sex_box = QComboBox()
        for key in ("", "female", "male", "other"):
            self.sex_box.addItem(key or "—", key)
        self.message = Message()
        self.save_button = button("Add patient", role="primary", shortcut="Ctrl+Enter")
        self.cancel_button = button("Cancel", shortcut="Esc")
        column = QVBoxLayout(self)
        for part in (
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
            self.message,
            self.save_button,
            self.cancel_button,
        ):
            column.addWidget(part)
        column.addStretch(1)
        self.save_button.clicked.connect(self._on_save)
        self.cancel_button.clicked.connect(self.closed)
        on_keys(self, "Ctrl+Enter", self._on_save)
        on_keys(self, "Esc", self.cancel_button.click)

    def open(self) -> None:
        """An empty form."""
        for edit in (self.family_edit, self.given_edit, self.mrn_edit, self.mbi_edit, self.phone_edit,
                     self.payer_edit, self.member_edit):  # fmt: skip
            edit.clear()
        self.birth_field.clear()
        self.message.say("")
        self.family_edit.setFocus()

    def _on_save(self) -> None:
        if not self.birth_field.is_sound():
            self.message.say("The date of birth is not understood. Write it like 05/04/1946.")
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
