"""The patient's consent: what was told, what they answered, and its withdrawal."""

from __future__ import annotations

from datetime import datetime, time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from ccm_desktop.domain.consent import ELEMENTS, METHODS
from ccm_desktop.services.chart_views import ConsentState
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.people import Person
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label
from ccm_desktop.ui.workspace.banner import consent_words
from ccm_desktop.ui.workspace.closed_month import ClosedMonthHint

_CLOSED = "Its figures stay as they are; to bill it by this consent, the practice lead reopens it."


class ConsentCard(Card):
    """What stands, and the form for a new answer.

    Signals:
        given: a `NewConsent`.
        revoked: why, in words.
    """

    given = Signal(object)
    revoked = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Consent", parent)
        self._desk = desk
        self._people: tuple[Person, ...] = ()
        self.message = Message()
        self.consent_label = label()
        self.elements = {key: QCheckBox(words) for key, words in ELEMENTS.items()}
        self.answer_box, self.method_box, self.practitioner_box = QComboBox(), QComboBox(), QComboBox()
        for key, words in (("given", "Patient agrees"), ("declined", "Patient declines")):
            self.answer_box.addItem(words, key)
        for key, words in METHODS.items():
            self.method_box.addItem(words, key)
        self.when_field = DateField("Date of consent (empty: now)", self._desk.today, past=True)
        self.when_hint = ClosedMonthHint(desk, self.when_field, _CLOSED)
        self.given_by_field = QLineEdit("patient")
        self.note_field = QLineEdit()
        self.consent_button = button("Record consent", "signature", role="primary")
        self.revoke_button = button("Record withdrawal", role="danger")
        self.body.addWidget(self.consent_label)
        self.body.addWidget(label("Told to the patient:", "caption"))
        for box in self.elements.values():
            self.body.addWidget(box)
        row = QHBoxLayout()
        row.addWidget(Field("Answer", self.answer_box))
        row.addWidget(Field("Method", self.method_box))
        self.body.addLayout(row)
        for part in (
            Field("Billing practitioner", self.practitioner_box),
            self.when_hint,
            Field("Given by (patient or representative)", self.given_by_field),
            Field("Note", self.note_field),
            self.message,
            self.consent_button,
            self.revoke_button,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.consent_button.clicked.connect(self._on_consent)
        self.revoke_button.clicked.connect(self._on_revoke)

    def clear(self) -> None:
        """For another patient, or after an answer was kept."""
        for box in self.elements.values():
            box.setChecked(False)
        self.answer_box.setCurrentIndex(0)
        self.method_box.setCurrentIndex(0)
        self.when_field.clear()
        self.given_by_field.setText("patient")
        self.note_field.clear()
        self.message.say("")

    def show_state(self, consent: ConsentState, people: tuple[Person, ...]) -> None:
        """What stands; the form keeps what is typed."""
        self.consent_label.setText(consent_words(consent, self._desk))
        self.revoke_button.setEnabled(consent.status == "given")
        self._show_people(people)

    def _show_people(self, people: tuple[Person, ...]) -> None:
        if people == self._people:
            return  # a choice made here stays
        self._people = people
        self.practitioner_box.clear()
        for person in people:
            if person.lane == "practitioner":
                self.practitioner_box.addItem(person.title, person.id)

    def _on_revoke(self) -> None:
        self.revoked.emit(self.note_field.text())

    def _on_consent(self) -> None:
        if not self.when_field.is_sound():
            self.message.say("The date of consent is not understood. Write it like 11/21, or leave it empty.")
            self.when_field.setFocus()
            return
        now = self._desk.office.context.clock.now()
        iso = self.when_field.iso()
        day = datetime.fromisoformat(iso).date() if iso else None
        local_now = now.astimezone(self._desk.zone)
        at = now
        if day is not None and day != local_now.date():
            at = datetime.combine(day, time(12), self._desk.zone)
        self.given.emit(
            NewConsent(
                str(self.answer_box.currentData()),
                int(at.timestamp()),
                str(self.method_box.currentData()),
                tuple(key for key, box in self.elements.items() if box.isChecked()),
                str(self.practitioner_box.currentData() or ""),
                "",
                self.given_by_field.text(),
                self.note_field.text(),
            )
        )
