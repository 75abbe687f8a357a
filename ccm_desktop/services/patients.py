"""The panel, the identity banner and the summary of a patient."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from ccm_desktop.domain.activities import ATTEMPTS
from ccm_desktop.domain.billing.assessment import Decision, is_complex
from ccm_desktop.domain.calendar import Month, local_day, time_zone, workdays_left
from ccm_desktop.domain.eligibility import ConditionFact, chronic_families, is_candidate
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.patient_status import Standing, chip
from ccm_desktop.domain.search import haystack
from ccm_desktop.interop.code_maps import family_label
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.patient import (
    PatientAssignment,
    PatientContact,
    PatientIdentity,
    PatientProgram,
)
from ccm_desktop.models.queries import months, patients
from ccm_desktop.models.store import Reader
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.month_facts import assessed
from ccm_desktop.services.people import people_of
from ccm_desktop.services.views import PanelLine, Status, Threshold

BLOCKED_WORDS = {
    "B_CONSENT_MISSING": "consent", "B_CONSENT_NEW_PRACTITIONER": "consent", "B_CONSENT_REVOKED": "consent",
    "B_CONSENT_AFTER_SERVICE": "consent", "B_CONDITIONS_UNDER_2": "conditions", "B_CARE_PLAN_MISSING": "plan",
    "B_CARE_PLAN_NOT_ELECTRONIC": "plan", "B_CARE_PLAN_COPY_NOT_GIVEN": "plan copy",
    "B_INIT_VISIT_MISSING": "visit", "B_DUP_CCM_OTHER_PRACTITIONER": "other practice",
}  # fmt: skip
"""What stands in a chip for each blocker; time alone is no blocker there."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What the panel needs besides the patients' own rows."""

    month: Month
    today: date
    names: dict[str, str]
    decisions: dict[str, Decision]
    conditions: Any
    contacts: dict[str, tuple[int, str]]
    attempts: dict[str, int]
    reviews: dict[str, str]
    versions: Any
    sessions: dict[str, list[tuple[str, str, str]]]
    same_names: Counter[tuple[str, str]]


