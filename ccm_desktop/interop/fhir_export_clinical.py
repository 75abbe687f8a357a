"""Patient, problems, goals, medications, allergies, team and readings as FHIR R4 resources."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from ccm_desktop.interop import fhir_shape as s
from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_narrative import labelled, line
from ccm_desktop.interop.fhir_own import TAKING
from ccm_desktop.interop.fhir_shelf import Shelf
from ccm_desktop.ledger.payloads.care_plan import GoalStatus, GoalText
from ccm_desktop.ledger.payloads.clinical import (
    AllergyStatus,
    AllergySubstance,
    ConditionAttestation,
    ConditionCode,
    ConditionStatus,
    MedicationOrder,
    MedicationStatus,
    ObservationRecord,
)
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.plan_sections import GoalProgress, MedicationReview

UCUM_CODES = {
    "%": "%", "mmHg": "mm[Hg]", "mg/dL": "mg/dL", "mmol/L": "mmol/L", "kg": "kg", "kg/m2": "kg/m2", "lb": "[lb_av]",
    "lbs": "[lb_av]", "bpm": "/min", "/min": "/min", "mL/min": "mL/min", "mg": "mg", "g": "g", "mcg": "ug", "mL": "mL",
    "min": "min", "minutes": "min", "hours": "h", "mEq/L": "meq/L", "units": "[U]", "steps": "{steps}",
    "°F": "[degF]", "°C": "Cel", "L/min": "L/min",
}  # fmt: skip
"""Units as people write them, and in UCUM."""
_COMPARATORS = {"": "", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "≤": "<=", "≥": ">="}
_MEASURED = re.compile(r"(?P<sign>[<>]=?|[≤≥])?\s*(?P<low>[\d.]+)(\s*[-–]\s*(?P<high>[\d.]+))?\s*(?P<unit>\S*)")
_ACHIEVEMENT = {"active": "in-progress", "on_track": "improving", "off_track": "no-progress", "achieved": "achieved"}
_YEAR_10000 = 253_402_300_800
_PANEL = "85354-9"
_PRESSURES = (("8480-6", "Systolic blood pressure"), ("8462-4", "Diastolic blood pressure"))


def patient(shelf: Shelf) -> None:
    """Who it is and how to reach them; when to call them is nobody's business elsewhere."""
    record = shelf.record
    who, reach = record.one(PatientIdentity, record.patient), record.one(PatientContact, record.patient)
    mrn = {"type": s.concept("", s.coding(t.V2, "MR")), "system": t.MRN, "value": s.text(who.mrn),
           "assigner": {"display": s.text(record.practice)}}  # fmt: skip
    mbi = {"type": s.concept("", s.coding(t.V2, "MC")), "system": t.MBI, "value": s.text(who.mbi)}
    phones = [s.telecom("phone", one) for one in (reach.phone, reach.phone_alt)]
    name = s.pruned({"family": s.text(who.family), "given": [s.text(who.given)]})
    shelf.item("patient", record.patient, (PatientIdentity, PatientContact), {
        "resourceType": "Patient",
        "identifier": [one for one in (mbi, mrn) if one["value"]],
        "name": [{"use": "official", **name}] if name else [],
        "gender": who.sex if who.sex in ("male", "female", "other", "unknown") else "",
        "birthDate": s.day(who.birth_date),
        "deceasedDateTime": s.day(who.deceased_on),
        "telecom": [*phones, s.telecom("email", reach.email)],
        "address": [{"text": s.text(reach.address)}],
        "communication": [{"language": s.concept(reach.language)}],
    }, line(f"{who.given} {who.family}", labelled("Born", who.birth_date), labelled("MRN", who.mrn)))  # fmt: skip


def conditions(shelf: Shelf) -> list[str]:
    """Problems; their UUIDs."""
    return [_condition(shelf, entity, code) for entity, code in shelf.record.of(ConditionCode)]


def _condition(shelf: Shelf, entity: str, code: ConditionCode) -> str:
    held = shelf.record.one(ConditionStatus, entity)
    attested = shelf.record.values.get(ConditionAttestation, {}).get(entity)
    status = held.status if held.status in ("active", "inactive", "resolved") else "inactive"
    return shelf.item("condition", entity, (ConditionCode, ConditionStatus), {
        "resourceType": "Condition",
        "extension": [{"url": t.ATTESTED, "valueBoolean": attested.expected_12_months}] if attested else [],
        "clinicalStatus": s.concept("", s.coding(f"{t.HL7}/condition-clinical", status)),
        "verificationStatus": s.concept("", s.coding(f"{t.HL7}/condition-ver-status", "confirmed")),
        "category": [s.concept("", s.coding(f"{t.HL7}/condition-category", "problem-list-item"))],
        "code": s.concept(code.display, s.coding(v.ICD10, code.icd10), s.coding(v.SNOMED, code.snomed)),
        "subject": shelf.patient,
        "onsetDateTime": s.day(code.onset_on),
        "abatementDateTime": s.day(held.abated_on) if status != "active" else "",
    }, line(code.display, code.icd10, labelled("Since", code.onset_on), "" if status == "active" else status),
        section="problems")  # fmt: skip


