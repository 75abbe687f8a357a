"""Consent and enrolment: attest, record consent with its elements, enrol."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ccm_desktop.services.chart_views import ConsentState
from ccm_desktop.services.enrolment import Eligibility
from ccm_desktop.services.people import Person
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.fields import DateField, Field
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import Card, Message, button, label
from ccm_desktop.ui.workspace.consent_card import ConsentCard
from ccm_desktop.ui.workspace.visit_card import VisitCard

_BESIDE_FROM = 800


class EnrolmentTab(QScrollArea):
    """Enrolment and consent side by side.

    Signals:
        attested: the `Eligibility` on show, conditions (entity → bool) and the risk statement.
        enrol_pressed: last seen on (ISO or empty).
        ended: reason.
        declined: reason.
    """

    attested = Signal(object, object, str)
    enrol_pressed = Signal(str)
    ended = Signal(str)
    declined = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Eligibility | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName("Consent and enrollment")
        self.enrolment_message = Message()
        self.consent, self.visit = ConsentCard(desk), VisitCard(desk)
        self.conditions: dict[str, QCheckBox] = {}
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 8, 0, 0)
        cards = Folding(_BESIDE_FROM)
        left = QVBoxLayout()
        left.addWidget(self._enrolment_card())
        left.addWidget(self.visit)
        left.addStretch(1)
        cards.row.addLayout(left, 1)
        cards.row.addWidget(self.consent, 1)
        column.addWidget(cards)
        column.addStretch(1)
        self.setWidget(body)

    def clear(self) -> None:
        """For another patient: nothing typed for the one before may stay."""
        self._shown = None
        self.risk_field.clear()
        self.reason_field.clear()
        self.enrolment_message.say("")
        self.consent.clear()
        self.visit.clear()

    def show_state(
        self, found: Eligibility, consent: ConsentState, people: tuple[Person, ...], visits: tuple[str, ...]
    ) -> None:
        """Fill the cards; what was typed stays unless the file has something newer for that field."""
        before, self._shown = self._shown, found
        if before is None or (before.conditions, before.attestations) != (found.conditions, found.attestations):
            self._show_conditions(found)
        if before is None or before.risk != found.risk:
            self.risk_field.setText(found.risk.value.statement)
        self._show_others(found)
        program = found.program.value
        if before is None or before.program != found.program:
            self.seen_field.set_iso(program.last_seen_on)
        self.checks_label.setText("\n".join(f"{'✓' if ok else '○'} {words}" for ok, words in found.checks))
        since = f" since {figures.day(program.started_on)}" if program.started_on else ""
        self.program_label.setText(f"Status: {program.status}{since}")
        self.enrol_button.setEnabled(program.status != "enrolled")
        self.end_button.setText("End enrollment" if program.status == "enrolled" else "Decline")
        self.consent.when_hint.patient = found.program.entity
        self.consent.show_state(consent, people)
        self.visit.show_state(found.visit, visits, people)

    def _enrolment_card(self) -> Card:
        card = Card("Enrollment")
        self.program_label = label()
        self.checks_label = label(wrap=True)
        self.conditions_area = QVBoxLayout()
        self.risk_field = QLineEdit()
        self.risk_field.setPlaceholderText("Why: risk of death, acute exacerbation or functional decline")
        self.others_label = label("", "fieldError", wrap=True)
        self.others_label.hide()
        self.attest_button = button("Attest", "shield-check")
        self.seen_field = DateField("Last seen by the billing practitioner", self._desk.today, past=True)
        self.enrol_button = button("Enroll in care management", "user-plus", role="primary")
        self.reason_field = QLineEdit()
        self.end_button = button("End enrollment", role="danger")
        card.body.addWidget(self.program_label)
        card.body.addWidget(self.checks_label)
        card.body.addWidget(label("Expected to last 12 months or until death:", "caption", wrap=True))
        card.body.addLayout(self.conditions_area)
        for part in (
            Field("Significant risk", self.risk_field, required=True),
            self.others_label,
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
        # Tab goes as the eye does; widgets just made would come last.
        for before, after in pairwise((self, *self.conditions.values())):
            QWidget.setTabOrder(before, after)

    def _show_others(self, found: Eligibility) -> None:
        """What somebody else attested at the same time: the next Attest decides."""
        said = [f"Also on record: “{risk.statement or 'no risk'}”." for risk in found.risk.others]
        twice = [form.entity for form in found.attestations if form.others]
        said += [f"{name}: attested both ways." for entity, name, _ in found.conditions if entity in twice]
        self.others_label.setText("\n".join((*said, "Attest decides.") if said else ()))
        self.others_label.setVisible(bool(said))

    def _on_attest(self) -> None:
        if self._shown is not None:
            answers = {entity: box.isChecked() for entity, box in self.conditions.items()}
            self.attested.emit(self._shown, answers, self.risk_field.text())

    def _on_enrol(self) -> None:
        if self.seen_field.is_sound():
            self.enrol_pressed.emit(self.seen_field.iso())

    def _on_end(self) -> None:
        enrolled = self._shown is not None and self._shown.program.value.status == "enrolled"
        (self.ended if enrolled else self.declined).emit(self.reason_field.text())
