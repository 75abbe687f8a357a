"""The practice itself and the people who work in it."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("practice.profile", register="practice_profile")
@dataclass(frozen=True, slots=True)
class PracticeProfile:
    """The practice; its time zone decides where a month begins."""

    name: str
    time_zone: str
    address: str = ""
    phone: str = ""
    after_hours_phone: str = ""
    setting: str = "office"
    fee_schedule: str = "national-nonfacility-2026"
    billing_practitioner: str = ""
    """Person id of the practitioner who bills unless a patient is assigned to another."""


@payload("practice.policy", register="policy")
@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """What the practice chose where Medicare leaves a choice. One register a policy, entity `policy:<key>`."""

    key: str
    """A field of `domain.billing.policies.Policies`."""
    choice: str
    reason: str = ""


@payload("person.profile", register="person_profile")
@dataclass(frozen=True, slots=True)
class PersonProfile:
    """A member of staff."""

    name: str
    credential: str = ""
    role: str = "coordinator"
    """lead | coordinator | nurse | practitioner: what the person may do here."""
    lane: str = "clinical_staff"
    """clinical_staff | practitioner | non_clinical: whose time this is to Medicare."""
    npi: str = ""
    active: bool = True


@payload("provider.profile", register="provider_profile")
@dataclass(frozen=True, slots=True)
class ProviderProfile:
    """A practitioner outside the practice, as imported."""

    name: str
    npi: str = ""
    specialty: str = ""
    phone: str = ""


@payload("practice.unlocked")
@dataclass(frozen=True, slots=True)
class Unlocked:
    """Somebody opened the practice file."""

    person: str
    program_version: str = ""


@payload("import.finished")
@dataclass(frozen=True, slots=True)
class ImportFinished:
    """An import ended; counts only, no patient's data."""

    source: str
    patients: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    unknown_types: dict[str, int]
    unmapped_codes: dict[str, int]