def goals(shelf: Shelf) -> list[str]:
    """Goals with what was noted of them; their UUIDs."""
    found = []
    for entity, goal in shelf.record.of(GoalText):
        noted = [_progress(shelf, one, of) for one, of in shelf.record.of(GoalProgress) if of.goal == entity]
        found.append(_goal(shelf, entity, goal, noted))
    return found


def _goal(shelf: Shelf, entity: str, goal: GoalText, noted: list[str]) -> str:
    status = shelf.record.one(GoalStatus, entity).status
    words = line(
        goal.description, labelled("Measure", goal.measure), labelled("Now", goal.baseline),
        labelled("Target", goal.target), labelled("By", goal.due_on), labelled("Owner", goal.owner),
        labelled("In the patient's words", goal.patient_words), labelled("Barriers", goal.barriers),
    )  # fmt: skip
    return shelf.item("goal", entity, (GoalText, GoalStatus), {
        "resourceType": "Goal",
        "extension": [s.extension(t.GOAL_BARRIER, valueCodeableConcept=s.concept(goal.barriers))],
        # R4: completed is what is no longer sought; whether it was reached is said beside it.
        "lifecycleStatus": "completed" if status in ("achieved", "ended") else "active",
        "achievementStatus": s.concept("", s.coding(f"{t.HL7}/goal-achievement", _ACHIEVEMENT.get(status, ""))),
        "description": s.concept(goal.description),
        "subject": shelf.patient,
        "target": [_target(goal)],
        "expressedBy": shelf.patient if s.text(goal.patient_words) else {},
        "addresses": linked(shelf, goal.condition),
        "note": [s.note(goal.patient_words, s.uuid_of(shelf.record.patient)),
                 *(s.note(labelled(label, said)) for label, said in
                   ((t.BASELINE, goal.baseline), (t.OWNER, goal.owner)))],
        "outcomeReference": [s.reference(one) for one in noted],
    }, words, section="problems")  # fmt: skip


def _target(goal: GoalText) -> dict[str, Any]:
    """A number where it truly is one; R4 gol-1: what is measured stands beside every detail."""
    detail = measured(goal.target) or {"detailString": s.text(goal.target)}
    measure = goal.measure if s.text(goal.measure) else goal.description
    of = s.concept(measure) if s.text(goal.measure) or s.text(goal.target) else {}
    return s.pruned({"measure": of, **detail, "dueDate": s.day(goal.due_on)})


def measured(words: str) -> dict[str, Any]:
    """`< 140 mmHg` as a quantity, `70-130 mg/dL` as a range; nothing for what only people understand."""
    found = _MEASURED.fullmatch(words.strip())
    if found is None or (found["unit"] and found["unit"] not in UCUM_CODES):
        return {}
    low, high, sign = s.number(found["low"]), found["high"], found["sign"] or ""
    if low is None or (high and (s.number(high) is None or sign)):
        return {}
    if high:
        return {"detailRange": {"low": quantity(low, found["unit"]), "high": quantity(s.number(high), found["unit"])}}
    return {"detailQuantity": {"comparator": _COMPARATORS[sign], **quantity(low, found["unit"])}}


def quantity(value: int | float | None, unit: str) -> dict[str, Any]:
    """A number with its unit, as UCUM where the unit is known."""
    code = UCUM_CODES.get(unit, "")
    return {"value": value, "unit": s.text(unit), "system": t.UCUM if code else "", "code": code}


def _progress(shelf: Shelf, entity: str, progress: GoalProgress) -> str:
    return shelf.item("progress", entity, (GoalProgress,), {
        "resourceType": "Observation",
        "status": "final",
        "code": s.concept("Progress of a goal"),
        "subject": shelf.patient,
        "focus": [s.reference(s.uuid_of(progress.goal))],
        "effectiveDateTime": s.day(progress.noted_on),
        "valueString": s.text(progress.value),
        "note": [s.note(progress.note)],
    }, line(labelled("Progress", progress.noted_on), progress.value, progress.note), section="problems")  # fmt: skip


def medications(shelf: Shelf) -> list[str]:
    """What is taken and what was; their UUIDs."""
    found = []
    for entity, order in shelf.record.of(MedicationOrder):
        found.append(_medication(shelf, entity, order))
        review = shelf.record.values.get(MedicationReview, {}).get(entity)
        if review is not None:
            _review(shelf, entity, order, review)
    return found


