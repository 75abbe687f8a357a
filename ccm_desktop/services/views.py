"""Frozen rows that lists and screens show. Instants are epoch seconds, days ISO dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.plan_sections import SectionStanding
from ccm_desktop.services.forms import (
    AdvanceDirectives,
    AllergyStatus,
    AllergySubstance,
    AssessmentResult,
    AssessmentStanding,
    CareTeamMember,
    ConditionAttestation,
    ConditionCode,
    ConditionStatus,
    EmergencyPlan,
    Form,
    GoalProgress,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    MedicationStatus,
    PlanReview,
    PlanSummary,
    SectionNote,
)
from ccm_desktop.services.time_lines import TimeLine

Status = Chip
"""The chip that says where a patient stands."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How far it is to the next code; `code` empty when no further code can be reached."""

    code: str
    at_seconds: int
    short_by_seconds: int


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
    status: Status
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
class MonthTime:
    """A patient's time in one month."""

    month: Month
    counted_seconds: int
    logged_seconds: int
    next: Threshold | None
    lines: tuple[TimeLine, ...]
    ladder: Ladder = Ladder()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class GapLine:
    """A hole in a session; instants in epoch seconds."""

    gap_id: str
    kind: str
    """away | lock | suspend | stall | crash | reboot | clock"""
    start: int
    end: int
    seconds: int
    activity: str
    decision: str
    """pending | kept | removed | split | moved"""
    keep_first: bool
    """Whether *Keep* is the likeliest answer: a desk phone does not need the computer."""


@dataclass(frozen=True, slots=True)
class NoteDue:
    """A stopped session that still waits for its note, or was recovered after a crash."""

    session_id: str
    patient_id: str
    patient_name: str
    started_at: int
    seconds: int
    activity: str
    outcome: str
    note: str
    """The draft."""
    recovered: bool
    has_call: bool
    """Some of it was a call, so its outcome is asked for; whatever was done last."""
    gaps: tuple[GapLine, ...] = ()
    """All gaps but those too short to matter; pending ones must be decided before the note is saved."""
    segments: tuple[tuple[int, int, str], ...] = ()
    """What was worked: start, end, activity; in order."""


@dataclass(frozen=True, slots=True)
class InterventionView:
    """One intervention."""

    text: Form[InterventionText]
    status: Form[InterventionStatus]


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal and what serves it."""

    text: Form[GoalText]
    status: Form[GoalStatus]
    interventions: tuple[InterventionView, ...]
    progress: tuple[Form[GoalProgress], ...] = ()
    """The newest first."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One condition and its goals."""

    code: Form[ConditionCode]
    status: Form[ConditionStatus]
    attestation: Form[ConditionAttestation] | None
    goals: tuple[GoalView, ...]
    interventions: tuple[InterventionView, ...]


@dataclass(frozen=True, slots=True)
class MedicationView:
    """One medication."""

    order: Form[MedicationOrder]
    status: Form[MedicationStatus]
    review: Form[MedicationReview]


@dataclass(frozen=True, slots=True)
class AllergyView:
    """One allergy."""

    substance: Form[AllergySubstance]
    status: Form[AllergyStatus]


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """The latest result of one instrument, or finding in words, that holds."""

    result: Form[AssessmentResult]
    standing: Form[AssessmentStanding]


@dataclass(frozen=True, slots=True)
class PlanVersionLine:
    """One version; `by` nobody where it names what came in without a save, before a paper or a signature."""

    version_id: str
    number: int
    status: str
    at: int
    by: str
    what: str
    copies: tuple[str, ...]
    title: str = ""
    """`9`, or `9-3f2a` where two computers gave one number to two versions."""


@dataclass(frozen=True, slots=True)
class CarePlanView:
    """The whole plan as it is today."""

    patient_id: str
    status: str
    summary: Form[PlanSummary]
    review: Form[PlanReview]
    problems: tuple[ProblemView, ...]
    unattached_goals: tuple[GoalView, ...]
    unattached_interventions: tuple[InterventionView, ...]
    """What they served left the plan, perhaps on another device: they hold until a person says otherwise."""
    medications: tuple[MedicationView, ...]
    allergies: tuple[AllergyView, ...]
    team: tuple[Form[CareTeamMember], ...]
    assessments: tuple[AssessmentView, ...]
    """The latest of each, area by area."""
    short: Mapping[str, tuple[Form[Any], ...]]
    """Items of the shorter lists, by key of their section."""
    directives: Form[AdvanceDirectives]
    emergency: Form[EmergencyPlan]
    notes: Mapping[str, Form[SectionNote]]
    """By key of the section that has nothing."""
    versions: tuple[PlanVersionLine, ...]
    missing: tuple[str, ...]
    """Sections a current plan still lacks, in words."""
    conflicts: int
    newer: int
    """How many registers a newer program wrote that this one cannot read."""
    generic: tuple[str, ...] = ()
    """Why a reviewer may call it generic, in words; nothing that it lacks."""
    sections: tuple[SectionStanding, ...] = ()
    """Every section, in the order of the plan."""
    undo: str = ""
    """What the person signed in can take back next, in words; empty for nothing."""
    redo: str = ""
    tasks: Mapping[str, str] = field(default_factory=dict)
    """Open tasks about a medication that is not taken as ordered: their words, by the medication."""
    differing: Mapping[str, str] = field(default_factory=dict)
    """What somebody else says differently and nobody has decided: their words, by the line."""
    again: Mapping[str, str] = field(default_factory=dict)
    """Teach-backs that did not succeed yet: what came of them, by the line."""
    beside: tuple[tuple[int, str], ...] = ()
    """What stands beside the versions in the history, with its instant: decisions and teach-backs."""


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
    last_encounter: str
    note_due: tuple[NoteDue, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A blocker, exclusion or warning in words, and where it is mended."""

    key: str
    words: str
    fix: str
    """consent | conditions | care_plan | time | enrolment"""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One enrolled patient at month-end."""

    patient_id: str
    name: str
    birth_on: str
    mrn: str
    practitioner: str
    coordinator: str
    logged_seconds: int
    counted_seconds: int
    staff_seconds: int
    practitioner_seconds: int
    codes: tuple[tuple[str, int], ...]
    fee: Decimal
    blockers: tuple[Finding, ...]
    exclusions: tuple[Finding, ...]
    next: Threshold | None
    state: str
    """billable | short | blocked | no_time | held"""
    held: str = ""
    """Why the patient is not billed this month; then `codes` is empty."""


@dataclass(frozen=True, slots=True)
class MonthTotals:
    """Totals of a month-end list."""

    enrolled: int
    billable: int
    short: int
    blocked: int
    no_time: int
    counted_seconds: int
    logged_seconds: int
    units: tuple[tuple[str, int], ...]
    fee: Decimal
    held: int = 0


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The month-end of the practice."""

    month: Month
    lines: tuple[MonthLine, ...]
    totals: MonthTotals
    rules_version: str
    over: bool
    """Whether the month has ended in the practice's time zone."""
    title: str = "OPEN"
    """Where the month stands, as every document says it."""
    closed: bool = False
    """The figures are those of the closing; later entries do not change them."""
    fee_schedules: tuple[str, ...] = ()
    """The fee table used; then those of lines that a reopening kept. `fee_words` says them beside every sum."""
