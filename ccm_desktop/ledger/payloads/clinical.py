"""Conditions, medications, allergies, encounters and readings: one entity per item."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload, upcast


@payload("condition.code", register="code")
@dataclass(frozen=True, slots=True)
class ConditionCode:
    """What the condition is."""

    display: str
    icd10: str = ""
    snomed: str = ""
    families: tuple[str, ...] = ()
    """Chronic families; two codes of one family are one condition."""
    chronic: str = "unknown"
    """yes | review | no | unknown, as suggested by the code map."""
    onset_on: str = ""


@payload("condition.status", register="status", version=2)
@dataclass(frozen=True, slots=True)
class ConditionStatus:
    """Whether the condition is there today."""

    status: str = "active"
    """active | resolved | inactive | removed"""
    abated_on: str = ""
    position: float = 0.0
    """Its place among the problems; those of one place stand by name."""


upcast("condition.status", dict)  # version 1 had no place


@payload("condition.attestation", register="attestation")
@dataclass(frozen=True, slots=True)
class ConditionAttestation:
    """Expected to last twelve months or until death (rules.md 2)."""

    expected_12_months: bool
    attested_by: str = ""


@payload("medication.order", register="order", version=2)
@dataclass(frozen=True, slots=True)
class MedicationOrder:
    """One register: a merge can never join one author's dose with another's unit."""

    drug: str
    dose: str = ""
    unit: str = ""
    route: str = ""
    frequency: str = ""
    directions: str = ""
    rxnorm: str = ""
    started_on: str = ""
    indication: str = ""
    """What it is for, in a few words."""
    prescriber: str = ""


upcast("medication.order", dict)  # version 1 had neither indication nor prescriber


@payload("medication.status", register="status")
@dataclass(frozen=True, slots=True)
class MedicationStatus:
    """Whether the medication is taken."""

    status: str = "active"
    """active | stopped | removed"""
    stopped_on: str = ""
    reason: str = ""


@payload("allergy.substance", register="substance")
@dataclass(frozen=True, slots=True)
class AllergySubstance:
    """What the patient reacts to, and how."""

    substance: str
    reaction: str = ""
    severity: str = ""
    criticality: str = ""
    code: str = ""


@payload("allergy.status", register="status")
@dataclass(frozen=True, slots=True)
class AllergyStatus:
    """Whether the allergy stands."""

    status: str = "active"
    """active | resolved | removed"""


@payload("encounter.record", register="record")
@dataclass(frozen=True, slots=True)
class EncounterRecord:
    """A visit or stay elsewhere. Inpatient days do not count for CCM (rules.md 2)."""

    setting_class: str
    started_at: int
    ended_at: int | None = None
    inpatient: bool = False
    reason: str = ""
    provider: str = ""


@payload("observation.record", register="record")
@dataclass(frozen=True, slots=True)
class ObservationRecord:
    """A vital sign or laboratory result."""

    display: str
    value: str
    unit: str = ""
    effective_at: int = 0
    loinc: str = ""
    category: str = "lab"
    """vital | lab"""


@payload("team.member", register="member", version=2)
@dataclass(frozen=True, slots=True)
class CareTeamMember:
    """Somebody who helps to care for the patient, inside or outside the practice."""

    name: str
    team_role: str = ""
    phone: str = ""
    organization: str = ""
    status: str = "active"
    """active | removed"""
    outside: bool = False
    """Works outside the practice."""
    email: str = ""
    fax: str = ""


upcast("team.member", dict)  # version 1 knew name, role, phone and organization only
