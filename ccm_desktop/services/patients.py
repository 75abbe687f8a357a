"""The panel, the identity banner and the summary of a patient."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ccm_desktop.domain.billing.assessment import Decision, is_complex
from ccm_desktop.domain.billing.ladder import Ladder, ladder
from ccm_desktop.domain.billing.rule_book import no_rules
from ccm_desktop.domain.calendar import Month, is_day, local_day, time_zone, workdays_left
from ccm_desktop.domain.eligibility import ConditionFact, chronic_families, is_candidate
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.outreach import failed_since_answered
from ccm_desktop.domain.patient_status import Chip, Standing, chip
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.search import haystack, name_key
from ccm_desktop.interop.code_maps import family_label
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.patient import (
    PatientAssignment,
    PatientContact,
    PatientCoverage,
    PatientIdentity,
    PatientProgram,
)
from ccm_desktop.ledger.payloads.practice import OutreachPolicy
from ccm_desktop.models.queries import months, patients
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form
from ccm_desktop.services.month_facts import AtHand, assessed
from ccm_desktop.services.month_moment import Conditions
from ccm_desktop.services.panel_views import PanelLine
from ccm_desktop.services.people import check_biller, people_of
from ccm_desktop.services.time_views import Threshold

BLOCKED_WORDS = {
    "B_CONSENT_MISSING": "consent", "B_CONSENT_NEW_PRACTITIONER": "consent", "B_CONSENT_REVOKED": "consent",
    "B_CONSENT_AFTER_SERVICE": "consent", "B_CONDITIONS_UNDER_2": "conditions", "B_CARE_PLAN_MISSING": "plan",
    "B_CARE_PLAN_NOT_ELECTRONIC": "plan", "B_CARE_PLAN_COPY_NOT_GIVEN": "plan copy",
    "B_INIT_VISIT_MISSING": "visit", "B_BILLER_NOT_PRACTITIONER": "practitioner",
    "B_DUP_CCM_OTHER_PRACTITIONER": "other practice",
}  # fmt: skip
"""What stands in a chip for each blocker; time alone is no blocker there."""


@dataclass(frozen=True, slots=True)
class _Month:
    """What a list keeps of a decision; the pieces of all patients at once would weigh too much."""

    counted_seconds: int = 0
    next: Threshold | None = None
    ladder: Ladder = Ladder()  # noqa: RUF009 - frozen
    codes: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()
    is_complex: bool = False
    first_threshold_seconds: int = 1200
    consent_at: int | None = None
    not_judged: str = ""
    """Why it is not judged: then the seconds are those tracked, and nothing is said of codes."""

    @classmethod
    def of(cls, decision: Decision) -> _Month:
        """The gist of it."""
        consent, step = decision.facts.consent, decision.next
        family = decision.family
        return cls(
            decision.counted_seconds,
            None if step is None else Threshold(*step),
            ladder(decision),
            tuple(code if units == 1 else f"{code}×{units}" for code, units in decision.codes),
            tuple(blocker for blocker in decision.blockers if blocker in BLOCKED_WORDS),
            family is not None and family.key == "complex" and is_complex(decision.facts),
            decision.rules.staff.base_seconds,
            consent.at if consent.status == "given" and consent.revoked_at is None else None,
        )


_OUTSIDE = _Month()
"""Of a patient who was not in the programme."""


NO_LEVELS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the panel needs besides the patients' own rows."""

    today: str
    workdays_left: int
    names: dict[str, str]
    of_month: dict[str, _Month]
    conditions: Conditions
    contacts: dict[str, tuple[int, str]]
    attempts: dict[str, int]
    """Since somebody was last spoken to, this month."""
    attempts_allowed: int
    reviews: dict[str, str]
    versions: Mapping[str, Sequence[Any]]
    sessions: dict[str, list[tuple[str, str, str]]]
    namesakes: frozenset[str]
    """Patients that one could take for another on screen."""