class PatientService:
    """Finds, lists and edits patients."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def panel(self, month: Month | None = None) -> tuple[PanelLine, ...]:
        """Every patient of the practice with the state of the month."""
        with self._context.reading() as reader:
            rows = patients.all_patients(reader.connection)
            around = self._around(reader, month or self._context.month(), rows)
            return tuple(self._line(row, around) for row in rows)

    def candidates(self) -> tuple[PanelLine, ...]:
        """Patients not yet enrolled who have two or more chronic condition families."""
        return tuple(
            line for line in self.panel() if line.program_status == "candidate" and line.chronic_families >= 2
        )

    def identity(self, patient: str) -> Form[PatientIdentity]:
        """Who it is, opened for editing."""
        return self._form(PatientIdentity, patient)

    def contact(self, patient: str) -> Form[PatientContact]:
        """How to reach the patient, opened for editing."""
        return self._form(PatientContact, patient)

    def assignment(self, patient: str) -> Form[PatientAssignment]:
        """Whose patient it is, opened for editing."""
        return self._form(PatientAssignment, patient)

    def add(self, identity: PatientIdentity, contact: PatientContact) -> Outcome[str]:
        """A patient entered by hand."""
        check_identity(identity)
        patient = new_id()
        with self._context.transaction() as tx:
            tx.record(identity, entity=patient, patient=patient)
            tx.record(contact, entity=patient, patient=patient)
            tx.record(PatientProgram(), entity=patient, patient=patient)
        return Outcome(patient, Changed.PATIENTS)

    def save(self, form: Form[Any]) -> Outcome[str]:
        """Keep a changed identity, contact or assignment."""
        if isinstance(form.value, PatientIdentity):
            check_identity(form.value)
        with self._context.transaction() as tx:
            tx.record(form.value, entity=form.entity, patient=form.entity, prev=form.heads)
        return Outcome(form.entity, Changed.PATIENTS)

    def _form(self, cls: Any, patient: str) -> Form[Any]:
        with self._context.reading() as reader:
            held = reader.held(cls, patient)
            if held is None and reader.held(PatientIdentity, patient) is None:
                raise BadInput(
                    "patient_unknown", "This patient is not in the practice.", "Choose one from the panel."
                )
        return Form(patient, cls()) if held is None else Form(patient, held.value, held.heads, held.others)

    def _around(self, reader: Reader, month: Month, rows: list[patients.PatientRow]) -> _Around:
        connection = reader.connection
        zone = time_zone(self._context.practice_of(reader).time_zone)
        opening, closing = month.bounds(zone)
        return _Around(
            month=month,
            today=local_day(self._context.clock.now(), zone),
            names={person.id: person.title for person in people_of(reader)},
            decisions={found.patient.id: found.decision for found in assessed(self._context, reader, month)},
            conditions=months.conditions(connection),
            contacts=patients.last_contacts(connection),
            attempts=patients.failed_attempts(connection, opening, closing, ATTEMPTS),
            reviews=patients.plan_reviews(connection),
            versions=months.plan_versions(connection, closing * 1000),
            sessions=patients.open_sessions(connection),
            same_names=Counter((row.family.casefold(), row.given.casefold()) for row in rows),
        )

    def _line(self, row: patients.PatientRow, around: _Around) -> PanelLine:
        decision = around.decisions.get(row.id)
        facts = condition_facts(around.conditions.get(row.id, ()))
        families = chronic_families(facts)
        program = _program_status(row, facts)
        contact = around.contacts.get(row.id, (None, ""))
        due = _seconds(around.sessions.get(row.id, ()))
        counted = decision.counted_seconds if decision else 0
        step = decision.next if decision else None
        versions = around.versions.get(row.id)
        consent = decision.facts.consent if decision else None
        return PanelLine(
            patient_id=row.id,
            name=f"{row.family}, {row.given}",
            birth_on=row.birth_date,
            mrn=row.mrn,
            phone=row.phone,
            sex=row.sex,
            program_status=program,
            counted_seconds=counted,
            projected_seconds=counted + due,
            next=None if step is None else Threshold(*step),
            status=_status(row, program, around, decision, due),
            last_contact_at=contact[0],
            last_contact_outcome=contact[1],
            next_contact_on=row.next_contact_on,
            attempts=around.attempts.get(row.id, 0),
            conditions=tuple(family_label(family) for family in families),
            chronic_families=len(families),
            coordinator_id=row.coordinator,
            coordinator=around.names.get(row.coordinator, ""),
            practitioner=around.names.get(row.practitioner, ""),
            consent_at=consent.at if consent and consent.status == "given" else None,
            plan_status=versions[-1][2] if versions else "none",
            plan_review_on=around.reviews.get(row.id, ""),
            blocked_by=tuple(b for b in decision.blockers if b in BLOCKED_WORDS) if decision else (),
            note_due=bool(due),
            same_name=around.same_names[row.family.casefold(), row.given.casefold()] > 1,
            haystack=haystack(
                names=(row.family, row.given), birth_on=row.birth_date, mrn=row.mrn,
                phones=(row.phone, row.phone_alt),
            ),
        )  # fmt: skip


def check_identity(identity: PatientIdentity) -> None:
    """Refuse a patient without a name or with a birth date that is none."""
    if not identity.family.strip() and not identity.given.strip():
        raise BadInput("patient_name_missing", "The patient has no name.", "Type the family name.")
    if identity.birth_date:
        try:
            date.fromisoformat(identity.birth_date)
        except ValueError as error:
            raise BadInput("birth_date_unreadable", "The date of birth is not a date.",
                           "Write it like 05/04/1946.") from error  # fmt: skip


def condition_facts(rows: Any) -> tuple[ConditionFact, ...]:
    """What eligibility asks of the rows of `months.conditions`."""
    return tuple(
        ConditionFact(tuple(json.loads(families)) or (icd10 or display,), chronic,
                      None if attested is None else bool(attested))
        for _id, display, icd10, families, chronic, attested in rows
    )  # fmt: skip


def _program_status(row: patients.PatientRow, facts: tuple[ConditionFact, ...]) -> str:
    if row.status in ("", "candidate"):
        alive = not row.deceased_on
        return "candidate" if alive and is_candidate(facts) else "not_eligible"
    return row.status


def _status(
    row: patients.PatientRow, program: str, around: _Around, decision: Decision | None, due: int
) -> Status:
    sessions = around.sessions.get(row.id, ())
    running = any(state in ("running", "paused") for _, state, _ in sessions)
    step = decision.next if decision else None
    blocked = (
        next((BLOCKED_WORDS[b] for b in decision.blockers if b in BLOCKED_WORDS), "") if decision else ""
    )
    found = chip(
        Standing(
            program_status=program,
            running_seconds=due if running else None,
            blocked_by=blocked,
            note_due_seconds=due,
            codes=tuple(code if n == 1 else f"{code}×{n}" for code, n in decision.codes) if decision else (),
            is_complex=bool(decision and decision.family and decision.family.key == "complex"
                            and is_complex(decision.facts)),
            counted_seconds=decision.counted_seconds if decision else 0,
            short_by_seconds=step[2] if step else None,
            threshold_seconds=step[1] if step else 0,
            first_threshold_seconds=1200 if decision is None else decision.rules.staff.base_seconds,
            attempts=around.attempts.get(row.id, 0),
            workdays_left=workdays_left(around.today, around.month),
            call_is_due=bool(row.next_contact_on) and row.next_contact_on <= around.today.isoformat(),
        )
    )  # fmt: skip
    return Status(found.key, found.text, found.tone, found.icon, found.spoken)


def _seconds(sessions: Any) -> int:
    return sum(end - start for _, _, segments in sessions for start, end, _ in json.loads(segments))
