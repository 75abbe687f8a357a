"""The patient: who it is, and what the chart says."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import clinical, patient, plan_sections
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

PATIENT = SUBJECT.registers(
    "patient",
    patient.PatientIdentity, patient.PatientContact, patient.PatientProgram, patient.PatientAssignment,
    patient.PatientCoverage, patient.PatientRisk, patient.InitiatingVisit, patient.NextContact,
    patient.ContactPreferences,
)  # fmt: skip
CONDITION = SUBJECT.registers(
    "condition", clinical.ConditionCode, clinical.ConditionStatus, clinical.ConditionAttestation
)
MEDICATION = SUBJECT.registers(
    "medication", clinical.MedicationOrder, clinical.MedicationStatus, plan_sections.MedicationReview
)
ALLERGY = SUBJECT.registers("allergy", clinical.AllergySubstance, clinical.AllergyStatus)
ENCOUNTER = SUBJECT.registers("encounter", clinical.EncounterRecord)
OBSERVATION = SUBJECT.registers("observation", clinical.ObservationRecord)
TEAM_MEMBER = SUBJECT.registers("team_member", clinical.CareTeamMember)
