"""Interventions and the shorter sections of a plan as FHIR R4 resources; docs/fhir.md says why each is what it is."""

from __future__ import annotations

from typing import Any

from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.interop import fhir_shape as s
from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_export_clinical import linked
from ccm_desktop.interop.fhir_narrative import labelled, line
from ccm_desktop.interop.fhir_own import DIRECTIVES, PRIORITY
from ccm_desktop.interop.fhir_shelf import Shelf
from ccm_desktop.ledger.payloads.assessment import AssessmentResult, AssessmentStanding
from ccm_desktop.ledger.payloads.care_plan import GoalText, InterventionStatus, InterventionText
from ccm_desktop.ledger.payloads.plan_sections import (
    AdvanceDirectives,
    Barrier,
    Caregiver,
    CommunityResource,
    EmergencyPlan,
    PreventiveItem,
    SectionNote,
    SymptomToWatch,
)

_SOCIAL = ("410606002", "Social service procedure")
_EDUCATION = ("409073007", "Education")
_EVALUATION = ("386053000", "Evaluation procedure")
"""Of the categories that US Core names for a ServiceRequest."""
_SCORES = {"phq2": "55758-7", "phq9": "44261-6", "gad7": "70274-6"}
"""LOINC codes of total scores."""
_DONE = {"done": "completed", "ended": "revoked"}
_PREVENTIVE = {"done": "completed", "declined": "revoked", "not_applicable": "revoked"}


def interventions(shelf: Shelf) -> list[str]:
    """What is done, by whom, how often; their UUIDs."""
    return [_intervention(shelf, entity, work) for entity, work in shelf.record.of(InterventionText)]


def _intervention(shelf: Shelf, entity: str, work: InterventionText) -> str:
    held = shelf.record.one(InterventionStatus, entity).status
    return shelf.item("intervention", entity, (InterventionText, InterventionStatus), {
        "resourceType": "ServiceRequest",
        "extension": [_pertains(shelf, work.goal)],
        "status": _DONE.get(held, "active"),
        "intent": "plan",
        "code": s.concept(work.description),
        "subject": shelf.patient,
        "occurrenceTiming": _timing(work.due_on, s.concept(work.frequency)),
        "performer": [s.reference("", work.responsible)],
        "reasonReference": linked(shelf, work.condition),
    }, line(work.description, work.responsible, work.frequency, labelled("By", work.due_on)),
        section="problems")  # fmt: skip


def _pertains(shelf: Shelf, goal: str) -> dict[str, Any]:
    """The goal it is for, where the plan has that."""
    known = goal in shelf.record.values.get(GoalText, {})
    return s.extension(t.PERTAINS_TO_GOAL, valueReference=s.reference(s.uuid_of(goal) if known else ""))


def barriers(shelf: Shelf) -> list[str]:
    """Health concerns, as the care-plan guides call what stands in the way; their UUIDs."""
    found = []
    for entity, barrier in shelf.record.of(Barrier):
        status = "resolved" if barrier.status == "solved" else "active"
        found.append(shelf.item("barrier", entity, (Barrier,), {
            "resourceType": "Condition",
            "extension": [_pertains(shelf, barrier.goal)],
            "clinicalStatus": s.concept("", s.coding(f"{t.HL7}/condition-clinical", status)),
            "verificationStatus": s.concept("", s.coding(f"{t.HL7}/condition-ver-status", "confirmed")),
            "category": [s.concept("", s.coding(f"{t.US_CORE}/CodeSystem/condition-category", "health-concern"))],
            "code": s.concept(barrier.description),
            "subject": shelf.patient,
            "note": [s.note(barrier.answer)],
        }, line(barrier.description, barrier.kind, barrier.answer), section="barriers"))  # fmt: skip
    return found


def symptoms(shelf: Shelf) -> list[str]:
    """What the patient watches for and does then; their UUIDs."""
    return [
        shelf.item("symptom", entity, (SymptomToWatch,), {
            **_service(shelf, _EDUCATION, watch.sign),
            "status": "active",
            "priority": PRIORITY.get(watch.urgency, "routine"),
            "performer": [shelf.patient],
            "reasonReference": linked(shelf, watch.condition),
            "patientInstruction": s.text(watch.do),
        }, line(watch.sign, watch.do, watch.urgency.replace("_", " ")), section="symptoms")
        for entity, watch in shelf.record.of(SymptomToWatch)
    ]  # fmt: skip


