"""The values that forms edit, with the versions they showed when they were opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from ccm_desktop.ledger.payloads.assessment import AssessmentResult, AssessmentStanding, GivenAnswer
from ccm_desktop.ledger.payloads.care_plan import (
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    PlanReview,
    PlanSummary,
)
from ccm_desktop.ledger.payloads.checkin import CheckinSchedule
from ccm_desktop.ledger.payloads.clinical import (
    AllergyStatus,
    AllergySubstance,
    CareTeamMember,
    ConditionAttestation,
    ConditionCode,
    ConditionStatus,
    MedicationOrder,
    MedicationStatus,
)
from ccm_desktop.ledger.payloads.due_work import DueWork
from ccm_desktop.ledger.payloads.patient import (
    ContactPreferences,
    InitiatingVisit,
    NextContact,
    PatientAssignment,
    PatientContact,
    PatientCoverage,
    PatientIdentity,
    PatientProgram,
    PatientRisk,
)
from ccm_desktop.ledger.payloads.plan_sections import (
    AdvanceDirectives,
    Barrier,
    Caregiver,
    CommunityResource,
    EmergencyPlan,
    GoalProgress,
    MedicationReview,
    PreventiveItem,
    SectionNote,
    Sharing,
    SymptomToWatch,
)
from ccm_desktop.ledger.payloads.plan_template import PracticeTemplate
from ccm_desktop.ledger.payloads.practice import (
    CallPolicy,
    OutreachPolicy,
    PersonPhrases,
    PersonProfile,
    PlanPolicy,
    PracticeProfile,
    RedFlagRoutes,
)
from ccm_desktop.ledger.payloads.review_cause import ReviewCause
from ccm_desktop.ledger.payloads.task import TaskAssignee, TaskStatus, TaskWhat

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """One register opened for editing. A save names `heads`, so nobody's change is overwritten unseen."""

    entity: str
    value: T
    heads: tuple[str, ...] = ()
    others: tuple[T, ...] = ()
    """Concurrent versions by other people; not empty means a person must decide."""
    by: str = ""
    """Name of the last author."""
    at: int = 0
    is_newer: bool = False
    """A newer program wrote something here that this one cannot read: shown is what stood before it, to be left."""


__all__ = [
    "AdvanceDirectives",
    "AllergyStatus",
    "AllergySubstance",
    "AssessmentResult",
    "AssessmentStanding",
    "Barrier",
    "CallPolicy",
    "CareTeamMember",
    "Caregiver",
    "CheckinSchedule",
    "CommunityResource",
    "ConditionAttestation",
    "ConditionCode",
    "ConditionStatus",
    "ContactPreferences",
    "DueWork",
    "EmergencyPlan",
    "Form",
    "GivenAnswer",
    "GoalProgress",
    "GoalStatus",
    "GoalText",
    "InitiatingVisit",
    "InterventionStatus",
    "InterventionText",
    "MedicationOrder",
    "MedicationReview",
    "MedicationStatus",
    "NextContact",
    "OutreachPolicy",
    "PatientAssignment",
    "PatientContact",
    "PatientCoverage",
    "PatientIdentity",
    "PatientProgram",
    "PatientRisk",
    "PersonPhrases",
    "PersonProfile",
    "PlanPolicy",
    "PlanReview",
    "PlanSummary",
    "PracticeProfile",
    "PracticeTemplate",
    "PreventiveItem",
    "RedFlagRoutes",
    "ReviewCause",
    "SectionNote",
    "Sharing",
    "SymptomToWatch",
    "TaskAssignee",
    "TaskStatus",
    "TaskWhat",
]
