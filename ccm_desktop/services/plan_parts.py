"""What a care plan consists of: each kind of item, its section, its name, and how it leaves the plan.

One catalogue for saving, undoing, comparing and deciding conflicts: a new kind of item is one line here.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    SectionNote,
    Sharing,
    SymptomToWatch,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of item."""

    cls: type[Any]
    section: str
    title: str
    name: str = ""
    """The field that names it; empty for what a patient has only one of."""
    unnamed: tuple[str, str] = ("", "")
    """What is wrong when the name is empty, and what to do."""
    ended_by: type[Any] | None = None
    """The register that lets it leave the plan; None: its own `status`."""
    ended: str = "removed"

    @property
    def status(self) -> type[Any]:
        """The register that says whether it stands."""
        return self.ended_by or self.cls


ITEMS = (
    Part(ConditionCode, "problems", "Problem", "display",
         ("The problem has no name.", "Type the problem."), ConditionStatus),
    Part(GoalText, "problems", "Goal", "description",
         ("The goal is empty.", "Say what is to be reached."), GoalStatus, "ended"),
    Part(InterventionText, "problems", "Intervention", "description",
         ("The intervention is empty.", "Say what is done."), InterventionStatus, "ended"),
    Part(GoalProgress, "problems", "Progress", "noted_on",
         ("The progress has no date.", "Type the day, for example 11/21/2026.")),
    Part(Barrier, "barriers", "Barrier", "description",
         ("The barrier is empty.", "Say what keeps the patient from a goal.")),
    Part(SymptomToWatch, "symptoms", "Symptom to watch", "sign",
         ("The symptom is empty.", "Say what to watch for.")),
    Part(MedicationOrder, "medications", "Medication", "drug",
         ("The medication has no name.", "Type the drug."), MedicationStatus),
    Part(AllergySubstance, "allergies", "Allergy", "substance",
         ("The allergy has no substance.", "Type what the patient reacts to."), AllergyStatus),
    Part(CareTeamMember, "team", "Care team member", "name",
         ("The care team member has no name.", "Type the name.")),
    Part(Caregiver, "caregivers", "Caregiver", "name", ("The caregiver has no name.", "Type the name.")),
    Part(CommunityResource, "community", "Community resource", "name",
         ("The resource has no name.", "Type the name.")),
    Part(PreventiveItem, "preventive", "Preventive item", "what", ("The item is empty.", "Say what is due.")),
)  # fmt: skip
"""Lists: an entity each."""
SINGLE = (
    Part(PlanSummary, "summary", "Summary"),
    Part(AdvanceDirectives, "directives", "Advance directives"),
    Part(EmergencyPlan, "emergency", "After hours"),
    Part(PlanReview, "review", "Review"),
)
"""One register a patient, whose entity is the patient."""
PARTS = (*ITEMS, *SINGLE)
BY_TYPE = {part.cls: part for part in PARTS}
ONE_PER_PATIENT = frozenset(part.cls for part in SINGLE)
WITH_STATUS = {part.cls: part for part in ITEMS if part.ended_by is not None}
SHORT = tuple(part for part in ITEMS if part.cls in (Barrier, SymptomToWatch, Caregiver, CommunityResource,
                                                      PreventiveItem))  # fmt: skip
"""Lists of one register an item, shown as such."""
BESIDE: dict[type[Any], str] = {
    MedicationReview: "Medication review",
    SectionNote: "Section without items",
    Sharing: "Who may have a line",
}
"""Registers of the plan that are no item of a list by themselves."""

WITHHELD = "not for caregivers"
"""How it is called that a line is in no caregiver's copy."""
SHAREABLE = frozenset(part.cls for part in ITEMS if part.cls is not Caregiver)
"""Lines that may be withheld from caregivers one by one; who helps is known by their own line."""

HANGING: dict[type[Any], tuple[type[Any], str]] = {
    MedicationReview: (MedicationOrder, ""),
    GoalProgress: (GoalText, "goal"),
}
"""Registers that are seen under a line only, with the kind of that line and the field that names it; empty: its own."""

GONE = frozenset({"ended", "removed", "resolved", "inactive", "done", "stopped"})
"""States in which a line stands in the plan no more."""

CHOICES: dict[tuple[type[Any], str], dict[str, str]] = {
    (Barrier, "kind"): {
        "transport": "Transport", "cost": "Cost", "language": "Language", "memory": "Memory",
        "understanding": "Understanding", "access": "Access to care", "home": "At home", "other": "Other",
    },
    (Barrier, "status"): {"active": "Open", "solved": "Solved"},
    (SymptomToWatch, "urgency"): {
        "call": "Call us", "same_day": "Call us the same day", "emergency": "Call 911",
    },
    (PreventiveItem, "status"): {
        "active": "Due", "done": "Done", "declined": "Declined", "not_applicable": "Not applicable",
    },
    (AdvanceDirectives, "directives"): {
        "none": "None", "discussed": "Discussed", "on_file": "On file", "declined": "Does not want to talk about it",
    },
    (MedicationReview, "taking"): {
        "yes": "Takes it as ordered", "no": "Does not take it", "confused": "Is not sure how",
        "cost": "Cannot afford it", "out": "Has run out",
    },
    (MedicationReview, "source"): {
        "patient": "The patient", "caregiver": "A caregiver", "bottles": "The bottles",
        "pharmacy": "The pharmacy", "discharge_list": "A discharge list",
    },
    (SectionNote, "state"): {"none_known": "None", "not_applicable": "Not applicable", "open": "Open"},
}  # fmt: skip
"""Fields with a fixed list of words: what is kept, and how it is called. Empty is always possible."""
STATES: dict[tuple[type[Any], str], dict[str, str]] = {
    (ConditionStatus, "status"): {"active": "Active", "resolved": "Resolved", "inactive": "Inactive"},
    (GoalStatus, "status"): {
        "active": "Active", "on_track": "On track", "off_track": "Off track", "achieved": "Achieved", "ended": "Ended",
    },
    (InterventionStatus, "status"): {"active": "Active", "done": "Done", "ended": "Ended"},
    (MedicationStatus, "status"): {"active": "Active", "stopped": "Stopped"},
    (AllergyStatus, "status"): {"active": "Active", "resolved": "Resolved"},
    (AllergySubstance, "criticality"): {"low": "Low", "high": "High", "unable-to-assess": "Cannot be assessed"},
}  # fmt: skip
"""How the states are called on screen. An import may bring others, so a save does not hold them against it."""