def community(shelf: Shelf) -> list[str]:
    """Referrals to help outside the practice; their UUIDs."""
    found = []
    for entity, one in shelf.record.of(CommunityResource):
        who = shelf.beside(f"organization:{entity}", {
            "resourceType": "Organization",
            "active": True,
            "name": s.text(one.name),
            "telecom": [s.telecom("phone", one.phone)],
        }, line(one.name, one.phone))  # fmt: skip
        found.append(shelf.item("resource", entity, (CommunityResource,), {
            **_service(shelf, _SOCIAL, one.service if s.text(one.service) else one.name),
            "status": "completed" if one.outcome.strip() else "active",
            "authoredOn": s.day(one.referred_on),
            "performer": [s.reference(who, one.name)],
            "note": [s.note(one.outcome)],
        }, line(one.name, one.service, one.phone, labelled("Referred", one.referred_on), one.outcome),
            section="community"))  # fmt: skip
    return found


def preventive(shelf: Shelf) -> list[str]:
    """What is due and what was done of it; their UUIDs."""
    found = []
    for entity, one in shelf.record.of(PreventiveItem):
        often = {"frequency": 1, "period": one.every_months, "periodUnit": "mo"} if one.every_months > 0 else {}
        uuid = shelf.item("preventive", entity, (PreventiveItem,), {
            **_service(shelf, _EVALUATION, one.what),
            "status": _PREVENTIVE.get(one.status, "active"),
            "occurrenceTiming": _timing(one.due_on, {}, often),
            "reasonReference": linked(shelf, one.condition),
            "note": [s.note(one.result)],
        }, line(one.what, labelled("Due", one.due_on), labelled("Done", one.done_on), one.result,
                "" if one.status == "active" else one.status.replace("_", " ")), section="preventive")  # fmt: skip
        found.append(uuid)
        if s.day(one.done_on):
            shelf.outcomes[uuid] = _done(shelf, entity, uuid, one)
    return found


def _done(shelf: Shelf, entity: str, asked: str, one: PreventiveItem) -> str:
    """That it was done, and when: a request has no place for it, also not one that comes again every year."""
    return shelf.item("preventive_done", entity, (), {
        "resourceType": "Procedure",
        "status": "completed",
        "basedOn": [s.reference(asked)],
        "code": s.concept(one.what),
        "subject": shelf.patient,
        "performedDateTime": s.day(one.done_on),
        "reasonReference": linked(shelf, one.condition),
    }, line(one.what, labelled("Done", one.done_on)), part="done")  # fmt: skip


def _service(shelf: Shelf, category: tuple[str, str], words: str) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "intent": "plan",
        "category": [s.concept("", s.coding(v.SNOMED, *category))],
        "code": s.concept(words),
        "subject": shelf.patient,
    }


def _timing(due_on: str, code: dict[str, Any], often: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"repeat": {"boundsPeriod": {"end": s.day(due_on)}, **(often or {})}, "code": code}


def caregivers(shelf: Shelf) -> list[str]:
    """Relatives and friends who help; their UUIDs."""
    return [
        shelf.item("caregiver", entity, (Caregiver,), {
            "resourceType": "RelatedPerson",
            "active": True,
            "patient": shelf.patient,
            "relationship": [s.concept(one.relation)],
            "name": [{"text": s.text(one.name)}],
            "telecom": [s.telecom("phone", one.phone)],
        }, line(one.name, one.relation, one.phone), section="caregivers")
        for entity, one in shelf.record.of(Caregiver)
    ]  # fmt: skip


def _person(shelf: Shelf, kind: str, relation: dict[str, Any], name: str, phone: str) -> dict[str, Any]:
    """A reference to somebody of whom the plan knows a name and a phone; empty where it knows neither."""
    if not s.text(name) and not s.text(phone):
        return {}
    uuid = shelf.item(kind, shelf.record.patient, (), {
        "resourceType": "RelatedPerson",
        "active": True,
        "patient": shelf.patient,
        "relationship": [s.concept("", relation)],
        "name": [{"text": s.text(name)}],
        "telecom": [s.telecom("phone", phone)],
    }, line(t.KINDS[kind], name, phone), part=kind)  # fmt: skip
    return s.reference(uuid, name)


def directives(shelf: Shelf) -> list[str]:
    """Advance directives as a Consent of that scope: FHIR's own place for them."""
    found = []
    for entity, one in shelf.record.of(AdvanceDirectives):
        role = s.coding(f"{t.HL7}/v3-RoleCode", "HPOWATT")
        named = _person(shelf, "proxy", role, one.proxy, one.proxy_phone)
        proxy = {"role": s.concept("Decides for the patient", role), "reference": named} if named else {}
        found.append(shelf.item("directives", entity, (AdvanceDirectives,), {
            "resourceType": "Consent",
            "status": DIRECTIVES.get(one.directives, "draft"),
            "scope": s.concept("", s.coding(f"{t.HL7}/consentscope", "adr")),
            "category": [s.concept("", s.coding(f"{t.HL7}/consentcategorycodes", "acd"))],
            "patient": shelf.patient,
            "dateTime": s.day(one.discussed_on),
            "sourceAttachment": {"title": s.text(one.documents)},
            "policyRule": s.concept("What the patient decided for a time when they cannot decide"),
            "provision": {"actor": [proxy]},
        }, line(one.directives.replace("_", " "), one.documents, labelled("Kept", one.kept_at),
                labelled("Decides for the patient", line(one.proxy, one.proxy_phone)), one.discussed_on),
            section="directives", part="directives"))  # fmt: skip
    return found


