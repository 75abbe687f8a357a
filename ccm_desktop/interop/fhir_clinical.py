"""One reader for each FHIR resource type that the program uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ccm_desktop.interop import fhir_terms as t
from ccm_desktop.interop import fhir_values as v
from ccm_desktop.interop.fhir_plans import read_care_plan, read_care_team, read_goal, read_service
from ccm_desktop.interop.fhir_source import Record, Source, Unusable
from ccm_desktop.ledger.payloads.clinical import (
    AllergyStatus,
    AllergySubstance,
    ConditionAttestation,
    ConditionCode,
    ConditionStatus,
    EncounterRecord,
    MedicationOrder,
    MedicationStatus,
    ObservationRecord,
)
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.ledger.payloads.plan_sections import SectionNote, section_entity
from ccm_desktop.ledger.payloads.practice import ProviderProfile

Reader = Callable[[dict[str, Any], str, Source], Iterator[Record]]
_INPATIENT = frozenset({"IMP", "ACUTE", "NONAC", "OBSENC"})
_ACTIVE = frozenset({"active", "recurrence", "relapse"})
_TAKEN = frozenset({"active", "on-hold", "intended", "unknown", "draft"})
_ERRORS = frozenset({"entered-in-error", "refuted"})


def read_patient(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """Identity and how to reach the patient."""
    family, given = v.human_name(resource.get("name"))
    if not family and not given:
        raise Unusable("no name")
    mrn = mbi = ""
    for identifier in v.items(resource.get("identifier")):
        value = v.text(identifier.get("value"))
        if v.text(identifier.get("system")).endswith("/us-mbi"):
            mbi = mbi or value
        elif v.first_code(identifier.get("type")) == "MR":
            mrn = mrn or value
            assigner = next(v.items(identifier.get("assigner")), {})
            source.report.mrn_of.setdefault(key, source.name(assigner))
    died = v.day(resource.get("deceasedDateTime"), source.zone)
    if not died and resource.get("deceasedBoolean") is True:
        raise Unusable("marked as deceased without a date")
    phones = [
        v.text(one.get("value")) for one in v.items(resource.get("telecom")) if one.get("system") in ("phone", "sms")
    ]
    emails = [v.text(one.get("value")) for one in v.items(resource.get("telecom")) if one.get("system") == "email"]
    address = next(v.items(resource.get("address")), {})
    lines = address.get("line")
    parts = [*(lines if isinstance(lines, list) else [lines]), address.get("city"), address.get("state"),
             address.get("postalCode")]  # fmt: skip
    language, _ = v.concept(next(v.items(resource.get("communication")), {}).get("language"))
    identity = PatientIdentity(
        family, given, v.day(resource.get("birthDate")), v.text(resource.get("gender")), mrn, mbi, died
    )
    contact = PatientContact(
        phone=phones[0] if phones else "",
        phone_alt=phones[1] if len(phones) > 1 else "",
        email=emails[0] if emails else "",
        address=v.text(address.get("text")) or ", ".join(filter(None, map(v.text, parts))),
        language=language,
    )
    yield Record(key, key, (identity, contact))


def read_condition(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """A condition with its chronic families as the code map suggests."""
    patient = source.patient(resource)
    display, codes = v.concept(resource.get("code"))
    if not display:
        raise Unusable("no code")
    display = display.removesuffix(" (disorder)").removesuffix(" (finding)")  # SNOMED CT's own tags
    snomed = codes.get(v.SNOMED, "")
    icd10 = next((c for s, c in codes.items() if s.startswith(v.ICD10) or s.endswith("icd-10-cm")), "")
    found = source.code_map.classify(icd10=icd10, snomed=snomed)
    if found.chronic == "unknown" and (icd10 or snomed):
        source.report.unmapped_codes[f"ICD-10-CM {icd10}" if icd10 else f"SNOMED {snomed}"] += 1
    code = ConditionCode(
        display, found.icd10 or icd10, snomed, found.families, found.chronic,
        v.day(resource.get("onsetDateTime") or resource.get("recordedDate"), source.zone),
    )  # fmt: skip
    abated = v.day(resource.get("abatementDateTime"), source.zone)
    shown = v.first_code(resource.get("clinicalStatus")) or "active"
    status = "active" if shown in _ACTIVE else "resolved"
    if v.first_code(resource.get("verificationStatus")) in _ERRORS:
        status = "removed"
    held = ConditionStatus("resolved" if abated and status == "active" else status, abated)
    yield Record(key, patient, (code, held, *_attestation(resource)))


def _attestation(resource: dict[str, Any]) -> Iterator[ConditionAttestation]:
    """Somebody of the practice that exported it attested; who it was is nobody here."""
    for found in v.items(resource.get("extension")):
        if found.get("url") == t.ATTESTED and isinstance(found.get("valueBoolean"), bool):
            yield ConditionAttestation(found["valueBoolean"])


def read_medication(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """MedicationRequest and MedicationStatement: an order and whether it is taken."""
    patient = source.patient(resource)
    drug, codes = v.concept(resource.get("medicationCodeableConcept"))
    if not drug:
        drug, codes = _referred_medication(resource, source)
    if not drug:
        raise Unusable("no medication")
    dosage = next(v.items(resource.get("dosageInstruction") or resource.get("dosage")), {})
    dose, unit = v.quantity(next(v.items(dosage.get("doseAndRate")), {}).get("doseQuantity"))
    route, _ = v.concept(dosage.get("route"))
    order = MedicationOrder(
        drug, dose, unit, route, v.timing(dosage.get("timing")), v.text(dosage.get("text")),
        codes.get(v.RXNORM, ""), v.day(resource.get("authoredOn") or resource.get("dateAsserted"), source.zone),
        v.concept(resource.get("reasonCode"))[0], source.name(next(v.items(resource.get("requester")), {})),
    )  # fmt: skip
    status = v.text(resource.get("status")) or "active"
    if status in _ERRORS:
        raise Unusable("entered in error")
    stopped = MedicationStatus("stopped", "", v.concept(resource.get("statusReason"))[0])
    yield Record(key, patient, (order, MedicationStatus() if status in _TAKEN else stopped))


def _referred_medication(resource: dict[str, Any], source: Source) -> tuple[str, dict[str, str]]:
    reference = next(v.items(resource.get("medicationReference")), {})
    raw = v.text(reference.get("reference"))
    body: dict[str, Any] | None
    if raw.startswith("#"):
        body = next((c for c in v.items(resource.get("contained")) if v.text(c.get("id")) == raw[1:]), None)
    else:
        body = source.bodies.get(source.key(reference))
    drug, codes = v.concept(body.get("code")) if body else ("", {})
    return drug or v.text(reference.get("display")), codes


def read_allergy(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """What the patient reacts to."""
    patient = source.patient(resource)
    substance, codes = v.concept(resource.get("code"))
    if not substance:
        raise Unusable("no substance")
    if codes.get(v.SNOMED) == t.NO_KNOWN_ALLERGY:
        yield from read_no_allergy(resource, key, source)
        return
    reaction = next(v.items(resource.get("reaction")), {})
    shown, _ = v.concept(reaction.get("manifestation"))
    status = "active" if (v.first_code(resource.get("clinicalStatus")) or "active") == "active" else "resolved"
    if v.first_code(resource.get("verificationStatus")) in _ERRORS:
        status = "removed"
    value = AllergySubstance(
        substance, shown, v.text(reaction.get("severity")), v.text(resource.get("criticality")),
        next(iter(codes.values()), ""),
    )  # fmt: skip
    yield Record(key, patient, (value, AllergyStatus(status)))


def read_no_allergy(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """Somebody asked, and there is none: no item of the list, but what the plan says of it."""
    patient = source.patient(resource)
    asked = v.day(resource.get("recordedDate") or resource.get("assertedDate"), source.zone)
    words = v.text(next(v.items(resource.get("note")), {}).get("text"))
    note = SectionNote("allergies", "none_known", asked, words)
    yield Record(key, patient, (note,), section_entity(source.entity(patient), "allergies"))


def read_encounter(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """A visit or stay."""
    patient = source.patient(resource)
    period = next(v.items(resource.get("period")), {})
    start = v.instant(period.get("start"), source.zone)
    if start is None:
        raise Unusable("no start")
    if v.text(resource.get("status")) in ("cancelled", "entered-in-error", "planned"):
        raise Unusable("did not take place")
    setting = v.first_code(resource.get("class"))
    reason, _ = v.concept(resource.get("reasonCode"))
    kind, _ = v.concept(resource.get("type"))
    provider = next(v.items(next(v.items(resource.get("participant")), {}).get("individual")), {})
    yield Record(key, patient, (
        EncounterRecord(
            setting, start, v.instant_after(period.get("end"), source.zone), setting.upper() in _INPATIENT,
            reason or kind,
            source.name(provider),
        ),
    ))  # fmt: skip


def read_observation(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """Vital signs and laboratory results; other observations are not used."""
    categories = {v.first_code(c) for c in v.items(resource.get("category"))}
    category = "vital" if "vital-signs" in categories else "lab" if "laboratory" in categories else ""
    if not category:
        return
    patient = source.patient(resource)
    display, codes = v.concept(resource.get("code"))
    value, unit = _observed(resource)
    at = v.instant(resource.get("effectiveDateTime") or resource.get("issued"), source.zone)
    if not display or not value:
        raise Unusable("no value")
    yield Record(key, patient, (ObservationRecord(display, value, unit, at or 0, codes.get(v.LOINC, ""), category),))


def _observed(resource: dict[str, Any]) -> tuple[str, str]:
    value, unit = v.quantity(resource.get("valueQuantity"))
    if value:
        return value, unit
    words, _ = v.concept(resource.get("valueCodeableConcept"))
    if words or v.text(resource.get("valueString")):
        return words or v.text(resource.get("valueString")), ""
    parts = [v.quantity(c.get("valueQuantity")) for c in v.items(resource.get("component"))]
    numbers = [number for number, _ in parts if number]
    if v.first_code(resource.get("code")) in ("85354-9", "55284-4"):
        numbers = _pressure(resource) or numbers  # systolic before diastolic, whatever the order in the file
    return "/".join(numbers), next((u for _, u in parts if u), "")


def _pressure(resource: dict[str, Any]) -> list[str]:
    found = {
        v.first_code(c.get("code")): v.quantity(c.get("valueQuantity"))[0] for c in v.items(resource.get("component"))
    }
    both = [found.get("8480-6", ""), found.get("8462-4", "")]
    return both if all(both) else []


def read_practitioner(resource: dict[str, Any], key: str, source: Source) -> Iterator[Record]:
    """Somebody outside the practice."""
    name = source.names.get(key, "")
    if not name:
        raise Unusable("no name")
    npi = next(
        (
            v.text(i.get("value"))
            for i in v.items(resource.get("identifier"))
            if v.text(i.get("system")).endswith("us-npi")
        ),
        "",
    )
    phone = v.telecom(resource, "phone")
    specialty, _ = v.concept(next(v.items(resource.get("qualification")), {}).get("code"))
    yield Record(key, "", (ProviderProfile(name, npi, specialty, phone),))


READERS: dict[str, Reader] = {
    "Patient": read_patient,
    "Condition": read_condition,
    "MedicationRequest": read_medication,
    "MedicationStatement": read_medication,
    "AllergyIntolerance": read_allergy,
    "Encounter": read_encounter,
    "Observation": read_observation,
    "Practitioner": read_practitioner,
    "CareTeam": read_care_team,
    "CarePlan": read_care_plan,
    "Goal": read_goal,
    "ServiceRequest": read_service,
}
