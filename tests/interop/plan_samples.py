"""Random plans: every payload type that a care plan consists of, with hostile texts, and links among its items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from random import Random
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ccm_desktop.domain.plan_sections import SECTIONS
from ccm_desktop.interop.fhir_shelf import Attester, PlanRecord
from ccm_desktop.ledger.payloads import assessment, care_plan, clinical, patient, plan_sections

ZONE = ZoneInfo("America/New_York")
PATIENT = "018f3a6c00007000800000000000aaaa"
HOSTILE = (
    "<script>alert(1)</script>", "&amp; \"quoted\" 'twice'", "]]><b/>", "=HYPERLINK(1)", "Robert'); DROP TABLE op;--",
    "مريم", "👩‍⚕️ Zoë", "A\x00B\x1fC", "  spaces around\t", "two\nlines", "\u2028", "N" * 400, "7", "< 7 %", "\ufeff",
    "70-130 mg/dL", "urn:uuid:x", "0.50", "\x85", "-", "\xa0", "\ufffe",
)  # fmt: skip
TEXTS = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=6)
CHOICES: dict[tuple[type[Any], str], tuple[str, ...]] = {
    (clinical.ConditionCode, "chronic"): ("yes", "review", "no", "unknown"),
    (clinical.ConditionStatus, "status"): ("active", "resolved", "inactive"),
    (care_plan.GoalStatus, "status"): ("active", "on_track", "off_track", "achieved", "ended"),
    (care_plan.InterventionStatus, "status"): ("active", "done", "ended"),
    (clinical.MedicationStatus, "status"): ("active", "stopped"),
    (clinical.AllergyStatus, "status"): ("active", "resolved"),
    (clinical.CareTeamMember, "status"): ("active",),
    (clinical.ObservationRecord, "category"): ("vital", "lab"),
    (plan_sections.Barrier, "kind"): ("", "transport", "cost", "other"),
    (plan_sections.Barrier, "status"): ("active", "solved"),
    (plan_sections.SymptomToWatch, "urgency"): ("call", "same_day", "emergency"),
    (plan_sections.SymptomToWatch, "status"): ("active",),
    (plan_sections.CommunityResource, "status"): ("active",),
    (plan_sections.PreventiveItem, "status"): ("active", "done", "declined", "not_applicable"),
    (plan_sections.AdvanceDirectives, "directives"): ("", "none", "discussed", "on_file", "declined"),
    (plan_sections.Caregiver, "status"): ("active",),
    (plan_sections.GoalProgress, "status"): ("active",),
    (plan_sections.MedicationReview, "taking"): ("", "yes", "no", "confused", "cost", "out"),
    (plan_sections.MedicationReview, "source"): ("", "patient", "caregiver", "bottles"),
    (plan_sections.SectionNote, "state"): ("none_known", "not_applicable"),
    (assessment.AssessmentResult, "area"): ("function", "mood", "social"),
    (assessment.AssessmentResult, "answered_by"): ("patient", "caregiver", "staff"),
}  # fmt: skip
NAMED = {
    (clinical.ConditionCode, "display"), (care_plan.GoalText, "description"),
    (care_plan.InterventionText, "description"),
    (clinical.MedicationOrder, "drug"), (clinical.AllergySubstance, "substance"), (clinical.CareTeamMember, "name"),
    (plan_sections.Barrier, "description"), (plan_sections.SymptomToWatch, "sign"), (plan_sections.Caregiver, "name"),
    (plan_sections.CommunityResource, "name"), (plan_sections.PreventiveItem, "what"),
    (patient.PatientIdentity, "family"),
    (clinical.ObservationRecord, "display"), (clinical.ObservationRecord, "value"),
}  # fmt: skip
"""Fields that are never blank: `services.care_plans.check` refuses it."""


class Dice:
    """Values of every payload type out of one seed; texts are the hostile ones and those drawn for the example."""

    def __init__(self, seed: int, texts: Iterable[str]) -> None:
        self.random = Random(seed)
        self.texts = ("", "", *HOSTILE, *texts)
        self.names = tuple(words for words in self.texts if words.strip())

    def entity(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def entities(self, most: int = 3) -> list[str]:
        return [self.entity() for _ in range(self.random.randint(0, most))]

    def value(self, cls: type[Any], **fixed: Any) -> Any:
        """Any value of a payload type."""
        hints = get_type_hints(cls)
        return cls(**{
            field.name: fixed[field.name] if field.name in fixed else self._field(cls, field.name, hints[field.name])
            for field in fields(cls)
        })  # fmt: skip

    def several(self, cls: type[Any], most: int = 3, **links: Sequence[str]) -> dict[str, Any]:
        """Items by entity; `links` hold the entities that a field may name."""
        return {
            entity: self.value(cls, **{name: self.random.choice(among) for name, among in links.items()})
            for entity in self.entities(most)
        }

    def _field(self, cls: type[Any], name: str, hint: Any) -> Any:
        pick = self.random.choice
        if (cls, name) in CHOICES:
            return pick(CHOICES[cls, name])
        if name.endswith("_on") or name == "birth_date":
            day = date(1, 1, 1) + timedelta(self.random.randrange(3_652_058))
            return pick(("", "2026-10-05", day.isoformat()))
        if hint is float:
            return pick((0.0, 1.0, 2.5, -3.25, 1e-9, 1.7e308, self.random.random()))
        if hint is bool:
            return pick((True, False))
        if hint is int:
            return pick((0, 6, 12, 1_790_000_000, 2**33))
        if getattr(hint, "__origin__", None) is tuple:
            return tuple(pick(self.texts) for _ in range(self.random.randint(0, 3)))
        return pick(self.names if (cls, name) in NAMED else self.texts)


def plan_of(seed: int, texts: Iterable[str] = ()) -> dict[type[Any], dict[str, Any]]:
    """A whole plan, by payload type and entity."""
    dice = Dice(seed, texts)
    found: dict[type[Any], dict[str, Any]] = {
        patient.PatientIdentity: {PATIENT: dice.value(patient.PatientIdentity)},
        patient.PatientContact: {
            PATIENT: dice.value(patient.PatientContact, best_time="", caregiver="", caregiver_phone="")
        },
        clinical.ConditionCode: dice.several(clinical.ConditionCode),
    }
    cls: type[Any]
    conditions = ("", *found[clinical.ConditionCode])
    found[care_plan.GoalText] = dice.several(care_plan.GoalText, condition=conditions)
    goals = ("", *found[care_plan.GoalText])
    found[care_plan.InterventionText] = dice.several(care_plan.InterventionText, condition=conditions, goal=goals)
    found[plan_sections.GoalProgress] = {
        entity: dice.value(plan_sections.GoalProgress, goal=goal, noted_on="2026-10-05")
        for goal in goals[1:] for entity in dice.entities(2)
    }  # fmt: skip
    for cls in (plan_sections.SymptomToWatch, plan_sections.PreventiveItem):
        found[cls] = dice.several(cls, condition=conditions)
    found[plan_sections.Barrier] = dice.several(plan_sections.Barrier, goal=goals)
    for cls in (clinical.MedicationOrder, clinical.AllergySubstance, clinical.CareTeamMember, plan_sections.Caregiver,
                plan_sections.CommunityResource, clinical.ObservationRecord):  # fmt: skip
        found[cls] = dice.several(cls)
    for cls, of, chance in (
        (clinical.ConditionStatus, clinical.ConditionCode, 1.0), (care_plan.GoalStatus, care_plan.GoalText, 1.0),
        (care_plan.InterventionStatus, care_plan.InterventionText, 1.0),
        (clinical.AllergyStatus, clinical.AllergySubstance, 1.0),
        (clinical.MedicationStatus, clinical.MedicationOrder, 1.0),
        (plan_sections.MedicationReview, clinical.MedicationOrder, 0.5),
    ):  # fmt: skip
        found[cls] = {entity: dice.value(cls) for entity in found[of] if dice.random.random() < chance}
    found[clinical.ConditionAttestation] = {
        entity: clinical.ConditionAttestation(dice.random.random() < 0.7)
        for entity in found[clinical.ConditionCode] if dice.random.random() < 0.5
    }  # fmt: skip
    for cls in (care_plan.PlanSummary, care_plan.PlanReview, plan_sections.AdvanceDirectives,
                plan_sections.EmergencyPlan):  # fmt: skip
        found[cls] = {PATIENT: dice.value(cls)}
    found[assessment.AssessmentResult] = {
        entity: dice.value(
            assessment.AssessmentResult, assessed_on=dice.random.choice(("2026-10-05", "2019-02-28")),
            score=dice.random.choice(("", "7", "24/30", "12.50")),
            answers=tuple(dice.value(assessment.GivenAnswer) for _ in range(dice.random.randint(0, 3))),
        ) for entity in dice.entities()
    }  # fmt: skip
    found[assessment.AssessmentStanding] = {
        entity: assessment.AssessmentStanding() for entity in found[assessment.AssessmentResult]
    }
    found[plan_sections.SectionNote] = {
        plan_sections.section_entity(PATIENT, one.key): dice.value(plan_sections.SectionNote, section=one.key)
        for one in SECTIONS if one.none and dice.random.random() < 0.4
    }  # fmt: skip
    return found


def plans() -> st.SearchStrategy[dict[type[Any], dict[str, Any]]]:
    """Plans, each from a seed and a handful of texts: what Hypothesis shrinks is the texts."""
    return st.builds(plan_of, st.integers(0, 2**32), TEXTS)


def record(found: dict[type[Any], dict[str, Any]], **changes: Any) -> PlanRecord:
    """The plan as it goes out."""
    rest: dict[str, Any] = {
        "practice": "Lakeside <Family> & Friends", "practice_phone": "(555) 014-2200", "practice_address": "1 Main St",
        "practitioner": "Elena Reyes, MD", "npi": "1234567893", "current": True, "version": "v1", "number": 3,
        "saved_by": "Maria Ortiz, RN", "saved_at": 1_790_000_000, "made_at": 1_790_100_000, "zone": ZONE,
        "begun_on": "2026-08-03", "attester": Attester("Elena Reyes, MD", "1234567893", 1_790_050_000),
    }  # fmt: skip
    return PlanRecord(PATIENT, found, **{**rest, **changes})
