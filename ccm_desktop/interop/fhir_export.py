"""A care plan as a FHIR R4 bundle, after the MCC eCare plan: pure, from frozen values to bytes.

What other programs understand stands in the standard elements; what FHIR has no place for stands beside them
(`fhir_kept`), so that this program reads back all it wrote. No time and no fee is ever part of it.
"""

from __future__ import annotations

import uuid
from typing import Any

import msgspec

from ccm_desktop.domain.plan_sections import SECTIONS
from ccm_desktop.interop import code_maps
from ccm_desktop.interop import fhir_export_clinical as clinical
from ccm_desktop.interop import fhir_export_sections as sections
from ccm_desktop.interop import fhir_shape as s
from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_files import Located
from ccm_desktop.interop.fhir_import import key_of, note_activities, note_identity, reader_of
from ccm_desktop.interop.fhir_kept import keep
from ccm_desktop.interop.fhir_narrative import labelled, line, narrative
from ccm_desktop.interop.fhir_shelf import Attester, PlanRecord, Shelf
from ccm_desktop.interop.fhir_source import ImportReport, Source
from ccm_desktop.ledger.payloads.care_plan import PlanReview, PlanSummary
from ccm_desktop.ledger.payloads.clinical import CareTeamMember
from ccm_desktop.ledger.payloads.plan_sections import Caregiver

BUNDLES = {"document": "Document, with a page to read", "collection": "Collection of resources"}
"""Kinds of bundle that can be made, and how they are called."""
_encode = msgspec.json.Encoder().encode


def plan_bytes(record: PlanRecord, kind: str) -> bytes:
    """The file: UTF-8, one element a line."""
    return msgspec.json.format(_encode(plan_bundle(record, kind)), indent=1)


def plan_bundle(record: PlanRecord, kind: str) -> dict[str, Any]:
    """The plan as a bundle of that kind; the same record gives the same bundle."""
    shelf = Shelf(record)
    clinical.patient(shelf)
    practice, author = _practice(shelf), _author(shelf)
    plan = _plan(shelf, practice, author)
    _provenance(shelf, plan, practice)
    attester = _attester(shelf, plan, author)
    _keep_the_rest(shelf)
    resources = [_composition(shelf, plan, practice, author, attester), *shelf.resources] if kind == "document" else \
        shelf.resources  # fmt: skip
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_bundle_id(record)}"},
        "type": kind,
        "timestamp": clinical.instant(record.made_at),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _bundle_id(record: PlanRecord) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{t.OWN}:{record.patient}:{record.version}:{record.made_at}"))


def _practice(shelf: Shelf) -> str:
    record = shelf.record
    return shelf.beside("practice", {
        "resourceType": "Organization",
        "active": True,
        "name": s.text(record.practice),
        "telecom": [s.telecom("phone", record.practice_phone)],
        "address": [{"text": s.text(record.practice_address)}],
    }, line(record.practice, record.practice_phone, record.practice_address))  # fmt: skip


def _author(shelf: Shelf) -> str:
    """Who answers for the patient; empty where nobody is assigned, and then the practice is the author."""
    record = shelf.record
    if not s.text(record.practitioner):
        return ""
    return shelf.item("author", record.patient, (), {
        "resourceType": "Practitioner",
        "identifier": [{"system": t.NPI, "value": s.text(record.npi)}] if s.text(record.npi) else [],
        "name": [{"text": s.text(record.practitioner)}],
    }, record.practitioner, part="author")  # fmt: skip


