"""The care plan, as frozen rows. Instants are epoch seconds, days ISO dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ccm_desktop.domain.care_plan import PlanContent
from ccm_desktop.domain.line_review import Look
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
    Sharing,
)
from ccm_desktop.services.plan_way import PlanWay


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

    @property
    def is_attested(self) -> bool:
        """Whether a person attested that it lasts twelve months or until death; an import's word is nobody's."""
        said = self.attestation.value if self.attestation is not None else None
        return said is not None and said.expected_12_months and bool(said.attested_by)

    @property
    def attestation_shown(self) -> Form[ConditionAttestation]:
        """What is on file; an empty one where nobody said anything."""
        return self.attestation or Form(self.code.entity, ConditionAttestation(False))

    @property
    def families(self) -> tuple[str, ...]:
        """What it counts as: two codes of one family are one condition (rules.md 2)."""
        code = self.code.value
        return code.families or (code.icd10 or code.display,)


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
    """One saved version."""

    version_id: str
    number: int
    status: str
    at: int
    by: str
    """Empty for one that nobody saved: it names what came in before a paper or a signature."""
    what: str
    copies: tuple[str, ...]
    title: str = ""
    """What it is called: `9`, or `9-3f2a` where two computers gave one number to two versions."""


@dataclass(frozen=True, slots=True)
class CarePlanView:
    """The whole plan."""

    patient_id: str
    content: PlanContent
    """What the rules ask about it."""
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
    sharing: Mapping[str, Form[Sharing]]
    """By the line of which somebody said whether caregivers may have it."""
    withheld: tuple[str, ...]
    """Lines that no caregiver gets: those marked and what hangs on one, whether that still stands or not (A-100)."""
    tells_problem: bool
    """Whether a problem is among those."""
    versions: tuple[PlanVersionLine, ...]
    conflicts: int
    newer: int
    """How many registers a newer program wrote that this one cannot read."""
    generic: tuple[str, ...] = ()
    """Why a reviewer may call it generic, in words; nothing that it lacks."""
    status: str = ""
    """draft | overdue | current (`domain.care_plan`), on the day it was asked for; empty where no day was."""
    missing: tuple[str, ...] = ()
    """What a current plan still lacks, in words."""
    sections: tuple[SectionStanding, ...] = ()
    """Every section on that day, in the order of the plan."""
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
    looked: Mapping[str, Look] = field(default_factory=dict)
    """The last look at each line in a review line by line, by the line."""
    looked_at: int = 0
    """How many lines something was said of in a review that is not at its end."""
    way: PlanWay = field(default_factory=PlanWay)
    """Where it stands on its way to a signature."""