def _medication(shelf: Shelf, entity: str, order: MedicationOrder) -> str:
    held = shelf.record.one(MedicationStatus, entity)
    taken = line(order.drug, f"{order.dose} {order.unit}", order.route, order.frequency, order.directions,
                 labelled("For", order.indication), "" if held.status == "active" else held.status)  # fmt: skip
    dose = s.number(order.dose)
    plain = ", ".join(filter(None, (f"{order.dose} {order.unit}".strip(), order.route, order.frequency)))
    return shelf.item("medication", entity, (MedicationOrder, MedicationStatus), {
        "resourceType": "MedicationRequest",
        "status": "active" if held.status == "active" else "stopped",
        "statusReason": s.concept(held.reason) if held.status != "active" else {},
        "intent": "plan",
        "medicationCodeableConcept": s.concept(order.drug, s.coding(v.RXNORM, order.rxnorm)),
        "subject": shelf.patient,
        "authoredOn": s.day(order.started_on),
        "requester": s.reference("", order.prescriber),
        "reasonCode": [s.concept(order.indication)],
        "dosageInstruction": [{
            "text": s.text(order.directions) or s.text(plain),
            "timing": {"code": s.concept(order.frequency)},
            "route": s.concept(order.route),
            "doseAndRate": [{"doseQuantity": quantity(dose, order.unit)} if dose is not None else {}],
        }],
    }, taken, section="medications")  # fmt: skip


def _review(shelf: Shelf, entity: str, order: MedicationOrder, review: MedicationReview) -> None:
    shelf.item("medication_review", entity, (MedicationReview,), {
        "resourceType": "MedicationStatement",
        "basedOn": [s.reference(s.uuid_of(entity))],
        "status": TAKING.get(review.taking, "active" if review.taking else "unknown"),
        "medicationCodeableConcept": s.concept(order.drug),
        "subject": shelf.patient,
        "dateAsserted": s.day(review.reconciled_on),
        "informationSource": shelf.patient if review.source == "patient" else {},
        "note": [s.note(review.discrepancy)],
    }, line(labelled("Reconciled", review.reconciled_on), order.drug, review.discrepancy, review.adherence_barrier),
        section="medications", part="review")  # fmt: skip


def allergies(shelf: Shelf) -> list[str]:
    """What the patient reacts to; their UUIDs."""
    return [_allergy(shelf, entity, what) for entity, what in shelf.record.of(AllergySubstance)]


def _allergy(shelf: Shelf, entity: str, what: AllergySubstance) -> str:
    status = "active" if shelf.record.one(AllergyStatus, entity).status == "active" else "resolved"
    severity = what.severity if what.severity in ("mild", "moderate", "severe") else ""
    shown = s.text(what.reaction) or ("Reaction not written down" if severity else "")
    return shelf.item("allergy", entity, (AllergySubstance, AllergyStatus), {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": s.concept("", s.coding(f"{t.HL7}/allergyintolerance-clinical", status)),
        "verificationStatus": s.concept("", s.coding(f"{t.HL7}/allergyintolerance-verification", "confirmed")),
        "criticality": what.criticality if what.criticality in ("low", "high", "unable-to-assess") else "",
        "code": s.concept(what.substance, s.coding("", what.code)),
        "patient": shelf.patient,
        "reaction": [{"manifestation": [s.concept(shown)], "severity": severity}] if shown else [],
    }, line(what.substance, what.reaction, what.severity), section="allergies")  # fmt: skip


def readings(shelf: Shelf) -> list[str]:
    """Vital signs and laboratory results; their UUIDs."""
    return [_reading(shelf, entity, one) for entity, one in shelf.record.of(ObservationRecord) if s.text(one.value)]


def _reading(shelf: Shelf, entity: str, one: ObservationRecord) -> str:
    vital = one.category == "vital"
    category = s.coding(f"{t.HL7}/observation-category", "vital-signs" if vital else "laboratory")
    taken = instant(one.effective_at) if 0 < one.effective_at < _YEAR_10000 else ""
    return shelf.item("reading", entity, (ObservationRecord,), {
        "resourceType": "Observation",
        "status": "final",
        "category": [s.concept("", category)],
        "code": s.concept(one.display, s.coding(v.LOINC, one.loinc)),
        "subject": shelf.patient,
        "effectiveDateTime": taken,
        **_value(one),
    }, line(one.display, f"{one.value} {one.unit}", taken[:10]))  # fmt: skip


def _value(one: ObservationRecord) -> dict[str, Any]:
    both = [s.number(part) for part in one.value.split("/")]
    if one.loinc == _PANEL and len(both) == len(_PRESSURES) and None not in both:
        return {"component": [
            {"code": s.concept(name, s.coding(v.LOINC, code)), "valueQuantity": quantity(number, one.unit)}
            for (code, name), number in zip(_PRESSURES, both, strict=True)
        ]}  # fmt: skip
    found = s.number(one.value)
    return {"valueString": s.text(one.value)} if found is None else {"valueQuantity": quantity(found, one.unit)}


def linked(shelf: Shelf, condition: str) -> list[dict[str, Any]]:
    """A reference to a problem, where it goes along."""
    return [s.reference(s.uuid_of(condition))] if condition in shelf.record.values.get(ConditionCode, {}) else []


def instant(at: int) -> str:
    """Epoch seconds as a FHIR instant."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
