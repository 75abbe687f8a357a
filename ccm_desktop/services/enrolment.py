"""Into the programme and out of it: attestations, consent, enrolment."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date

from ccm_desktop.domain import consent as consent_rules
from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.eligibility import NEEDED_CONDITIONS, attested_families
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation
from ccm_desktop.ledger.payloads.consent import ConsentRecorded, ConsentRevoked
from ccm_desktop.ledger.payloads.month import DecisionMaking, OtherService
from ccm_desktop.ledger.payloads.patient import (
    InitiatingVisit,
    PatientAssignment,
    PatientProgram,
    PatientRisk,
)
from ccm_desktop.models.queries import months
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import condition_facts
from ccm_desktop.services.people import people_of
from ccm_desktop.services.views import ConsentState


@dataclass(frozen=True, slots=True)
class NewConsent:
    """What is asked when consent is recorded; `at` in epoch seconds."""

    answer: str
    at: int
    method: str
    elements: tuple[str, ...]
    practitioner: str
    obtained_by: str = ""
    """The person signed in when empty."""
    given_by: str = "patient"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What enrolment needs and what is there; each line passed or failed, in words."""

    checks: tuple[tuple[bool, str], ...]
    conditions: tuple[tuple[str, str, bool | None], ...]
    """Entity, name, and whether it is attested to last twelve months (None: not looked at)."""
    risk: Form[PatientRisk]
    program: Form[PatientProgram]
    visit: Form[InitiatingVisit]

    @property
    def passed(self) -> bool:
        return all(ok for ok, _ in self.checks)


