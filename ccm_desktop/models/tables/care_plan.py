"""The care plan, its versions, copies and signatures."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import assessment, care_plan, plan_sections, plan_sign, plan_template
from ccm_desktop.models.tables.patient import ALLERGY, CONDITION, MEDICATION, TEAM_MEMBER
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

PLAN = SUBJECT.registers(
    "plan",
    care_plan.PlanSummary,
    care_plan.PlanReview,
    plan_sections.AdvanceDirectives,
    plan_sections.EmergencyPlan,
)
GOAL = SUBJECT.registers("goal", care_plan.GoalText, care_plan.GoalStatus)
GOAL_PROGRESS = SUBJECT.registers("goal_progress", plan_sections.GoalProgress)
INTERVENTION = SUBJECT.registers("intervention", care_plan.InterventionText, care_plan.InterventionStatus)
BARRIER = SUBJECT.registers("barrier", plan_sections.Barrier)
SYMPTOM = SUBJECT.registers("symptom", plan_sections.SymptomToWatch)
RESOURCE = SUBJECT.registers("community_resource", plan_sections.CommunityResource)
PREVENTIVE = SUBJECT.registers("preventive_item", plan_sections.PreventiveItem, indexes=("due_on",))
CAREGIVER = SUBJECT.registers("caregiver", plan_sections.Caregiver)
SECTION = SUBJECT.registers("plan_section", plan_sections.SectionNote)
SHARING = SUBJECT.registers("plan_sharing", plan_sections.Sharing)
ASSESSMENT = SUBJECT.registers("assessment", assessment.AssessmentResult, assessment.AssessmentStanding)
CARE_PLAN_TABLES = (
    PLAN, CONDITION, GOAL, GOAL_PROGRESS, INTERVENTION, MEDICATION, ALLERGY, TEAM_MEMBER,
    BARRIER, SYMPTOM, RESOURCE, PREVENTIVE, CAREGIVER, SECTION, SHARING, ASSESSMENT,
)  # fmt: skip
"""What a care plan consists of; a saved version names the heads of all their registers."""
TEMPLATE_COMPARED = SUBJECT.facts("template_compared", plan_template.TemplateCompared)
PLAN_VERSION = SUBJECT.facts("plan_version", care_plan.PlanVersion)
PLAN_COPY = SUBJECT.facts("plan_copy", care_plan.PlanCopyGiven)
PLAN_COPY_WITHDRAWN = SUBJECT.facts("plan_copy_withdrawn", care_plan.PlanCopyWithdrawn, indexes=("copy",))
PLAN_SUBMITTED = SUBJECT.facts("plan_submitted", plan_sign.PlanSubmitted)
PLAN_SIGNED = SUBJECT.facts("plan_signed", plan_sign.PlanSigned)
PLAN_RETURNED = SUBJECT.facts("plan_returned", plan_sign.PlanReturned)
PLAN_SIGNATURE_WITHDRAWN = SUBJECT.facts(
    "plan_signature_withdrawn", plan_sign.PlanSignatureWithdrawn, indexes=("signature",)
)