def _plan(shelf: Shelf, practice: str, author: str) -> str:
    record = shelf.record
    summary, review = record.one(PlanSummary, record.patient), record.one(PlanReview, record.patient)
    problems, goals = clinical.conditions(shelf), clinical.goals(shelf)
    done = [*sections.interventions(shelf), *clinical.medications(shelf), *sections.symptoms(shelf),
            *sections.community(shelf), *sections.preventive(shelf), *sections.emergency(shelf)]  # fmt: skip
    beside = [*sections.barriers(shelf), *clinical.allergies(shelf), *clinical.readings(shelf),
              *sections.assessments(shelf),
              *sections.directives(shelf), *sections.notes(shelf), *_outlook(shelf, summary)]  # fmt: skip
    said = line(summary.summary, labelled("Expected outcome", summary.prognosis),
                labelled("What matters to the patient", summary.patient_goal))  # fmt: skip
    due = line(labelled("Due again", review.review_on), labelled("Last reviewed", review.reviewed_on))
    uuid = shelf.item("plan", record.patient, (PlanSummary, PlanReview), {
        "resourceType": "CarePlan",
        "status": "active" if record.current else "draft",
        "intent": "plan",
        "category": [
            s.concept("", s.coding(v.SNOMED, "734163000", "Care plan")),
            s.concept("", s.coding(f"{t.US_CORE}/CodeSystem/careplan-category", "assess-plan")),
        ],
        "title": "Comprehensive care plan",
        "description": s.text(summary.summary),
        "subject": shelf.patient,
        "period": _period(record.begun_on, review.review_on),
        "created": clinical.instant(record.saved_at) if record.saved_at else "",
        "author": s.reference(author or practice),
        "careTeam": [s.reference(_team(shelf, practice))],
        "addresses": [s.reference(one) for one in problems],
        "supportingInfo": [s.reference(one) for one in beside],
        "goal": [s.reference(one) for one in goals],
        "activity": [{
            "reference": s.reference(one),
            "outcomeReference": [s.reference(shelf.outcomes[one])] if one in shelf.outcomes else [],
        } for one in done],
        "note": [s.note(summary.patient_goal, s.uuid_of(record.patient))],
    }, line(said, labelled("Review", due)), part="plan")  # fmt: skip
    shelf.sections["summary"].append((uuid, said))
    shelf.sections["review"].append((uuid, due))
    return uuid


def _period(begun_on: str, review_on: str) -> dict[str, Any]:
    """From the first version until the plan is due again; R4 per-1: the start is not after the end."""
    start, end = s.day(begun_on), s.day(review_on)
    return {"start": "" if end and start > end else start, "end": end}


def _outlook(shelf: Shelf, summary: PlanSummary) -> list[str]:
    if not s.text(summary.prognosis):
        return []
    return [shelf.beside("outlook", {
        "resourceType": "ClinicalImpression",
        "status": "completed",
        "subject": shelf.patient,
        "prognosisCodeableConcept": [s.concept(summary.prognosis)],
    }, labelled("Expected outcome", summary.prognosis))]  # fmt: skip


def _team(shelf: Shelf, practice: str) -> str:
    """The patient, the team and the caregivers; each member's own resource says how to reach them."""
    patient = s.concept("Patient", s.coding(v.SNOMED, "116154003", "Patient"))
    participants: list[dict[str, Any]] = [{"role": [patient], "member": shelf.patient}]
    for entity, one in shelf.record.of(CareTeamMember):
        uuid = shelf.item("member", entity, (CareTeamMember,), {
            "resourceType": "Practitioner",
            "active": True,
            "name": [{"text": s.text(one.name)}],
            "telecom": [s.telecom("phone", one.phone), s.telecom("email", one.email), s.telecom("fax", one.fax)],
        }, line(one.name, one.team_role, one.organization, one.phone), section="team")  # fmt: skip
        participants.append({"role": [s.concept(one.team_role)], "member": s.reference(uuid, one.name),
                             "onBehalfOf": s.reference("", one.organization)})  # fmt: skip
    people = shelf.record.values.get(Caregiver, {})
    for uuid, (_, helper) in zip(sections.caregivers(shelf), sorted(people.items()), strict=True):
        role = s.concept(helper.relation if s.text(helper.relation) else "Caregiver")
        participants.append({"role": [role], "member": s.reference(uuid, helper.name)})
    return shelf.beside("team", {
        "resourceType": "CareTeam",
        "status": "active",
        "category": [s.concept("Longitudinal care coordination", s.coding(v.LOINC, "LA28865-6"))],
        "name": "Care team",
        "subject": shelf.patient,
        "participant": participants,
        "managingOrganization": [s.reference(practice)],
    }, line("Care team", *(words for _, words in shelf.sections["team"])))  # fmt: skip


