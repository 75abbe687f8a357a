"""The practice, its people, and what its program did."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import exchange, fees, plan_template, practice
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

PRACTICE = SUBJECT.registers(
    "practice", practice.PracticeProfile, fees.FeeChoice, practice.OutreachPolicy, practice.CallPolicy,
    practice.RedFlagRoutes, practice.PlanPolicy,
)  # fmt: skip
FEE_TABLE = SUBJECT.registers("fee_table", fees.FeeTable)
PLAN_TEMPLATE = SUBJECT.registers("plan_template", plan_template.PracticeTemplate)
POLICY = SUBJECT.registers("policy", practice.PolicyChoice)
PERSON = SUBJECT.registers("person", practice.PersonProfile, practice.PersonSigningKey, practice.PersonPhrases)
PERSON_ACCESS = SUBJECT.facts("person_access", practice.PersonAccess)
PROVIDER = SUBJECT.registers("provider", practice.ProviderProfile)
UNLOCKED = SUBJECT.facts("unlocked", practice.Unlocked)
BACKED_UP = SUBJECT.facts("backed_up", practice.BackedUp)
IMPORTED = SUBJECT.facts("imported", practice.ImportFinished)
DEVICE_NAME = SUBJECT.registers("device_name", exchange.DeviceName)
EXPORTED = SUBJECT.facts("changes_exported", exchange.ChangesExported)