class PatientService:
    """Finds, lists and edits patients."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def panel(self, month: Month | None = None, levels: Mapping[str, str] = NO_LEVELS) -> tuple[PanelLine, ...]:
        """Every patient of the practice with the state of the month. `levels`: how current each plan is, if known."""
        with self._context.reading() as reader:
            rows = patients.all_patients(reader.connection)
            around = self._around(reader, month or self._context.month(), rows)
            return tuple(self._line(row, around, levels.get(row.id, "")) for row in rows)

    def candidates(self) -> tuple[PanelLine, ...]:
        """Patients not yet enrolled who have two or more chronic condition families."""
        return tuple(line for line in self.panel() if line.program_status == "candidate" and line.chronic_families >= 2)

    def identity(self, patient: str) -> Form[PatientIdentity]:
        """Who it is, opened for editing."""
        return self._form(PatientIdentity, patient)

    def contact(self, patient: str) -> Form[PatientContact]:
        """How to reach the patient, opened for editing."""
        return self._form(PatientContact, patient)

    def assignment(self, patient: str) -> Form[PatientAssignment]:
        """Whose patient it is, opened for editing."""
        return self._form(PatientAssignment, patient)

    def coverage(self, patient: str) -> Form[PatientCoverage]:
        """Who pays, opened for editing."""
        return self._form(PatientCoverage, patient)

    def payers(self) -> tuple[str, ...]:
        """Every payer on file, by name, so that the next patient's is spelled alike."""
        with self._context.reading() as reader:
            return tuple(dict.fromkeys(sorted(filter(None, patients.payers(reader.connection).values()))))

    def add(
        self, identity: PatientIdentity, contact: PatientContact, coverage: PatientCoverage | None = None
    ) -> Outcome[str]:
        """A patient entered by hand."""
        require(self._context, Verb.CARE)
        check_identity(identity)
        _check_coverage(coverage or PatientCoverage())
        patient = new_id()
        with self._context.transaction() as tx:
            tx.record(identity, entity=patient, patient=patient)
            tx.record(contact, entity=patient, patient=patient)
            tx.record(PatientProgram(), entity=patient, patient=patient)
            if coverage is not None and coverage.payer.strip():
                tx.record(coverage, entity=patient, patient=patient)
        return Outcome(patient, Changed.PATIENTS)

    def save(self, form: Form[Any]) -> Outcome[str]:
        """Keep a changed identity, contact, coverage or assignment."""
        require(self._context, Verb.CARE)
        if isinstance(form.value, PatientIdentity):
            check_identity(form.value)
        if isinstance(form.value, PatientCoverage):
            _check_coverage(form.value)
        with self._context.transaction() as tx:
            who_is(tx, form.entity)
            if isinstance(form.value, PatientAssignment):
                _check_assigned(tx, form.entity, form.value)
            tx.record(form.value, entity=form.entity, patient=form.entity, prev=form.heads)
        return Outcome(form.entity, Changed.PATIENTS)

    def _form(self, cls: Any, patient: str) -> Form[Any]:
        with self._context.reading() as reader:
            who_is(reader, patient)
            held = reader.held(cls, patient)
        return Form(patient, cls()) if held is None else Form(patient, held.value, held.heads, held.others)

    def _judged(self, reader: Reader, month: Month, at_hand: AtHand) -> dict[str, _Month]:
        """In a month without rules the time that was tracked, and that it cannot be judged."""
        if not self._context.rules.covers(month):
            return self._tracked(reader, month)
        decisions = assessed(self._context, reader, month, at_hand=at_hand)
        return {found.patient.id: _Month.of(found.decision) for found in decisions}

    def _tracked(self, reader: Reader, month: Month) -> dict[str, _Month]:
        opening, closing = month.bounds(self._context.zone_of(reader))
        first, last = month.first_day.isoformat(), month.last_day.isoformat()
        entries = months.entries(reader.connection, opening, closing)
        return {
            row.id: _Month(
                sum(min(e.end, closing) - max(e.start, opening) for e in entries.get(row.id, ()) if e.end > e.start),
                not_judged=no_rules(month),
            )
            for row in months.enrolled(reader.connection, first, last)
        }

    def _around(self, reader: Reader, month: Month, rows: list[patients.PatientRow]) -> _Around:
        connection = reader.connection
        zone = time_zone(self._context.practice_of(reader).time_zone)
        opening, closing = month.bounds(zone)
        at_hand = AtHand.of(connection, closing)
        today = local_day(self._context.clock.now(), zone)
        return _Around(
            today=today.isoformat(),
            workdays_left=workdays_left(today, month),
            names={person.id: person.title for person in people_of(reader)},
            of_month=self._judged(reader, month, at_hand),
            conditions=at_hand.conditions,
            contacts=patients.last_contacts(connection),
            attempts={
                patient: failed_since_answered(outcome for _, _, outcome in found)
                for patient, found in patients.contacts_within(connection, opening, closing).items()
            },
            attempts_allowed=attempts_allowed(reader),
            reviews=patients.plan_reviews(connection),
            versions=at_hand.versions,
            sessions=patients.open_sessions(connection),
            namesakes=_namesakes(rows),
        )

    def _line(self, row: patients.PatientRow, around: _Around, level: str) -> PanelLine:
        now = around.of_month.get(row.id, _OUTSIDE)
        facts = condition_facts(around.conditions.get(row.id, ()))
        families = chronic_families(facts)
        program = _program_status(row, facts)
        contact_at, outcome = around.contacts.get(row.id, (None, ""))
        due = _seconds(around.sessions.get(row.id, ()))
        versions = around.versions.get(row.id)
        return PanelLine(
            patient_id=row.id,
            name=f"{row.family}, {row.given}",
            birth_on=row.birth_date,
            mrn=row.mrn,
            phone=row.phone,
            sex=row.sex,
            program_status=program,
            counted_seconds=now.counted_seconds,
            projected_seconds=now.counted_seconds + now.ladder.waiting + due,
            next=now.next,
            ladder=replace(now.ladder, waiting=now.ladder.waiting + due) if due else now.ladder,
            status=_status(row, program, around, now, due),
            last_contact_at=contact_at,
            last_contact_outcome=outcome,
            next_contact_on=row.next_contact_on,
            attempts=around.attempts.get(row.id, 0),
            unreachable=around.attempts.get(row.id, 0) >= around.attempts_allowed,
            conditions=tuple(family_label(family) for family in families),
            chronic_families=len(families),
            coordinator_id=row.coordinator,
            coordinator=around.names.get(row.coordinator, ""),
            practitioner=around.names.get(row.practitioner, ""),
            consent_at=now.consent_at,
            plan_status=versions[-1][2] if versions else "none",
            plan_review_on=around.reviews.get(row.id, ""),
            blocked_by=now.blocked_by,
            note_due=bool(due),
            same_name=row.id in around.namesakes,
            haystack=_haystack(row),
            plan_level=level,
        )  # fmt: skip


