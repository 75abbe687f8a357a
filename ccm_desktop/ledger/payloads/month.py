"""Evidence and documents of one patient-month."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload, upcast


@payload("month.decision_making")
@dataclass(frozen=True, slots=True)
class DecisionMaking:
    """Moderate or high medical decision-making by the billing practitioner (99487)."""

    month: str
    level: str
    decided_by: str
    decided_on: str
    rationale: str = ""


@payload("month.decision_withdrawn")
@dataclass(frozen=True, slots=True)
class DecisionWithdrawn:
    """An attested decision-making counts no more; it stays visible with the reason."""

    month: str
    decision: str
    """Entity of the attestation."""
    reason: str


@payload("month.service")
@dataclass(frozen=True, slots=True)
class OtherService:
    """Another service of the same month that the rules must know of."""

    service_code: str
    service_on: str
    by_whom: str
    """same_practitioner | same_practice | other_practice"""
    status: str
    """billed | planned | claimed_by_us"""


@payload("month.service_withdrawn")
@dataclass(frozen=True, slots=True)
class ServiceWithdrawn:
    """A service was noted wrongly: the rules hear of it no more; it stays visible with the reason."""

    service: str
    """Entity of the service."""
    reason: str


@payload("month.family_choice", register="family_choice")
@dataclass(frozen=True, slots=True)
class FamilyChoice:
    """Codes that a person chose for a patient-month, no higher than the evidence. Entity `<patient>:<month>`."""

    month: str
    family: str
    """staff | practitioner | complex | none (not billed); empty leaves it to the rules."""
    reason: str


@payload("document.made", version=2)
@dataclass(frozen=True, slots=True)
class DocumentMade:
    """A document left the program: what it was and the hash of its bytes, so it can be proved."""

    document: str
    """month_report | patient_month | month_csv | programme_report | claim_lines | chart_review |
    care_plan | caregiver_copy | visit_sheet | medication_sheet | checkin_sheet | practitioner_brief |
    calendar"""
    how: str
    """saved | printed"""
    sha256: str
    pages: int = 0
    month: str = ""
    rules: str = ""
    plan_version: int = 0
    """Number of the version of a care plan that left; 0 for what is no care plan."""
    to_whom: str = ""
    """For whom it was made, in words."""


upcast("document.made", dict)  # version 1 did not say which plan left, and for whom
