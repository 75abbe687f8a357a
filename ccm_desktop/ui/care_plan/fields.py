"""Which fields each kind of line has, in the order of its form: name, label, and how it is edited."""

from __future__ import annotations

from typing import Any

from ccm_desktop.services.forms import (
    AdvanceDirectives,
    AllergyStatus,
    AllergySubstance,
    Barrier,
    Caregiver,
    CareTeamMember,
    CommunityResource,
    ConditionCode,
    ConditionStatus,
    EmergencyPlan,
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
    PreventiveItem,
    Sharing,
    SymptomToWatch,
)
from ccm_desktop.ui.widgets.spelled import NOBODY, PATIENT, STAFF

FieldSpec = tuple[str, str, str]
"""Name of the payload's field, label, and line | text | day | choice | tick | months | sections | home."""

AHEAD = ("due_on", "review_on", "refill_on")
"""Days that are still to come; every other day has been, so one without a year is never of a month ahead."""

FIELDS: dict[type[Any], tuple[FieldSpec, ...]] = {
    PlanSummary: (("summary", "Summary", "text"), ("prognosis", "Expected outcome", "text"),
                  ("patient_goal", "What matters most to the patient", "text")),
    PlanReview: (("reviewed_on", "Last reviewed", "day"), ("review_on", "Review due", "day")),
    ConditionCode: (("display", "Problem", "line"), ("icd10", "ICD-10-CM", "line"), ("onset_on", "Since", "day"),
                    ("snomed", "SNOMED CT", "line")),
    ConditionStatus: (("status", "Status", "choice"),),
    GoalText: (("description", "What", "line"), ("measure", "Measure", "line"), ("target", "Target", "line"),
               ("due_on", "Due", "day"), ("owner", "Owner", "line"), ("baseline", "Where it stands", "line"),
               ("patient_words", "In the patient's words", "text"), ("barriers", "Barriers", "text"),
               ("condition", "Belongs to", "home")),
    GoalStatus: (("status", "Status", "choice"),),
    InterventionText: (("description", "What", "line"), ("responsible", "Who does it", "line"),
                       ("frequency", "How often", "line"), ("due_on", "Due", "day"),
                       ("goal", "Belongs to", "home")),
    InterventionStatus: (("status", "Status", "choice"),),
    GoalProgress: (("noted_on", "Noted on", "day"), ("value", "Value", "line"), ("note", "Note", "text")),
    Barrier: (("description", "Barrier", "line"), ("kind", "Kind", "choice"),
              ("answer", "What is done about it", "text"), ("status", "Status", "choice"),
              ("goal", "Stands in the way of", "home")),
    SymptomToWatch: (("sign", "Sign", "line"), ("do", "What the patient does", "text"),
                     ("urgency", "How soon", "choice"), ("condition", "Belongs to", "home")),
    MedicationOrder: (("drug", "Drug", "line"), ("dose", "Dose", "line"), ("unit", "Unit", "line"),
                      ("route", "Route", "line"), ("frequency", "How often", "line"),
                      ("directions", "Directions", "text"), ("indication", "What it is for", "line"),
                      ("prescriber", "Prescriber", "line"), ("started_on", "Started", "day"),
                      ("rxnorm", "RxNorm", "line")),
    MedicationReview: (("taking", "Taking it", "choice"), ("discrepancy", "How it differs", "text"),
                       ("reconciled_on", "Reconciled on", "day"), ("source", "Compared with", "choice"),
                       ("refill_on", "Refill due", "day"), ("adherence_barrier", "What makes it hard", "line"),
                       ("education", "What was explained", "text")),
    MedicationStatus: (("status", "Status", "choice"), ("stopped_on", "Stopped on", "day"), ("reason", "Why", "line")),
    AllergySubstance: (("substance", "Substance", "line"), ("reaction", "Reaction", "line"),
                       ("severity", "Severity", "line"), ("criticality", "Criticality", "choice")),
    AllergyStatus: (("status", "Status", "choice"),),
    CareTeamMember: (("name", "Name", "line"), ("team_role", "Role", "line"), ("organization", "Organization", "line"),
                     ("phone", "Phone", "line"), ("email", "E-mail", "line"), ("fax", "Fax", "line"),
                     ("outside", "Works outside the practice", "tick")),
    Caregiver: (("name", "Name", "line"), ("relation", "Relation", "line"), ("phone", "Phone", "line"),
                ("may_see", "May have these sections", "sections"), ("permitted_on", "Permitted on", "day")),
    CommunityResource: (("name", "Name", "line"), ("service", "Service", "line"), ("phone", "Phone", "line"),
                        ("referred_on", "Referred on", "day"), ("outcome", "What came of it", "text")),
    Sharing: (("withheld", "Not for caregivers", "tick"),),
    PreventiveItem: (("what", "What is due", "line"), ("due_on", "Due", "day"),
                     ("every_months", "Repeats (months, or 0)", "months"),
                     ("status", "Status", "choice"), ("done_on", "Done on", "day"), ("result", "Result", "line"),
                     ("condition", "Belongs to", "home")),
    AdvanceDirectives: (("directives", "Advance directives", "choice"), ("documents", "Documents", "line"),
                        ("kept_at", "Where they are kept", "line"), ("proxy", "Who decides for the patient", "line"),
                        ("proxy_phone", "Their phone", "line"), ("discussed_on", "Discussed on", "day")),
    EmergencyPlan: (("instructions", "What to do when we are closed", "text"),
                    ("emergency_contact", "Whom to call", "line"), ("emergency_phone", "Phone", "line")),
}  # fmt: skip
"""For whom a template spoke and the other links are no fields: they follow from the rest."""
HOMES = frozenset(name for fields in FIELDS.values() for name, _, how in fields if how == "home")
"""Fields that say what a line belongs to, by an entity."""
_PATIENTS_OWN = frozenset({"patient_words", "patient_goal"})
_SENTENCES = frozenset(
    """
    description measure target baseline frequency sign what result service value reaction indication adherence_barrier
    reason
""".split()
)
"""Lines in which one writes words, not a name, a drug, a code or a number."""


def writer_of(name: str, kind: str = "line") -> str:
    """Whose spelling is checked in that field."""
    if name in _PATIENTS_OWN:
        return PATIENT
    return STAFF if kind == "text" or name in _SENTENCES else NOBODY
