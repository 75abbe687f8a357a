"""Readers of the items that FHIR has no resource of its own for: this program's exports say which they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_clinical import Reader, read_no_allergy
from ccm_desktop.interop.fhir_plans import condition_of, due_of, goal_of, performer_of
from ccm_desktop.interop.fhir_source import Record, Source, Unusable
from ccm_desktop.ledger.payloads.assessment import AssessmentResult, AssessmentStanding, GivenAnswer
from ccm_desktop.ledger.payloads.care_plan import PlanReview, PlanSummary
from ccm_desktop.ledger.payloads.plan_sections import (
    AdvanceDirectives,
    Barrier,
    Caregiver,
    CommunityResource,
    EmergencyPlan,
    GoalProgress,
    MedicationReview,
    PreventiveItem,
    SectionNote,
    SymptomToWatch,
    section_entity,
)

PRIORITY = {"call": "routine", "same_day": "urgent", "emergency": "stat"}
"""How soon the patient calls, as FHIR says how soon a service is wanted."""
TAKING = {"yes": "active", "no": "not-taken", "out": "on-hold"}
DIRECTIVES = {"on_file": "active", "discussed": "proposed", "declined": "rejected", "none": "inactive"}
_TAKING = {status: taking for taking, status in TAKING.items()}
_DIRECTIVES = {status: directives for directives, status in DIRECTIVES.items()}
_URGENCY = {priority: urgency for urgency, priority in PRIORITY.items()}


def _noted(resource: dict[str, Any]) -> str:
    return v.text(next(v.items(resource.get("note")), {}).get("text"))


def _plan(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    outlooks = (source.bodies.get(source.key(info), {}) for info in v.items(resource.get("supportingInfo")))
    prognosis = (v.concept(one.get("prognosisCodeableConcept"))[0] for one in outlooks)
    summary = PlanSummary(
        v.text(resource.get("description")), next(filter(None, prognosis), ""), _noted(resource)
    )  # fmt: skip
    patient = source.patient(resource)
    review = PlanReview(v.day(next(v.items(resource.get("period")), {}).get("end")))
    yield Record(key, patient, (summary, review), source.entity(patient))


def _barrier(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    words, _ = v.concept(resource.get("code"))
    solved = v.first_code(resource.get("clinicalStatus")) == "resolved"
    yield Record(key, source.patient(resource), (
        Barrier(words, "", _noted(resource), "solved" if solved else "active", goal_of(resource, source)),
    ))  # fmt: skip


def _symptom(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    words, _ = v.concept(resource.get("code"))
    yield Record(key, source.patient(resource), (
        SymptomToWatch(
            words, v.text(resource.get("patientInstruction")),
            _URGENCY.get(v.text(resource.get("priority")), "call"),
            condition_of(resource, "reasonReference", source),
        ),
    ))  # fmt: skip


def _resource(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    service, _ = v.concept(resource.get("code"))
    body = source.bodies.get(source.key(next(v.items(resource.get("performer")), {})), {})
    yield Record(key, source.patient(resource), (
        CommunityResource(
            performer_of(resource, source), service, v.telecom(body, "phone"), v.day(resource.get("authoredOn")),
            _noted(resource),
        ),
    ))  # fmt: skip


def _preventive(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    words, _ = v.concept(resource.get("code"))
    repeat = next(v.items(next(v.items(resource.get("occurrenceTiming")), {}).get("repeat")), {})
    months = v.text(repeat.get("period")) if v.text(repeat.get("periodUnit")) == "mo" else ""
    status = {"completed": "done", "revoked": "declined"}.get(v.text(resource.get("status")), "active")
    done = source.bodies.get(source.outcomes.get(key, ""), {})
    yield Record(key, source.patient(resource), (
        PreventiveItem(
            words, due_of(resource), int(months) if months.isdigit() else 0,
            v.day(done.get("performedDateTime")), _noted(resource),
            condition_of(resource, "reasonReference", source), status,
        ),
    ))  # fmt: skip


def _progress(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    goal = source.key(next(v.items(resource.get("focus")), {}))
    if not goal:
        raise Unusable("no goal")
    yield Record(key, source.patient(resource), (
        GoalProgress(source.entity(goal), v.day(resource.get("effectiveDateTime")),
                     v.text(resource.get("valueString")), _noted(resource)),
    ))  # fmt: skip


def _medication_review(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    taking = _TAKING.get(v.text(resource.get("status")), "")
    yield Record(key, source.patient(resource), (
        MedicationReview(taking, _noted(resource), reconciled_on=v.day(resource.get("dateAsserted"))),
    ))  # fmt: skip


def _section(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    patient, section = source.patient(resource), v.first_code(resource.get("code"))
    note = SectionNote(section, "none_known", v.day(resource.get("date")), _noted(resource))
    yield Record(key, patient, (note,), section_entity(source.entity(patient), section))


def _caregiver(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    relation, _ = v.concept(resource.get("relationship"))
    name = v.text(next(v.items(resource.get("name")), {}).get("text"))
    yield Record(key, source.patient(resource), (Caregiver(name, relation, v.telecom(resource, "phone")),))


def _directives(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    patient = source.patient(resource)
    actor = next(v.items(next(v.items(resource.get("provision")), {}).get("actor")), {})
    document = next(v.items(resource.get("sourceAttachment")), {})
    proxy = next(v.items(actor.get("reference")), {})
    yield Record(key, patient, (
        AdvanceDirectives(
            _DIRECTIVES.get(v.text(resource.get("status")), ""), v.text(document.get("title")), "",
            source.name(proxy), _phone_of(proxy, source), v.day(resource.get("dateTime")),
        ),
    ), source.entity(patient))  # fmt: skip


def _emergency(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    patient = source.patient(resource)
    payload = next(v.items(resource.get("payload")), {})
    contact = next(v.items(resource.get("recipient")), {})
    plan = EmergencyPlan(source.name(contact), _phone_of(contact, source), v.text(payload.get("contentString")))
    yield Record(key, patient, (plan,), source.entity(patient))


def _phone_of(reference: dict[str, Any], source: Source) -> str:
    """Of a person whom the file holds; older exports named them only."""
    return v.telecom(source.bodies.get(source.key(reference), {}), "phone")


def _assessment(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    day = v.day(resource.get("effectiveDateTime"))
    if not day:
        raise Unusable("no date")
    title, _ = v.concept(resource.get("code"))
    number, _ = v.quantity(resource.get("valueQuantity"))
    result, _ = v.concept(resource.get("interpretation"))
    areas = (one for kind in v.items(resource.get("category")) for one in v.items(kind.get("coding")))
    area = next((v.text(one.get("code")) for one in areas if one.get("system") == t.AREA), "")
    yield Record(key, source.patient(resource), (
        AssessmentResult(
            area, title, day, "", tuple(map(_answer, v.items(resource.get("component")))),
            number or v.text(resource.get("valueString")), "", result, finding=_noted(resource),
        ),
        AssessmentStanding(),
    ))  # fmt: skip


def _answer(component: dict[str, Any]) -> GivenAnswer:
    asked, given = component.get("code"), component.get("valueCodeableConcept")
    return GivenAnswer(v.first_code(asked), v.concept(asked)[0], v.first_code(given), v.concept(given)[0])


def _nothing(_resource: dict[str, Any], _key: str, _source: Source) -> Iterator[Record]:
    """What is said elsewhere: members by their team, other people and what was done by what refers to them."""
    return iter(())


OWN_READERS: dict[tuple[str, str], Reader] = {
    ("CarePlan", "plan"): _plan,
    ("Condition", "barrier"): _barrier,
    ("ServiceRequest", "symptom"): _symptom,
    ("ServiceRequest", "resource"): _resource,
    ("ServiceRequest", "preventive"): _preventive,
    ("Observation", "progress"): _progress,
    ("Observation", "assessment"): _assessment,
    ("MedicationStatement", "medication_review"): _medication_review,
    ("List", "section"): _section,
    ("AllergyIntolerance", "section"): read_no_allergy,
    ("RelatedPerson", "caregiver"): _caregiver,
    ("Consent", "directives"): _directives,
    ("CommunicationRequest", "emergency"): _emergency,
    ("Practitioner", "member"): _nothing,
    ("Practitioner", "author"): _nothing,
    ("Practitioner", "signer"): _nothing,
    ("RelatedPerson", "contact"): _nothing,
    ("RelatedPerson", "proxy"): _nothing,
    ("Procedure", "preventive_done"): _nothing,
}
"""By resource type and kind of item."""
