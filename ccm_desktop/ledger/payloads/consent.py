"""Consent to chronic care management, as facts."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("consent.recorded")
@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """The patient accepted or declined, with every element that Medicare asks for (rules.md 3)."""

    answer: str
    """given | declined"""
    consented_at: int
    method: str
    """verbal | written"""
    elements: tuple[str, ...]
    """services_and_availability, cost_sharing, one_practitioner, right_to_stop"""
    practitioner: str
    obtained_by: str
    given_by: str = "patient"
    """patient or the representative's name"""
    note: str = ""
    program: str = "CCM"


@payload("consent.revoked")
@dataclass(frozen=True, slots=True)
class ConsentRevoked:
    """The patient stopped the service."""

    revoked_at: int
    reason: str = ""
    program: str = "CCM"
