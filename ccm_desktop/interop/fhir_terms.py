"""Names that the exchange of care plans agrees on: code systems, extensions, kinds of our own resources.

The extensions under `urn:ccm-desktop:fhir` are described in docs/fhir.md. They stand only where FHIR has no place.
"""

from __future__ import annotations

OWN = "urn:ccm-desktop:fhir"
ITEM = f"{OWN}:item"
"""System of the identifier by which an item is known again."""
KIND = f"{OWN}:kind"
"""System of the tag that says which item of a plan a resource is."""
KEPT = f"{OWN}:kept"
"""Fields that the standard elements of a resource do not give back as they were."""
ATTESTED = f"{OWN}:expected-12-months"
"""Of a Condition: somebody attested that it lasts twelve months or until death, or that it does not."""
WITHHELD = f"{OWN}:not-for-caregivers"
"""Of an item of a plan: the patient does not want caregivers to have it."""
AREA = f"{OWN}:area"
"""System of the area of life that an assessment looks at."""
QUESTION, ANSWER = f"{OWN}:question", f"{OWN}:answer"
"""Systems of the keys that an instrument gives its questions and their answers."""
MRN = f"{OWN}:mrn"
"""System of a medical record number whose practice is named as its assigner."""

PERTAINS_TO_GOAL = "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal"
GOAL_BARRIER = "http://hl7.org/fhir/StructureDefinition/goal-barrier"

BASELINE, OWNER = "Baseline", "Owner"
"""With a colon, how the notes of a goal begin that say where it started and who sees to it: R4 has no element."""

HL7 = "http://terminology.hl7.org/CodeSystem"
V2 = f"{HL7}/v2-0203"
MBI = "http://hl7.org/fhir/sid/us-mbi"
NPI = "http://hl7.org/fhir/sid/us-npi"
UCUM = "http://unitsofmeasure.org"
MCC = "http://hl7.org/fhir/us/mcc/StructureDefinition"
US_CORE = "http://hl7.org/fhir/us/core"

NO_KNOWN_ALLERGY = "716186003"
"""SNOMED CT: no known allergy, of any kind."""

KINDS = {
    "patient": "Patient", "plan": "Care plan", "condition": "Problem", "barrier": "Barrier", "goal": "Goal",
    "progress": "Progress of a goal", "intervention": "Intervention", "symptom": "Symptom to watch",
    "resource": "Community resource", "preventive": "Preventive item", "medication": "Medication",
    "medication_review": "Medication review", "allergy": "Allergy", "section": "Section without items",
    "member": "Care team member", "caregiver": "Caregiver", "directives": "Advance directives",
    "contact": "Emergency contact", "proxy": "Decides for the patient",
    "preventive_done": "Preventive item, done", "signer": "Signer of the plan",
    "emergency": "After hours", "reading": "Reading", "assessment": "Assessment", "author": "Author of the plan",
}  # fmt: skip
"""Which item of a plan a resource is, and how it is called."""