class EnrolmentService:
    """Attests, records consent, enrols."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def eligibility(self, patient: str) -> Eligibility:
        """What stands between the patient and enrolment."""
        with self._context.reading() as reader:
            return self._eligibility(reader, patient)

    def attest_conditions(self, patient: str, expected: dict[str, bool]) -> Outcome[None]:
        """Say of conditions (by entity) whether they will last twelve months or until death."""
        with self._context.transaction() as tx:
            known = {row[0] for row in months.conditions(tx.connection, patient).get(patient, ())}
            if not set(expected) <= known:
                raise BadInput("condition_unknown", "A condition is not in the chart.", "Reload the patient.")
            for condition, answer in expected.items():
                attestation = ConditionAttestation(answer, self._context.person)
                tx.revise(attestation, entity=condition, patient=patient)
        return Outcome(None, Changed.CARE_PLAN | Changed.PATIENTS | Changed.CONSENT)

    def attest_risk(self, patient: str, statement: str) -> Outcome[None]:
        """Significant risk of death, decompensation or functional decline, in a sentence."""
        if not statement.strip():
            raise BadInput("risk_statement_missing", "The risk is not described.", "Say in a sentence why.")
        with self._context.transaction() as tx:
            tx.revise(PatientRisk(True, statement, self._context.person), entity=patient, patient=patient)
        return Outcome(None, Changed.PATIENTS | Changed.CONSENT)

    def record_visit(self, patient: str, visit: InitiatingVisit) -> Outcome[None]:
        """The visit at which care management was discussed."""
        _day(visit.visit_on, "visit")
        with self._context.transaction() as tx:
            tx.revise(visit, entity=patient, patient=patient)
        return Outcome(None, Changed.PATIENTS | Changed.CONSENT)

    def enrol(
        self, patient: str, *, started_on: str = "", coordinator: str = "", practitioner: str = "",
        last_seen_on: str = "", new_patient: bool = False,
    ) -> Outcome[None]:  # fmt: skip
        """Activate care management; refused without two attested conditions and risk (A-02)."""
        today = local_day(self._context.clock.now(), self._context.zone()).isoformat()
        with self._context.transaction() as tx:
            found = self._eligibility(tx, patient)
            if not found.passed:
                missing = "; ".join(words for ok, words in found.checks if not ok)
                raise Refusal("not_eligible", f"The patient cannot be enrolled yet: {missing}.",
                              "Attest what is true and try again.")  # fmt: skip
            program = replace(
                found.program.value, status="enrolled", started_on=_day(started_on, "start") or today,
                ended_on="", reason="", new_patient=new_patient,
                last_seen_on=_day(last_seen_on, "last visit") or found.program.value.last_seen_on,
            )  # fmt: skip
            tx.record(program, entity=patient, patient=patient, prev=found.program.heads)
            held = tx.held(PatientAssignment, patient)
            now = held.value if held else PatientAssignment()
            biller = practitioner or now.practitioner or self._context.practice_of(tx).billing_practitioner
            assigned = PatientAssignment(coordinator or now.coordinator or self._context.person, biller)
            tx.record(assigned, entity=patient, patient=patient, prev=held.heads if held else ())
        return Outcome(None, Changed.PATIENTS | Changed.CONSENT)

    def decline(self, patient: str, reason: str) -> Outcome[None]:
        """The patient does not want it, or it does not suit."""
        return self._leave(patient, "declined", "", reason)

    def end(self, patient: str, on: str, reason: str) -> Outcome[None]:
        """Out of the programme; a reason is kept (A-20)."""
        return self._leave(patient, "ended", _day(on, "end"), reason)

    def consent(self, patient: str) -> ConsentState:
        """Consent in force: the newest answer, unless withdrawn after it."""
        with self._context.reading() as reader:
            return consent_state(reader, patient)

    def record_consent(self, patient: str, new: NewConsent) -> Outcome[str]:
        """Record the patient's answer with every element."""
        obtained_by = new.obtained_by or self._context.person
        consent_rules.check(
            answer=new.answer, at=new.at, method=new.method, elements=new.elements,
            practitioner=new.practitioner, obtained_by=obtained_by, now=self._context.now(),
        )  # fmt: skip
        fact = ConsentRecorded(
            new.answer, new.at, new.method, tuple(e for e in consent_rules.ELEMENTS if e in new.elements),
            new.practitioner, obtained_by, new.given_by.strip() or "patient", new.note,
        )  # fmt: skip
        consent = new_id()
        with self._context.transaction() as tx:
            tx.record(fact, entity=consent, patient=patient)
        return Outcome(consent, Changed.CONSENT | Changed.PATIENTS)

    def revoke_consent(self, patient: str, at: int, reason: str) -> Outcome[None]:
        """The patient stops the service; time after it no longer counts."""
        if at > self._context.now() + 60:
            raise Refusal(
                "revocation_in_future", "The withdrawal lies in the future.", "Enter when it was said."
            )
        if self.consent(patient).status != "given":
            raise Refusal(
                "consent_not_given", "There is no consent to withdraw.", "Record the patient's answer."
            )
        with self._context.transaction() as tx:
            tx.record(ConsentRevoked(at, reason), entity=new_id(), patient=patient)
        return Outcome(None, Changed.CONSENT | Changed.PATIENTS)

    def attest_complexity(
        self, patient: str, month: str, level: str, by: str, on: str, why: str
    ) -> Outcome[None]:
        """The billing practitioner's moderate or high decision-making of the month (99487)."""
        if level not in ("moderate", "high"):
            raise BadInput("mdm_level", "The level is not known.", "Choose moderate or high.")
        with self._context.transaction() as tx:
            tx.record(
                DecisionMaking(month, level, by, _day(on, "decision"), why), entity=new_id(), patient=patient
            )
        return Outcome(None, Changed.TIME)

    def note_service(self, patient: str, code: str, on: str, by_whom: str, status: str) -> Outcome[None]:
        """Another service of the month that the rules must know of."""
        with self._context.transaction() as tx:
            fact = OtherService(code.strip().upper(), _day(on, "service"), by_whom, status)
            tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(None, Changed.TIME)

    def _leave(self, patient: str, status: str, on: str, reason: str) -> Outcome[None]:
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why.")
        with self._context.transaction() as tx:
            held = tx.held(PatientProgram, patient)
            program = replace(
                held.value if held else PatientProgram(), status=status, ended_on=on, reason=reason
            )
            tx.record(program, entity=patient, patient=patient, prev=held.heads if held else ())
        return Outcome(None, Changed.PATIENTS | Changed.CONSENT)

    def _eligibility(self, reader: Reader, patient: str) -> Eligibility:
        rows = months.conditions(reader.connection, patient).get(patient, ())
        attested = attested_families(condition_facts(rows))
        risk = reader.held(PatientRisk, patient)
        program = reader.held(PatientProgram, patient)
        visit = reader.held(InitiatingVisit, patient)
        names = f" ({', '.join(attested)})" if attested else ""
        return Eligibility(
            checks=(
                (len(attested) >= NEEDED_CONDITIONS,
                 f"two chronic conditions attested for 12 months or until death: {len(attested)} so far{names}"),
                (risk is not None and risk.value.significant_risk, "significant risk attested"),
            ),
            conditions=tuple((row[0], row[1], None if row[5] is None else bool(row[5])) for row in rows),
            risk=Form(patient, risk.value, risk.heads) if risk else Form(patient, PatientRisk(False)),
            program=Form(patient, program.value, program.heads) if program else Form(patient, PatientProgram()),
            visit=Form(patient, visit.value, visit.heads) if visit else Form(patient, InitiatingVisit()),
        )  # fmt: skip


def consent_state(reader: Reader, patient: str) -> ConsentState:
    """Consent in force, in names a person reads."""
    rows = months.consents(reader.connection, patient).get(patient, ())
    if not rows:
        return ConsentState("none")
    names = {person.id: person.title for person in people_of(reader)}
    answer, at, method, elements, practitioner, obtained_by, given_by, note = rows[-1]
    revoked = [r[0] for r in months.revocations(reader.connection, patient).get(patient, ()) if r[0] >= at]
    return ConsentState(
        "revoked" if revoked else answer, at, method, tuple(json.loads(elements)),
        names.get(practitioner, practitioner), names.get(obtained_by, obtained_by), given_by, note,
        revoked[0] if revoked else None,
    )  # fmt: skip


def _day(text: str, what: str) -> str:
    if text:
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise BadInput("date_unreadable", f"The date of the {what} is not a date.",
                           "Write it like 2026-10-05.") from error  # fmt: skip
    return text