def emergency(shelf: Shelf) -> list[str]:
    """Whom to call and what to do when the practice is closed."""
    return [
        shelf.item("emergency", entity, (EmergencyPlan,), {
            "resourceType": "CommunicationRequest",
            "status": "active",
            "category": [s.concept("After hours")],
            "subject": shelf.patient,
            "payload": [{"contentString": s.text(one.instructions)}],
            "recipient": [_person(shelf, "contact", s.coding(f"{t.HL7}/v2-0131", "C", "Emergency Contact"),
                                  one.emergency_contact, one.emergency_phone)],
        }, line(one.instructions, labelled("Emergency contact", line(one.emergency_contact, one.emergency_phone))),
            section="emergency", part="emergency")
        for entity, one in shelf.record.of(EmergencyPlan)
    ]  # fmt: skip


def assessments(shelf: Shelf) -> list[str]:
    """Results of instruments and findings in words, each with the answers it rests on; their UUIDs."""
    return [_assessment(shelf, entity, one) for entity, one in shelf.record.of(AssessmentResult)]


def _assessment(shelf: Shelf, entity: str, one: AssessmentResult) -> str:
    area = AREAS.get(one.area, one.area)
    name = one.title if s.text(one.title) else area
    number = s.number(one.score)
    points = {"value": number, "unit": "score", "system": t.UCUM, "code": "{score}"}
    score = {"valueString": s.text(one.score)} if number is None else {"valueQuantity": points}
    return shelf.item("assessment", entity, (AssessmentResult, AssessmentStanding), {
        "resourceType": "Observation",
        "status": "final",
        "category": [
            s.concept("", s.coding(f"{t.HL7}/observation-category", "survey")),
            s.concept(area, s.coding(t.AREA, one.area)),
        ],
        "code": s.concept(name, s.coding(v.LOINC, _SCORES.get(one.instrument.partition("@")[0], ""))),
        "subject": shelf.patient,
        "effectiveDateTime": s.day(one.assessed_on),
        **score,
        "interpretation": [s.concept(one.result)],
        "note": [s.note(one.finding)],
        "component": [
            {"code": s.concept(given.ask, s.coding(t.QUESTION, given.question)),
             "valueCodeableConcept": s.concept(given.words, s.coding(t.ANSWER, given.answer))}
            for given in one.answers if s.text(given.ask)
        ],
    }, line(labelled(area, one.title), one.score, one.result, one.finding, labelled("Assessed", one.assessed_on)),
        section="assessments")  # fmt: skip


def notes(shelf: Shelf) -> list[str]:
    """Sections of which somebody said that there is nothing; their UUIDs."""
    found = []
    for entity, one in shelf.record.of(SectionNote):
        title = BY_KEY[one.section].title if one.section in BY_KEY else one.section
        said = (BY_KEY[one.section].none if one.section in BY_KEY else "") or "Nothing"
        nothing = said if one.state == "none_known" else "Does not apply"
        resource = _no_allergy(shelf, one) if one.section == "allergies" and one.state == "none_known" else {
            "resourceType": "List",
            "status": "current",
            "mode": "snapshot",
            "title": s.text(title),
            "code": s.concept(title, s.coding(f"{t.OWN}:section", one.section)),
            "subject": shelf.patient,
            "date": s.day(one.noted_on),
            "note": [s.note(one.words)],
            "emptyReason": s.concept(nothing, s.coding(f"{t.HL7}/list-empty-reason", "nilknown")
                                     if one.state == "none_known" else {}),
        }  # fmt: skip
        found.append(shelf.item("section", entity, (SectionNote,), resource,
                                line(title, nothing, one.words, labelled("Asked", one.noted_on)),
                                section=one.section))  # fmt: skip
    return found


def _no_allergy(shelf: Shelf, one: SectionNote) -> dict[str, Any]:
    """R4 has a code for it: a list without entries would say that nobody asked."""
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": s.concept("", s.coding(f"{t.HL7}/allergyintolerance-clinical", "active")),
        "verificationStatus": s.concept("", s.coding(f"{t.HL7}/allergyintolerance-verification", "confirmed")),
        "code": s.concept("No known allergies", s.coding(v.SNOMED, t.NO_KNOWN_ALLERGY, "No known allergy")),
        "patient": shelf.patient,
        "recordedDate": s.day(one.noted_on),
        "note": [s.note(one.words)],
    }
