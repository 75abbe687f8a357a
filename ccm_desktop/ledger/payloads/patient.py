"""A patient's registers: each is the smallest group of fields that only make sense together."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("patient.identity", register="identity")
@dataclass(frozen=True, slots=True)
class PatientIdentity:
    """Who it is. Two heads must be resolved by a person."""

    family: str
    given: str
    birth_date: str = ""
    sex: str = ""
    mrn: str = ""
    mbi: str = ""
    deceased_on: str = ""


@payload("patient.contact", register="contact")
@dataclass(frozen=True, slots=True)
class PatientContact:
    """How to reach the patient."""

    phone: str = ""
    phone_alt: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    best_time: str = ""
    caregiver: str = ""
    caregiver_phone: str = ""


@dataclass(frozen=True, slots=True)
class EarlierEnrolment:
    """An enrolment that is over; its months are judged by it for ever."""

    started_on: str
    ended_on: str
    reason: str = ""
    new_patient: bool = False
    last_seen_on: str = ""


@payload("patient.program", register="program")
@dataclass(frozen=True, slots=True)
class PatientProgram:
    """Where the patient stands in the programme."""

    status: str = "candidate"
    """candidate | enrolled | declined | ended"""
    program: str = "CCM"
    started_on: str = ""
    ended_on: str = ""
    reason: str = ""
    new_patient: bool = False
    last_seen_on: str = ""
    earlier: tuple[EarlierEnrolment, ...] = ()
    """Oldest first; the one that `started_on` and `ended_on` tell of is not among them."""


@payload("patient.assignment", register="assignment")
@dataclass(frozen=True, slots=True)
class PatientAssignment:
    """Whose patient it is."""

    coordinator: str = ""
    practitioner: str = ""


@payload("patient.coverage", register="coverage")
@dataclass(frozen=True, slots=True)
class PatientCoverage:
    """Who pays for the patient's care, and how the payer knows the patient."""

    payer: str = ""
    """As the practice calls it: `Medicare`."""
    member_id: str = ""


@payload("patient.risk", register="risk")
@dataclass(frozen=True, slots=True)
class PatientRisk:
    """The attestation of 42 CFR 410.26 care management: significant risk of death or decline."""

    significant_risk: bool
    statement: str = ""
    attested_by: str = ""


@payload("patient.initiating_visit", register="initiating_visit")
@dataclass(frozen=True, slots=True)
class InitiatingVisit:
    """The face-to-face visit at which CCM was discussed."""

    visit_code: str = ""
    visit_on: str = ""
    visit_by: str = ""
    face_to_face: bool = True
    ccm_discussed: bool = True
    telehealth: bool = False


@payload("patient.next_contact", register="next_contact")
@dataclass(frozen=True, slots=True)
class NextContact:
    """When the team means to call next."""

    next_contact_on: str = ""
    purpose: str = ""


@payload("patient.contact_preferences", register="prefs")
@dataclass(frozen=True, slots=True)
class ContactPreferences:
    """How the patient wants to be spoken to; language, best time and caregiver stand in `PatientContact`."""

    hard_of_hearing: bool = False
    low_vision: bool = False
    interpreter: bool = False
    caregiver_first: bool = False
    do_not_text: bool = False
    contact_note: str = ""