def _namesakes(rows: Iterable[patients.PatientRow]) -> frozenset[str]:
    keys = {row.id: name_key(row.family, row.given) for row in rows}
    counts = Counter(keys.values())
    return frozenset(patient for patient, key in keys.items() if counts[key] > 1)


def attempts_allowed(reader: Reader) -> int:
    """After how many failed attempts a patient counts as unable to reach."""
    held = reader.held(OutreachPolicy, PRACTICE)
    return held.value.attempts if held is not None else OutreachPolicy().attempts


def who_is(reader: Reader, patient: str) -> PatientIdentity:
    """The patient's identity; refused for an id that is nobody's."""
    held = reader.held(PatientIdentity, patient)
    if held is None:
        raise BadInput("patient_unknown", "This patient is not in the practice.", "Choose one from the panel.")
    return held.value


def _check_assigned(reader: Reader, patient: str, new: PatientAssignment) -> None:
    """A practitioner newly named must be one; who has left may stay named."""
    held = reader.held(PatientAssignment, patient)
    if new.practitioner and (held is None or held.value.practitioner != new.practitioner):
        check_biller(reader, new.practitioner)


def _check_coverage(coverage: PatientCoverage) -> None:
    if coverage.member_id.strip() and not coverage.payer.strip():
        raise BadInput("payer_missing", "A member id without its payer says nothing.", "Name the payer.")


def check_identity(identity: PatientIdentity) -> None:
    """Refuse a patient without a name, or with a date that is none."""
    if not identity.family.strip() and not identity.given.strip():
        raise BadInput("patient_name_missing", "The patient has no name.", "Type the family name.")
    if identity.birth_date and not is_day(identity.birth_date):
        raise BadInput("birth_date_unreadable", "The date of birth is not a date.", "Write it like 05/04/1946.")
    if identity.deceased_on and not is_day(identity.deceased_on):
        raise BadInput("death_date_unreadable", "The date of death is not a date.", "Write it like 05/04/2026.")


def condition_facts(rows: Iterable[months.ConditionRow]) -> tuple[ConditionFact, ...]:
    """What eligibility asks of a patient's conditions; one without a family counts by itself."""
    return tuple(ConditionFact(row.families or (row.icd10 or row.display,), row.chronic, row.attested) for row in rows)


def _program_status(row: patients.PatientRow, facts: tuple[ConditionFact, ...]) -> str:
    if row.status in ("", "candidate"):
        alive = not row.deceased_on
        return "candidate" if alive and is_candidate(facts) else "not_eligible"
    return row.status


def _status(row: patients.PatientRow, program: str, around: _Around, now: _Month, due: int) -> Chip:
    sessions = around.sessions.get(row.id, ())
    return chip(
        Standing(
            program_status=program,
            is_timed=any(state in ("running", "paused") for _, state, _ in sessions),
            blocked_by=BLOCKED_WORDS[now.blocked_by[0]] if now.blocked_by else "",
            note_due_seconds=due,
            codes=now.codes,
            is_complex=now.is_complex,
            counted_seconds=now.counted_seconds,
            short_by_seconds=now.next.short_by_seconds if now.next else None,
            threshold_seconds=now.next.at_seconds if now.next else 0,
            first_threshold_seconds=now.first_threshold_seconds,
            attempts=around.attempts.get(row.id, 0),
            workdays_left=around.workdays_left,
            call_is_due=bool(row.next_contact_on) and row.next_contact_on <= around.today,
            not_judged=now.not_judged,
            attempts_allowed=around.attempts_allowed,
        )
    )


def _haystack(row: patients.PatientRow) -> str:
    return haystack(
        names=(row.family, row.given),
        birth_on=row.birth_date,
        mrn=row.mrn,
        phones=(row.phone, row.phone_alt),
    )


def _seconds(sessions: Any) -> int:
    return sum(end - start for _, _, segments in sessions for start, end, _ in json.loads(segments))
