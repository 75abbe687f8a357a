"""Into the programme and out of it: attestations, consent, enrolment."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TypeVar

from ccm_desktop.domain import consent as consent_rules
from ccm_desktop.domain.calendar import Month, is_day, local_day
from ccm_desktop.domain.eligibility import NEEDED_CONDITIONS, attested_families
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation
from ccm_desktop.ledger.payloads.consent import ConsentRecorded, ConsentRevoked
from ccm_desktop.ledger.payloads.month import DecisionMaking, OtherService
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
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.month_guard import require_open
from ccm_desktop.services.patients import condition_facts, who_is
from ccm_desktop.services.people import check_biller, people_of, person_unknown
from ccm_desktop.services.views import ConsentState

SERVICE_BY = ("same_practitioner", "same_practice", "other_practice")
SERVICE_STATUS = ("billed", "planned", "claimed_by_us")
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
            return _eligibility(reader, patient)

    def attest_conditions(self, patient: str, expected: dict[str, bool]) -> Outcome[None]:
        """Say of conditions (by entity) whether they will last twelve months or until death."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._keep_conditions(tx, patient, expected)
        return Outcome(None, Changed.CARE_PLAN | _PROGRAM)

    def attest_risk(self, patient: str, statement: str) -> Outcome[None]:
        """Significant risk of death, decompensation or functional decline, in a sentence."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._keep_risk(tx, patient, statement)
        return Outcome(None, _PROGRAM)

    def attest(self, patient: str, expected: dict[str, bool], statement: str) -> Outcome[None]:
        """Conditions and risk as one form shows them: both are kept, or neither."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            self._keep_conditions(tx, patient, expected)
            self._keep_risk(tx, patient, statement)
        return Outcome(None, Changed.CARE_PLAN | _PROGRAM)

    def record_visit(self, patient: str, visit: InitiatingVisit) -> Outcome[None]:
        """The visit at which care management was discussed."""
        require(self._context, Verb.CARE)
        self._past_day(visit.visit_on, "visit")
        with self._context.transaction() as tx:
            who_is(tx, patient)
            tx.revise(visit, entity=patient, patient=patient)
        return Outcome(None, _PROGRAM)

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
            raise BadInput("end_missing", "The last day is empty.", "Enter the last day in the programme.")
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

    def attest_complexity(self, patient: str, month: str, level: str, by: str, on: str, why: str) -> Outcome[None]:
        """The billing practitioner's moderate or high decision-making of the month (99487)."""
        require(self._context, Verb.CARE)
        if level not in ("moderate", "high"):
            raise BadInput("mdm_level", "The level is not known.", "Choose moderate or high.")
        if not why.strip():
            raise BadInput("mdm_reason_missing", "The attestation does not say why.",
                           "Name problems, data or risk in a sentence.")  # fmt: skip
        of = Month.parse(month)
        fact = DecisionMaking(str(of), level, by, self._past_day(on, "decision"), why.strip())
        with self._context.transaction() as tx:
            who_is(tx, patient)
            require_open(self._context, tx, patient, of)
            check_biller(tx, by)
            tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(None, Changed.TIME)

    def note_service(self, patient: str, code: str, on: str, by_whom: str, status: str) -> Outcome[None]:
        """Another service of the month that the rules must know of."""
        require(self._context, Verb.CARE)
        if not code.strip() or by_whom not in SERVICE_BY or status not in SERVICE_STATUS or not on:
            raise BadInput(
                "service_incomplete",
                "The service lacks its code, its day, who furnished it, or its state.",
                f"Furnished by one of: {', '.join(SERVICE_BY)}; state one of: {', '.join(SERVICE_STATUS)}.",
            )
        fact = OtherService(code.strip().upper(), _day(on, "service"), by_whom, status)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(None, Changed.TIME)

    def _keep_conditions(self, tx: Transaction, patient: str, expected: dict[str, bool]) -> None:
        known = {row.id for row in months.conditions(tx.connection, patient).get(patient, ())}
        if not set(expected) <= known:
            raise BadInput("condition_unknown", "A condition is not in the chart.", "Reload the patient.")
        for condition, answer in expected.items():
            held = tx.held(ConditionAttestation, condition)
            if held is None or held.others or held.value.expected_12_months != answer:
                attestation = ConditionAttestation(answer, self._context.person)
                tx.revise(attestation, entity=condition, patient=patient)

    def _keep_risk(self, tx: Transaction, patient: str, statement: str) -> None:
        if not statement.strip():
            raise BadInput("risk_statement_missing", "The risk is not described.", "Say in a sentence why.")
        who_is(tx, patient)
        tx.revise(PatientRisk(True, statement, self._context.person), entity=patient, patient=patient)

    def _leave(self, patient: str, status: str, on: str, reason: str) -> Outcome[None]:
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why.")
        with self._context.transaction() as tx:
            who_is(tx, patient)
            held = tx.held(PatientProgram, patient)
            now = held.value if held else PatientProgram()
            if status == "declined" and now.status == "enrolled":
                raise Refusal("is_enrolled", "This patient is enrolled.", "End the enrolment instead.")
            if status == "ended" and now.status != "enrolled":
                raise Refusal("not_enrolled", "This patient is not enrolled.", "There is nothing to end.")
            if on and on < now.started_on:
                raise BadInput("end_before_start", "The last day lies before the enrolment.",
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
        checks=(
            (len(attested) >= NEEDED_CONDITIONS, ": ".join(filter(None, (_TWO, ", ".join(attested))))),
            (risk.value.significant_risk, _RISK),
        ),
        conditions=tuple((row.id, row.display, row.attested) for row in rows),
        risk=risk,
        program=_form(reader, patient, PatientProgram()),
        visit=_form(reader, patient, InitiatingVisit()),
    )


def _form(reader: Reader, patient: str, empty: T) -> Form[T]:
    held = reader.held(type(empty), patient)
    return Form(patient, held.value, held.heads, held.others) if held else Form(patient, empty)


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
