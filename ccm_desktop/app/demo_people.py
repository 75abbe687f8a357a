"""Fills the charts of the invented patients: problems, consent, care plan, readings, the next call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ccm_desktop.app import demo_script as script
from ccm_desktop.app.demo_chart import DemoReading
from ccm_desktop.app.demo_months import Stage
from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.services.assessments import NewAssessment
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.forms import (
    AllergySubstance,
    CareTeamMember,
    ConditionCode,
    Form,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    PatientContact,
    PatientCoverage,
    PatientIdentity,
    PlanReview,
    PlanSummary,
    PreventiveItem,
)

_GAPS = (("Flu vaccine", 12), ("A1c", 3), ("Bone density scan", 24), ("Kidney function test", 6))
"""Due items, and after how many months they are due again."""


class Charts:
    """Keeps charts as the coordinators do."""

    def __init__(self, stage: Stage, now: datetime) -> None:
        self._stage, self._office, self._now = stage, stage.office, now
        self.ids: dict[int, str] = {}
        """By number in the story."""
        self._conditions: dict[int, list[str]] = {}

    def patient(self, person: script.DemoPatient, at: datetime) -> None:
        """The patient's chart; with an enrolment, the programme."""
        self._stage.act(person.coordinator, at)
        office, rest = self._office, person.chart
        identity = PatientIdentity(person.family, person.given, person.birth_date, person.sex, person.mrn, rest.mbi)
        contact = PatientContact(
            phone=person.phone, language=rest.language, best_time=rest.best_time, caregiver=rest.caregiver,
            caregiver_phone=rest.caregiver_phone,
        )  # fmt: skip
        patient = office.patients.add(identity, contact, _coverage(person.number, rest.mbi)).value
        self.ids[person.number] = patient
        self._stage.patients[patient] = (person.number, person.coordinator)
        codes = [Form("", _condition(place)) for place in person.conditions]
        icd10s = [script.CONDITIONS[place][0] for place in person.conditions]
        drugs = [Form("", _order(*script.MEDICATIONS[code])) for code in icd10s if code in script.MEDICATIONS]
        allergies = [Form("", AllergySubstance(*allergy)) for allergy in rest.allergies]
        kept = office.care_plans.save(patient, [*codes, *drugs, *allergies], "Problems, medications and allergies")
        if person.enrolled_on is not None:
            self._enrol(person, patient, list(kept.value[: len(codes)]))

    def consent(self, person: script.DemoPatient, at: datetime) -> None:
        """The patient agreed, at that moment."""
        self._stage.act(person.coordinator, at)
        practitioner = self._stage.staff[script.PRACTITIONER]
        consent = NewConsent("given", to_epoch(at), "verbal", tuple(ELEMENTS), practitioner)
        self._office.enrolment.record_consent(self.ids[person.number], consent)

    def reading(self, person: script.DemoPatient, reading: DemoReading) -> None:
        """One reading, told some hours after it was taken."""
        self._stage.act(person.coordinator, reading.at + timedelta(hours=6))
        self._office.readings.record(self.ids[person.number], reading.kind, reading.value, to_epoch(reading.at))

    def assessment(self, person: script.DemoPatient, at: datetime, new: NewAssessment) -> None:
        """What was found out about needs."""
        self._stage.act(person.coordinator, at)
        self._office.assessments.record(self.ids[person.number], new)

    def next_contact(self, person: script.DemoPatient, at: datetime) -> None:
        """When the team means to call."""
        self._stage.act(person.coordinator, at)
        form = self._office.contacts.next_contact(self.ids[person.number])
        day = at.astimezone(script.ZONE).date() + timedelta(days=person.chart.next_contact_in or 0)
        self._office.contacts.plan_next(replace(form, value=NextContact(day.isoformat(), "Monthly call")))

    def _enrol(self, person: script.DemoPatient, patient: str, conditions: list[str]) -> None:
        enrolment = self._office.enrolment
        risk = "Several chronic conditions; risk of hospital admission"
        enrolment.attest(enrolment.eligibility(patient), dict.fromkeys(conditions, True), risk)
        seen = (person.enrolled_on or date.min) - timedelta(days=60)
        enrolment.enrol(
            patient, coordinator=self._stage.staff[person.coordinator],
            practitioner=self._stage.staff[script.PRACTITIONER], last_seen_on=seen.isoformat(),
        )  # fmt: skip
        if person.consent == "given":
            self.consent(person, self._stage.clock.at)
        self._conditions[person.number] = conditions

    def plan(self, person: script.DemoPatient, at: datetime) -> None:
        """The care plan, and its copy for the patient."""
        self._stage.act(person.coordinator, at)
        plans, patient, conditions = self._office.care_plans, self.ids[person.number], self._conditions[person.number]
        first = [(code, script.GOALS[script.CONDITIONS[place][0]])
                 for place, code in zip(person.conditions, conditions, strict=True)][:3]  # fmt: skip
        texts = [Form("", GoalText(said, code, measure, "", target, "", words))
                 for code, (said, measure, target, words) in first]  # fmt: skip
        goals = plans.save(patient, texts, "Goals added").value
        tasks = [Form("", task) for goal, (code, _) in zip(goals, first, strict=True) for task in _tasks(goal, code)]
        review = (self._stage.clock.at + timedelta(days=180)).date().isoformat()
        member = CareTeamMember("Elena Reyes, MD", "Primary care", "(555) 010-2000")
        summary = PlanSummary(patient_goal=first[0][1][3])
        rest = (Form(patient, PlanReview(review)), Form(patient, summary), Form("", member))
        due = self._due(person, patient, at)
        plans.save(patient, (*tasks, *rest, *due), "Interventions, review date and care team")
        version = plans.view(patient).versions[0].version_id
        if person.copy_given:
            plans.copy_given(patient, version, "mailed" if person.number % 3 else "printed")

    def _due(self, person: script.DemoPatient, patient: str, at: datetime) -> list[Form[Any]]:
        """A care gap of every third patient and a refill of every fourth, around today."""
        today = self._now.astimezone(script.ZONE).date()
        day = (today + timedelta(days=person.number % 23 - 5)).isoformat()
        found: list[Form[Any]] = []
        if person.number % 3 == 0:
            what, months = _GAPS[person.number // 3 % len(_GAPS)]
            found.append(Form("", PreventiveItem(what, day, months)))
        taken = self._office.care_plans.view(patient).medications
        if person.number % 4 == 0 and taken:
            said = MedicationReview("yes", refill_on=day, reconciled_on=at.astimezone(script.ZONE).date().isoformat())
            found.append(replace(taken[0].review, value=said))
        return found


def _coverage(number: int, mbi: str) -> PatientCoverage:
    """Every third patient has a private plan in Medicare's place."""
    return (
        PatientCoverage("Sunrise Advantage", f"SUN-{4000 + number}")
        if number % 3 == 0
        else PatientCoverage("Medicare", mbi)
    )


def _condition(place: int) -> ConditionCode:
    icd10, snomed, display, _ = script.CONDITIONS[place]
    return ConditionCode(display, icd10, snomed, script.FAMILIES[place], "yes")


def _order(drug: str, dose: str, unit: str, frequency: str) -> MedicationOrder:
    return MedicationOrder(drug, dose, unit, "by mouth", frequency)


def _tasks(goal: str, condition: str) -> tuple[InterventionText, InterventionText]:
    return (
        InterventionText("Keep the home log", goal, condition, "patient", "every day"),
        InterventionText("Review the log on the monthly call", goal, condition, "Care team", "every month"),
    )
