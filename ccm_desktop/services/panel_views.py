"""The panel, as frozen rows. Instants are epoch seconds, days ISO dates."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.time_views import Threshold


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One patient in the panel."""

    patient_id: str
    name: str
    """`Family, Given`"""
    birth_on: str
    mrn: str
    phone: str
    sex: str
    program_status: str
    counted_seconds: int
    projected_seconds: int
    """Counted plus what is running or waits for its note."""
    next: Threshold | None
    ladder: Ladder
    status: Chip
    last_contact_at: int | None
    last_contact_outcome: str
    next_contact_on: str
    attempts: int
    unreachable: bool
    conditions: tuple[str, ...]
    chronic_families: int
    coordinator_id: str
    coordinator: str
    practitioner: str
    consent_at: int | None
    plan_status: str
    """none | draft | current"""
    plan_review_on: str
    blocked_by: tuple[str, ...]
    note_due: bool
    same_name: bool
    haystack: str
    """Folded text that search looks in."""
    plan_level: str = ""
    """fresh | aging | stale; empty without a saved plan, and where nobody asked for it."""
