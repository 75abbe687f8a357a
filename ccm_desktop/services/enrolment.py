"""Into the programme and out of it: attestations, consent, enrolment."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TypeVar

from ccm_desktop.domain import consent as consent_rules
from ccm_desktop.domain.calendar import is_day, local_day
from ccm_desktop.domain.eligibility import NEEDED_CONDITIONS, attested_families
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation
from ccm_desktop.ledger.payloads.consent import ConsentRecorded, ConsentRevoked
from ccm_desktop.ledger.payloads.patient import (
    EarlierEnrolment,
    InitiatingVisit,
    PatientAssignment,
    PatientIdentity,
    PatientProgram,
    PatientRisk,
)
from ccm_desktop.models.queries import months
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.chart_views import ConsentState
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.patients import condition_facts, who_is
from ccm_desktop.services.people import check_biller, people_of, person_unknown

T = TypeVar("T")
_PROGRAM = Changed.PATIENTS | Changed.CONSENT
_TWO = "two chronic conditions attested to last 12 months or until death"
_RISK = "significant risk attested"


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

    patient_id: str
    checks: tuple[tuple[bool, str], ...]
    conditions: tuple[tuple[str, str, bool | None], ...]
    """Entity, name, and whether it is attested to last twelve months (None: not looked at)."""
    attestations: tuple[Form[ConditionAttestation], ...]
    """Of the same conditions in the same order, opened for editing."""
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
            return _eligibility(reader, patient)

    def attest_conditions(self, opened: Eligibility, expected: dict[str, bool]) -> Outcome[None]:
        """Say of conditions (by entity) whether they will last twelve months or until death."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._keep_conditions(tx, opened, expected)
        return Outcome(None, Changed.CARE_PLAN | _PROGRAM)

    def attest_problem(self, patient: str, shown: Form[ConditionAttestation]) -> Outcome[None]:
        """Say of one condition that it will last twelve months or until death; `shown`: what the screen had of it.

        Raises `Refusal` where somebody said something else of it since.
        """
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            opened = _eligibility(tx, patient)
            now = next((one for one in opened.attestations if one.entity == shown.entity), shown)
            is_said = now.value.expected_12_months and now.value.attested_by and not now.others
            if now.heads != shown.heads and not is_said:
                raise Refusal("attested_since", "Somebody said since that this problem will not last.",
                              "Look at it again.")  # fmt: skip
            self._keep_conditions(tx, opened, {shown.entity: True})
        return Outcome(None, Changed.CARE_PLAN | _PROGRAM)

    def attest_risk(self, form: Form[PatientRisk]) -> Outcome[None]:
        """Significant risk of death, decompensation or functional decline, in a sentence."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._keep_risk(tx, form)
        return Outcome(None, _PROGRAM)

    def attest(self, opened: Eligibility, expected: dict[str, bool], statement: str) -> Outcome[None]:
        """Conditions and risk as one form showed them: both are kept, or neither."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._keep_conditions(tx, opened, expected)
            self._keep_risk(tx, replace(opened.risk, value=replace(opened.risk.value, statement=statement)))
        return Outcome(None, Changed.CARE_PLAN | _PROGRAM)

    def record_visit(self, form: Form[InitiatingVisit]) -> Outcome[None]:
        """The visit at which care management was discussed; an empty one takes it back."""
        require(self._context, Verb.CARE)
        visit = replace(form.value, visit_code=form.value.visit_code.strip().upper())
        self._past_day(visit.visit_on, "visit")
        with self._context.transaction() as tx:
            who_is(tx, form.entity)
            if (visit.visit_code, visit.visit_on, visit.visit_by) != ("", "", ""):
                self._check_visit(tx, visit)
            tx.record(visit, entity=form.entity, patient=form.entity, prev=form.heads)
        return Outcome(None, _PROGRAM)

    def visit_codes(self) -> tuple[str, ...]:
        """The kinds of visit that any installed rules accept as the initiating one."""
        return tuple(sorted(frozenset().union(*(rules.initiating_visit_codes for rules in self._context.rules.sets))))

    def enrol(
        self, patient: str, *, started_on: str = "", coordinator: str = "", practitioner: str = "",
        last_seen_on: str = "", new_patient: bool = False,
    ) -> Outcome[None]:  # fmt: skip
        """Activate care management; refused without two attested conditions and risk (A-02)."""
        require(self._context, Verb.CARE)
        seen_on = self._past_day(last_seen_on, "last visit")
        begun_on = self._past_day(started_on, "start") or self._today()
        with self._context.transaction() as tx:
            found = _eligibility(tx, patient)
            now = found.program.value
            _require_eligible(found, who_is(tx, patient))
            program = replace(
                now, status="enrolled", started_on=begun_on, ended_on="", reason="",
                new_patient=new_patient, last_seen_on=seen_on or now.last_seen_on, earlier=_over(now),
            )  # fmt: skip
            tx.record(program, entity=patient, patient=patient, prev=found.program.heads)
            held = tx.held(PatientAssignment, patient)
            of = held.value if held else PatientAssignment()
            biller = practitioner or of.practitioner or self._context.practice_of(tx).billing_practitioner
            if practitioner:
                check_biller(tx, practitioner)
            assigned = PatientAssignment(coordinator or of.coordinator or self._context.person, biller)
            tx.record(assigned, entity=patient, patient=patient, prev=held.heads if held else ())
        return Outcome(None, _PROGRAM)

    def decline(self, patient: str, reason: str) -> Outcome[None]:
        """The patient does not want it, or it does not suit."""
        require(self._context, Verb.CARE)
        return self._leave(patient, "declined", "", reason)

    def end(self, patient: str, on: str, reason: str) -> Outcome[None]:
        """Out of the programme after that day; a reason is kept (A-20)."""
        require(self._context, Verb.CARE)
        if not on:
            raise BadInput("end_missing", "The last day is empty.", "Enter the last day in the program.")
        return self._leave(patient, "ended", _day(on, "end"), reason)

    def consent(self, patient: str) -> ConsentState:
        """Consent in force: the newest answer, unless withdrawn after it."""
        with self._context.reading() as reader:
            return consent_state(reader, patient)

    def record_consent(self, patient: str, new: NewConsent) -> Outcome[str]:
        """Record the patient's answer with every element."""
        require(self._context, Verb.CARE)
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
            who_is(tx, patient)
            if not {new.practitioner, obtained_by} <= {person.id for person in people_of(tx)}:
                raise person_unknown()
            if new.answer == "given":
                consent_rules.check_moment(standing_of(tx, patient, new.at + 1), new.at)
            tx.record(fact, entity=consent, patient=patient)
        return Outcome(consent, _PROGRAM)

    def revoke_consent(self, patient: str, at: int, reason: str) -> Outcome[None]:
        """The patient stops the service; time after it no longer counts."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            consent_rules.check_withdrawal(standing_of(tx, patient), at, self._context.now())
            tx.record(ConsentRevoked(at, reason), entity=new_id(), patient=patient)
        return Outcome(None, _PROGRAM)

    def _keep_conditions(self, tx: Transaction, opened: Eligibility, expected: dict[str, bool]) -> None:
        known = {row.id for row in months.conditions(tx.connection, opened.patient_id).get(opened.patient_id, ())}
        forms = {form.entity: form for form in opened.attestations}
        if not set(expected) <= known & forms.keys():
            raise BadInput("condition_unknown", "A condition is not in the chart.", "Reload the patient.")
        for condition, answer in expected.items():
            form = forms[condition]
            is_nobodys = not form.heads or not form.value.attested_by
            if is_nobodys or form.others or form.value.expected_12_months != answer:
                attestation = ConditionAttestation(answer, self._context.person)
                tx.record(attestation, entity=condition, patient=opened.patient_id, prev=form.heads)

    def _keep_risk(self, tx: Transaction, form: Form[PatientRisk]) -> None:
        if not form.value.statement.strip():
            raise BadInput("risk_statement_missing", "The risk is not described.", "Say in a sentence why.")
        who_is(tx, form.entity)
        risk = PatientRisk(True, form.value.statement.strip(), self._context.person)
        tx.record(risk, entity=form.entity, patient=form.entity, prev=form.heads)

    def _check_visit(self, tx: Transaction, visit: InitiatingVisit) -> None:
        if not visit.visit_on or not visit.visit_code:
            raise BadInput("visit_incomplete", "The visit lacks its day or its kind.",
                           "Enter both, or leave all empty for no visit.")  # fmt: skip
        if visit.visit_code not in self.visit_codes():
            raise BadInput("visit_code_unknown", "Care management does not begin with this kind of visit.",
                           f"Use one of: {', '.join(self.visit_codes())}.")  # fmt: skip
        if visit.visit_by not in {person.id for person in people_of(tx)}:
            raise person_unknown()

    def _leave(self, patient: str, status: str, on: str, reason: str) -> Outcome[None]:
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why.")
        with self._context.transaction() as tx:
            who_is(tx, patient)
            held = tx.held(PatientProgram, patient)
            now = held.value if held else PatientProgram()
            if status == "declined" and now.status == "enrolled":
                raise Refusal("is_enrolled", "This patient is enrolled.", "End the enrollment instead.")
            if status == "ended" and now.status != "enrolled":
                raise Refusal("not_enrolled", "This patient is not enrolled.", "There is nothing to end.")
            if on and on < now.started_on:
                raise BadInput("end_before_start", "The last day lies before the enrollment.",
                               "Enter a later day.")  # fmt: skip
            if status == "declined":
                now = replace(now, started_on="", earlier=_over(now))
            program = replace(now, status=status, ended_on=on, reason=reason)
            tx.record(program, entity=patient, patient=patient, prev=held.heads if held else ())
        return Outcome(None, _PROGRAM)

    def _today(self) -> str:
        return local_day(self._context.clock.now(), self._context.zone()).isoformat()

    def _past_day(self, text: str, what: str) -> str:
        if _day(text, what) > self._today():
            raise BadInput("day_in_future", f"The date of the {what} lies in the future.",
                           "Enter when it was.")  # fmt: skip
        return text


def _over(now: PatientProgram) -> tuple[EarlierEnrolment, ...]:
    """Every enrolment that is over, the latest included: what begins next must not hide it."""
    if now.status != "ended":
        return now.earlier
    latest = EarlierEnrolment(now.started_on, now.ended_on, now.reason, now.new_patient, now.last_seen_on)
    return (*now.earlier, latest)


def _eligibility(reader: Reader, patient: str) -> Eligibility:
    rows = months.conditions(reader.connection, patient).get(patient, ())
    attested = attested_families(condition_facts(rows))
    risk = _form(reader, patient, PatientRisk(False))
    return Eligibility(
        patient_id=patient,
        checks=(
            (len(attested) >= NEEDED_CONDITIONS, ": ".join(filter(None, (_TWO, ", ".join(attested))))),
            (risk.value.significant_risk, _RISK),
        ),
        conditions=tuple((row.id, row.display, row.attested) for row in rows),
        attestations=tuple(_form(reader, row.id, ConditionAttestation(False)) for row in rows),
        risk=risk,
        program=_form(reader, patient, PatientProgram()),
        visit=_form(reader, patient, InitiatingVisit()),
    )


def _form(reader: Reader, entity: str, empty: T) -> Form[T]:
    held = reader.held(type(empty), entity)
    return Form(entity, held.value, held.heads, held.others) if held else Form(entity, empty)


def _require_eligible(found: Eligibility, who: PatientIdentity) -> None:
    if who.deceased_on:
        raise Refusal("has_died", "This patient has died.", "Check the date of death if that is wrong.")
    if found.program.value.status == "enrolled":
        raise Refusal("is_enrolled", "This patient is enrolled already.", "There is nothing to do.")
    lacking = [words for (ok, _), words in zip(found.checks, (_TWO, _RISK), strict=True) if not ok]
    if lacking:
        raise Refusal("not_eligible", f"The patient cannot be enrolled yet. Missing: {'; '.join(lacking)}.",
                      "Attest what is true and try again.")  # fmt: skip


def standing_of(reader: Reader, patient: str, before: int | None = None) -> consent_rules.Standing:
    """The answer in force and its withdrawal, as said before that instant."""
    said = months.consents(reader.connection, patient).get(patient, ())
    ends = months.revocations(reader.connection, patient).get(patient, ())
    answers = (consent_rules.Answer(*row)._replace(elements=tuple(json.loads(row[3]))) for row in said)
    return consent_rules.standing(answers, (row[0] for row in ends), before)


def consent_state(reader: Reader, patient: str, before: int | None = None) -> ConsentState:
    """Consent in force, as said before that instant, in names a person reads."""
    found = standing_of(reader, patient, before)
    if found.answer is None:
        return ConsentState("none")
    said = found.answer
    names = {person.id: person.title for person in people_of(reader)}
    return ConsentState(
        found.status, said.at, said.method, said.elements,
        names.get(said.practitioner, said.practitioner), names.get(said.obtained_by, said.obtained_by),
        said.given_by, said.note, found.revoked_at,
    )  # fmt: skip


def _day(text: str, what: str) -> str:
    if text and not is_day(text):
        raise BadInput("date_unreadable", f"The date of the {what} is not a date.",
                       "Write it like 2026-10-05.")  # fmt: skip
    return text
