"""Fills the charts of the invented patients: problems, consent, care plan, readings, the next call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from ccm_desktop.app import demo_plans
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
    ConditionCode,
    Form,
    GoalProgress,
    GoalStatus,
    MedicationOrder,
    PatientContact,
    PatientCoverage,
    PatientIdentity,
    PlanReview,
    PreventiveItem,
)

_GAPS = (("Flu vaccine", 12), ("A1c", 3), ("Bone density scan", 24), ("Kidney function test", 6))
"""Due items, and after how many months they are due again."""
_LATELY = timedelta(days=2)
"""Readings outside their limits that came in since wait for somebody."""
_STEADY = timedelta(days=130)
"""Until a plan that works is reviewed again."""


class Charts:
    """Keeps charts as the coordinators do."""

    def __init__(self, stage: Stage, now: datetime) -> None:
        self._stage, self._office, self._now = stage, stage.office, now
        self.ids: dict[int, str] = {}
        """By number in the story."""
        self._conditions: dict[int, list[str]] = {}
        self._medications: dict[int, list[str]] = {}
        self._goals: dict[int, list[str]] = {}

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
        named = [(script.CONDITIONS[place][0], script.CONDITIONS[place][2]) for place in person.conditions]
        drugs = [Form("", _order(words, *script.MEDICATIONS[code])) for code, words in named
                 if code in script.MEDICATIONS]  # fmt: skip
        allergies = [Form("", AllergySubstance(*allergy)) for allergy in rest.allergies]
        kept = office.care_plans.save(patient, [*codes, *drugs, *allergies], "Problems, medications and allergies")
        self._medications[person.number] = list(kept.value[len(codes) : len(codes) + len(drugs)])
        if person.enrolled_on is not None:
            self._enrol(person, patient, list(kept.value[: len(codes)]))

    def consent(self, person: script.DemoPatient, at: datetime) -> None:
        """The patient agreed, at that moment."""
        self._stage.act(person.coordinator, at)
        practitioner = self._stage.staff[script.PRACTITIONER]
        consent = NewConsent("given", to_epoch(at), "verbal", tuple(ELEMENTS), practitioner)
        self._office.enrolment.record_consent(self.ids[person.number], consent)

    def reading(self, person: script.DemoPatient, reading: DemoReading) -> None:
        """One reading, told some hours after it was taken; what lay outside its limit was seen to, but of late."""
        self._stage.act(person.coordinator, reading.at + timedelta(hours=6))
        readings, patient = self._office.readings, self.ids[person.number]
        kept = readings.record(patient, reading.kind, reading.value, to_epoch(reading.at)).value
        if self._now - reading.at > _LATELY and readings.one(kept).is_open:
            readings.act(kept, "Called: took it again after five minutes of rest. Told the practitioner.")

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
        day = at.astimezone(script.ZONE).date()
        goals = plans.save(patient, demo_plans.goals(person, conditions, day), "Goals added").value
        self._goals[person.number] = list(goals)
        review = PlanReview(self._office.plan_reviews.next_due(), day.isoformat())
        tasks = demo_plans.interventions(person, list(goals), conditions)
        kept = (*tasks, Form(patient, review), *demo_plans.rest(person, day), *self._around_today(person, day))
        plans.save(patient, kept, "The rest of the plan, talked through by phone")
        if not person.chart.allergies and demo_plans.DemoPlan(person.number).is_whole:
            plans.note_section(patient, "allergies", "none_known")
        version = plans.view(patient).versions[0].version_id
        if person.copy_given:
            plans.copy_given(patient, version, "mailed" if person.number % 3 else "printed")

    def review(self, person: script.DemoPatient, at: datetime) -> None:
        """The plan gone through again: where the first goals stand, and when it is due next."""
        self._stage.act(person.coordinator, at)
        plans, patient, day = self._office.care_plans, self.ids[person.number], at.astimezone(script.ZONE).date()
        found: list[Form[Any]] = []
        for goal, (value, words, state) in zip(self._goals[person.number], demo_plans.progress(person), strict=False):
            found += [Form("", GoalProgress(goal, day.isoformat(), value, words)), Form(goal, GoalStatus(state))]
        due = (day + _STEADY).isoformat()
        review = replace(plans.view(patient).review, value=PlanReview(due, day.isoformat()))
        plans.save(patient, (*found, review), "Reviewed: progress of the goals")

    def _around_today(self, person: script.DemoPatient, day: date) -> list[Form[Any]]:
        """A care gap of every third patient and a refill of every fourth, around today; what was found of medicines."""
        today = self._now.astimezone(script.ZONE).date()
        soon = (today + timedelta(days=person.number % 23 - 5)).isoformat()
        found: list[Form[Any]] = []
        if person.number % 3 == 0:
            what, months = _GAPS[person.number // 3 % len(_GAPS)]
            found.append(Form("", PreventiveItem(what, soon, months)))
        for place, medication in enumerate(self._medications[person.number]):
            refill = soon if person.number % 4 == 0 and not place else ""
            said = demo_plans.reconciled(person, place, day, refill)
            if said is not None:
                found.append(Form(medication, said))
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


def _order(indication: str, drug: str, dose: str, unit: str, frequency: str) -> MedicationOrder:
    return MedicationOrder(drug, dose, unit, "by mouth", frequency, indication=indication, prescriber="Elena Reyes, MD")
