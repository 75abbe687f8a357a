"""A patient whose plan has something in every section, for tests of the papers made from it."""

from __future__ import annotations

from ccm_desktop.services.forms import (
    AdvanceDirectives,
    AllergySubstance,
    Barrier,
    Caregiver,
    CareTeamMember,
    CommunityResource,
    EmergencyPlan,
    Form,
    GoalStatus,
    GoalText,
    InterventionText,
    MedicationOrder,
    MedicationReview,
    PlanReview,
    PlanSummary,
    PreventiveItem,
    SymptomToWatch,
)
from tests.services.conftest import Demo


def with_plan(demo: Demo, family: str = "Castillo", *, language: str = "") -> str:
    """Enrolled, with a plan of every section; nobody is permitted anything yet."""
    patient = demo.enrolled(family)
    plans = demo.office.care_plans
    problem = plans.view(patient).problems[0].code.entity
    goal = plans.save(patient, (Form("", GoalText("BP below 130/80", problem, "BP", "150/90", "130/80", "2026-12-24",
                                                  "Walk to church")),)).value[0]  # fmt: skip
    plans.save(
        patient,
        (
            Form(goal, GoalStatus("off_track")),
            Form("", InterventionText("Check BP bid", goal, problem, "Patient", "daily", "2026-11-09")),
            Form("", InterventionText("Call about the log", goal, problem, "RN Ortiz", "monthly")),
            Form("", PlanSummary("Stable.", "Good.", "I want to walk to church.")),
            Form("", SymptomToWatch("Chest pain", "Call 911", "emergency")),
            Form("", SymptomToWatch("SOB at night", "Call us", "same_day")),
            Form("", AllergySubstance("Penicillin", "rash")),
            Form("", CareTeamMember("Janet Osei, RN", "Nurse", "(555) 014-0107")),
            Form("", CareTeamMember("Dr. Ada Lin", "Heart doctor", "(555) 014-0180", "Heart Center", outside=True)),
            Form("", CommunityResource("Meals on Wheels", "warm meals", "(555) 014-0155")),
            Form("", PreventiveItem("Eye exam", "2026-12-01")),
            Form("", Barrier("No car", "transport")),
            Form("", AdvanceDirectives("on_file", "Living will", "Blue folder", "Luis", "(555) 014-0133")),
            Form("", EmergencyPlan("Luis", "(555) 014-0133", "Call first.")),
            Form("", PlanReview("2026-12-05", "2026-10-02")),
        ),
        "Plan written",
    )  # fmt: skip
    medicine(demo, patient, "Lisinopril", "20", "mg", "daily", "blood pressure")
    return patient


def medicine(demo: Demo, patient: str, drug: str, dose: str, unit: str, often: str, why: str) -> str:
    """Add one; returns its entity."""
    order = MedicationOrder(drug, dose, unit, "PO", often, indication=why)
    entity = demo.office.care_plans.save(patient, (Form("", order),), f"Added {drug}").value[0]
    demo.office.care_plans.save(patient, (Form(entity, MedicationReview("cost", refill_on="2026-11-20")),))
    return entity


def caregiver(demo: Demo, patient: str, *may_see: str, name: str = "Luis Castillo") -> str:
    """Add one who may see these sections; returns the entity."""
    value = Caregiver(name, "son", "(555) 014-0133", may_see, "2026-09-01")
    return demo.office.care_plans.save(patient, (Form("", value),), "Caregiver").value[0]