def _provenance(shelf: Shelf, plan: str, practice: str) -> None:
    record = shelf.record
    shelf.beside("provenance", {
        "resourceType": "Provenance",
        "target": [s.reference(plan)],
        "recorded": clinical.instant(record.saved_at or record.made_at),
        "agent": [{
            "type": s.concept("Author", s.coding(f"{t.HL7}/provenance-participant-type", "author")),
            "who": s.reference("", record.saved_by or record.practice),
            "onBehalfOf": s.reference(practice),
        }],
    }, line(record.saved_by, f"version {record.number}" if record.number else "not saved"))  # fmt: skip


def _attester(shelf: Shelf, plan: str, author: str) -> dict[str, Any]:
    """Who approved exactly this version in their profession, and when; empty where nobody did."""
    record, signed = shelf.record, shelf.record.attester
    if signed is None:
        return {}
    is_author = bool(author and s.text(signed.npi)) and signed.npi == record.npi
    party = author if is_author else shelf.item("signer", record.patient, (), {
        "resourceType": "Practitioner",
        "identifier": [{"system": t.NPI, "value": s.text(signed.npi)}] if s.text(signed.npi) else [],
        "name": [{"text": s.text(signed.name)}],
    }, signed.name, part="signer")  # fmt: skip
    at, who = clinical.instant(signed.at), s.reference(party, signed.name)
    shelf.beside("attestation", {
        "resourceType": "Provenance",
        "target": [s.reference(plan)],
        "recorded": at,
        "agent": [{
            "type": s.concept("Attester", s.coding(f"{t.HL7}/provenance-participant-type", "attester")),
            "who": who,
        }],
    }, line(labelled("Signed", signed.name), at))  # fmt: skip
    return {"mode": "professional", "time": at, "party": who}


def _composition(shelf: Shelf, plan: str, practice: str, author: str, attester: dict[str, Any]) -> dict[str, Any]:
    """The page to read: every section of the plan, also those of which nothing is said."""
    record = shelf.record
    code = s.coding(v.LOINC, "18776-5", "Plan of care note")
    return {
        "resourceType": "Composition",
        "id": s.uuid_of(record.patient, "composition"),
        "text": narrative([line("Care plan", record.practice)]),
        **s.pruned({
            # R4: final is what an appropriate person verified.
            "status": "final" if attester else "preliminary",
            "type": s.concept("Care plan", code),
            "subject": shelf.patient,
            "date": clinical.instant(record.made_at),
            "author": [s.reference(author or practice)],
            "title": "Care plan",
            "attester": [attester],
            "custodian": s.reference(practice),
            "event": [{"detail": [s.reference(plan)]}],
            "section": [_section(shelf, one.key, one.title) for one in SECTIONS],
        }),
    }  # fmt: skip


def _section(shelf: Shelf, key: str, title: str) -> dict[str, Any]:
    found = [(uuid, words) for uuid, words in shelf.sections.get(key, []) if words]
    return {
        "title": title,
        "text": narrative([words for _, words in found]),
        "entry": [s.reference(uuid) for uuid in dict.fromkeys(uuid for uuid, _ in found)],
        "emptyReason": {} if found else s.concept("", s.coding(f"{t.HL7}/list-empty-reason", "unavailable")),
    }


def _keep_the_rest(shelf: Shelf) -> None:
    """Read the resources as another program would, and keep beside them what comes back otherwise."""
    source = Source(shelf.record.zone, code_maps.shipped(), ImportReport())
    located = [Located(one, f"urn:uuid:{one['id']}", "", "") for one in shelf.resources]
    for one in located:
        note_identity(one, source)
    for one in located:
        note_activities(one, source)
    for one in located:
        reader = reader_of(one.resource)
        if reader is None:
            continue
        for found in reader(one.resource, key_of(one), source):
            entity = found.entity or source.entity(found.source_key)
            for read in found.values:
                carrier = shelf.carriers.get((type(read), entity))
                if carrier is not None:
                    keep(carrier, read, shelf.record.one(type(read), entity))


__all__ = ["BUNDLES", "Attester", "PlanRecord", "plan_bundle", "plan_bytes"]
