"""Consent and enrolment: attest, record consent with its elements, enrol."""

from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ccm_desktop.domain.consent import ELEMENTS, METHODS
from ccm_desktop.services.enrolment import Eligibility, NewConsent
from ccm_desktop.services.people import Person
from ccm_desktop.services.views import ConsentState
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.parts import Card, Message, button, label
from ccm_desktop.ui.workspace.banner import consent_words


class EnrolmentTab(QScrollArea):
    """Two cards side by side.

    Signals:
        attested: conditions (entity → bool) and the risk statement.
        consent_given: a `NewConsent`.
        enrol_pressed: last seen on (ISO or empty).
        ended: reason.
        declined: reason.
        revoke_pressed.
    """

    attested = Signal(object, str)
    consent_given = Signal(object)
    enrol_pressed = Signal(str)
    ended = Signal(str)
    declined = Signal(str)
    revoke_pressed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Eligibility | None = None
        self._people: tuple[Person, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName("Consent and enrolment")
        self.enrolment_message, self.consent_message = Message(), Message()
        self.conditions: dict[str, QCheckBox] = {}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 8, 0, 0)
        row = QHBoxLayout()
        row.addWidget(self._enrolment_card(), 1)
        row.addWidget(self._consent_card(), 1)
        column.addLayout(row)
        column.addStretch(1)
        self.setWidget(body)

    def clear(self) -> None:
        """For another patient: nothing typed for the one before may stay."""
        self._shown = None
        self.risk_field.clear()
        self.reason_field.clear()
        self.enrolment_message.say("")
        self.clear_consent()

    def clear_consent(self) -> None:
        """After a consent was kept."""
        for box in self.elements.values():
            box.setChecked(False)
        self.answer_box.setCurrentIndex(0)
        self.method_box.setCurrentIndex(0)
        self.when_field.clear()
        self.given_by_field.setText("patient")
        self.note_field.clear()
        self.consent_message.say("")

    def show_state(self, found: Eligibility, consent: ConsentState, people: tuple[Person, ...]) -> None:
        """Fill both cards; what was typed stays unless the file has something newer for that field."""
        before, self._shown = self._shown, found
        if before is None or before.conditions != found.conditions:
            self._show_conditions(found)
        if before is None or before.risk != found.risk:
            self.risk_field.setText(found.risk.value.statement)
        program = found.program.value
        if before is None or before.program != found.program:
            self.seen_field.set_iso(program.last_seen_on)
        self.checks_label.setText("\n".join(f"{'✓' if ok else '○'} {words}" for ok, words in found.checks))
        since = f" since {figures.day(program.started_on)}" if program.started_on else ""
        self.program_label.setText(f"Status: {program.status}{since}")
        self.enrol_button.setEnabled(program.status != "enrolled")
        self.end_button.setText("End enrolment" if program.status == "enrolled" else "Decline")
        self.consent_label.setText(consent_words(consent, self._desk))
        self.revoke_button.setEnabled(consent.status == "given")
        self._show_people(people)

    def _enrolment_card(self) -> Card:
        card = Card("Enrolment")
        self.program_label = label()
        self.checks_label = label(wrap=True)
        self.conditions_area = QVBoxLayout()
        self.risk_field = QLineEdit()
        self.risk_field.setPlaceholderText("Why: risk of death, acute exacerbation or functional decline")
        self.attest_button = button("Attest", "shield-check")
        self.seen_field = DateField("Last seen by the billing practitioner", self._desk.today)
        self.enrol_button = button("Enrol in care management", "user-plus", role="primary")
        self.reason_field = QLineEdit()
        self.end_button = button("End enrolment", role="danger")
        card.body.addWidget(self.program_label)
        card.body.addWidget(self.checks_label)
        card.body.addWidget(label("Expected to last 12 months or until death:", "caption", wrap=True))
        card.body.addLayout(self.conditions_area)
        for part in (
            Field("Significant risk", self.risk_field, required=True),
            self.attest_button,
            self.enrolment_message,
            self.seen_field,
            self.enrol_button,
            Field("Reason to end or decline", self.reason_field),
            self.end_button,
        ):
            card.body.addWidget(part)
        card.body.addStretch(1)
        self.attest_button.clicked.connect(self._on_attest)
        self.enrol_button.clicked.connect(self._on_enrol)
        self.end_button.clicked.connect(self._on_end)
        return card

    def _consent_card(self) -> Card:
        card = Card("Consent")
        self.consent_label = label()
        self.elements = {key: QCheckBox(words) for key, words in ELEMENTS.items()}
        self.answer_box, self.method_box, self.practitioner_box = QComboBox(), QComboBox(), QComboBox()
        for key, words in (("given", "Patient agrees"), ("declined", "Patient declines")):
            self.answer_box.addItem(words, key)
        for key, words in METHODS.items():
            self.method_box.addItem(words, key)
        self.when_field = DateField("Date of consent (empty: now)", self._desk.today)
        self.given_by_field = QLineEdit("patient")
        self.note_field = QLineEdit()
        self.consent_button = button("Record consent", "signature", role="primary")
        self.revoke_button = button("Record withdrawal", role="danger")
        card.body.addWidget(self.consent_label)
        card.body.addWidget(label("Told to the patient:", "caption"))
        for box in self.elements.values():
            card.body.addWidget(box)
        row = QHBoxLayout()
        row.addWidget(Field("Answer", self.answer_box))
        row.addWidget(Field("Method", self.method_box))
        card.body.addLayout(row)
        for part in (
            Field("Billing practitioner", self.practitioner_box),
            self.when_field,
            Field("Given by (patient or representative)", self.given_by_field),
            Field("Note", self.note_field),
            self.consent_message,
            self.consent_button,
            self.revoke_button,
        ):
            card.body.addWidget(part)
        card.body.addStretch(1)
        self.consent_button.clicked.connect(self._on_consent)
        self.revoke_button.clicked.connect(self._on_revoke)
        return card

    def _show_conditions(self, found: Eligibility) -> None:
        while self.conditions_area.count():
            item = self.conditions_area.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self.conditions = {}
        for entity, name, attested in found.conditions:
            box = QCheckBox(name)
            box.setChecked(bool(attested))
            self.conditions[entity] = box
            self.conditions_area.addWidget(box)
        if not found.conditions:
            self.conditions_area.addWidget(label("No active conditions. Add problems in the care plan.", "caption"))
        self._order_tab()

    def _order_tab(self) -> None:
        """Tab goes as the eye does; widgets just made would come last."""
        for before, after in pairwise((self, *self.conditions.values())):
            QWidget.setTabOrder(before, after)

    def _show_people(self, people: tuple[Person, ...]) -> None:
        if people == self._people:
            return
        self._people = people
        self.practitioner_box.clear()
        for person in people:
            if person.lane == "practitioner":
                self.practitioner_box.addItem(person.title, person.id)

    def _on_attest(self) -> None:
        answers = {entity: box.isChecked() for entity, box in self.conditions.items()}
        self.attested.emit(answers, self.risk_field.text())

    def _on_enrol(self) -> None:
        if self.seen_field.is_sound():
            self.enrol_pressed.emit(self.seen_field.iso())

    def _on_end(self) -> None:
        enrolled = self._shown is not None and self._shown.program.value.status == "enrolled"
        (self.ended if enrolled else self.declined).emit(self.reason_field.text())

    def _on_revoke(self) -> None:
        self.revoke_pressed.emit(self.note_field.text())

    def _on_consent(self) -> None:
        if not self.when_field.is_sound():
            self.consent_message.say("The date of consent is not understood. Write it like 11/21, or leave it empty.")
            self.when_field.setFocus()
            return
        now = self._desk.office.context.clock.now()
        iso = self.when_field.iso()
        day = datetime.fromisoformat(iso).date() if iso else None
        local_now = now.astimezone(self._desk.zone)
        at = now
        if day is not None and day != local_now.date():
            at = datetime.combine(day, time(12), self._desk.zone)
        self.consent_given.emit(
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
