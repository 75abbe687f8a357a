"""What the chart shows of a patient, as frozen rows. Instants are epoch seconds, days ISO dates."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.services.plan_views import GoalView
from ccm_desktop.services.time_views import MonthTime
from ccm_desktop.services.timer_views import NoteDue


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Consent in force, if any."""

    status: str
    """none | given | declined | revoked"""
    at: int | None = None
    method: str = ""
    elements: tuple[str, ...] = ()
    practitioner: str = ""
    obtained_by: str = ""
    given_by: str = ""
    note: str = ""
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class PatientHeader:
    """The identity banner, sticky on every tab."""

    patient_id: str
    name: str
    sex: str
    birth_on: str
    age: int | None
    mrn: str
    phone: str
    best_time: str
    language: str
    practitioner: str
    coordinator: str
    program_status: str
    consent: ConsentState
    plan_status: str
    plan_version: int
    plan_review_on: str
    same_name_count: int
    deceased_on: str
    to_resolve: int
    """What was changed on two computers and waits for a decision."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact or attempt."""

    contact_id: str
    at: int
    channel: str
    outcome: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """The first tab of the workspace."""

    header: PatientHeader
    time: MonthTime
    open_goals: tuple[GoalView, ...]
    last_contacts: tuple[ContactLine, ...]
    next_contact_on: str
    conditions: tuple[tuple[str, str], ...]
    """Display and chronic family label."""
    medications: tuple[str, ...]
    allergies: tuple[str, ...]
    readings: tuple[tuple[str, str, int], ...]
    """Name, value with unit, instant."""
    readings_open: tuple[str, ...]
    """Readings on which somebody has to act, in words."""
    last_encounter: str
    note_due: tuple[NoteDue, ...]
