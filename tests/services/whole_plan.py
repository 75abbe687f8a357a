"""What a plan needs beside problems, goals and a review to be complete."""

from __future__ import annotations

from ccm_desktop.services.forms import (
    CareTeamMember,
    EmergencyPlan,
    Form,
    MedicationOrder,
    MedicationReview,
    PlanSummary,
    SymptomToWatch,
)
from tests.services.conftest import Demo


def fill(demo: Demo, patient: str) -> None:
    """Every required section that the patient's plan may still lack, as two versions."""
    plans = demo.office.care_plans
    plans.note_section(patient, "allergies", "none_known")
    (drug, *_) = plans.save(patient, [
        Form("", MedicationOrder("Lisinopril", "20", "mg", frequency="daily")),
        Form("", PlanSummary("Two conditions", "Stable", "Walk again")),
        Form("", SymptomToWatch("Chest pain", "Call 911", "emergency")),
        Form("", CareTeamMember("Dr. Chu", "Cardiologist", "(555) 014-2277")),
        Form("", EmergencyPlan(instructions="Call the nurse line")),
    ]).value  # fmt: skip
    plans.save(patient, [Form(drug, MedicationReview("yes", reconciled_on="2026-10-05"))])
