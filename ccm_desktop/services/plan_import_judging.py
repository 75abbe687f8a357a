"""Holds a care plan file, record by record, against what is here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.interop.fhir_source import Record
from ccm_desktop.ledger.ids import imported_id
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.ledger.payloads.plan_sections import section_entity
from ccm_desktop.models.store import Reader
from ccm_desktop.services.assessment_results import unsound
from ccm_desktop.services.care_plans import check
from ccm_desktop.services.forms import (
    AssessmentResult,
    AssessmentStanding,
    ConditionAttestation,
    MedicationReview,
    PatientContact,
    PatientIdentity,
    SectionNote,
    Sharing,
)
from ccm_desktop.services.incoming import Standing, in_its_place, misplaced, standing_of
from ccm_desktop.services.plan_import_views import NEW, Candidate, KindCount, PlanFile, PlanPreview
from ccm_desktop.services.plan_parts import BY_TYPE, ONE_PER_PATIENT

_ACTIONS = ("added", "updated", "conflict", "unchanged")
_TITLES: dict[type[Any], str] = {
    PatientIdentity: "Patient", ObservationRecord: "Reading", MedicationReview: "Medication review",
    SectionNote: "Section without items", Sharing: "Who may have a line", AssessmentResult: "Assessment",
    **{cls: part.title for cls, part in BY_TYPE.items()},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One value to be written."""

    value: Any
    entity: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Judged:
    """What is written, and how it is shown."""

    preview: PlanPreview
    steps: tuple[Step, ...]
    told: frozenset[str]
    """Sections of which the file itself says that they have nothing."""


@dataclass
class Judge:
    """Holds each record against what is here."""

    reader: Reader
    file: PlanFile
    patient: str
    today: str
    """ISO day of the practice: nothing was assessed later."""
    steps: list[Step] = field(default_factory=list)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    attested: int = 0

    @property
    def whose(self) -> str:
        """The entity that things are filed under."""
        return self.file.patient if self.patient in (NEW, "") else self.patient

    def judge(self, how: str, candidates: tuple[Candidate, ...]) -> Judged:
        """Every record of the file."""
        for reason, number in self.file.skipped:
            self.reasons[reason] += number
        for record in self.file.records:
            self._take(record)
        who = self.file.who
        kinds = tuple(
            KindCount(title, *(counts[action] for action in _ACTIONS)) for title, counts in self.kinds.items()
        )
        preview = PlanPreview(
            self.file.name, f"{who.family}, {who.given}", who.birth_date, who.mrn, self.patient, how, candidates, kinds,
            self.attested, tuple(sorted(self.reasons.items())),
        )  # fmt: skip
        return Judged(preview, tuple(self.steps), frozenset(self.told))

    def _take(self, record: Record) -> None:
        value = record.values[0]
        title = _TITLES.get(type(value))
        if title is None:
            self.reasons[f"{record.source_key.partition('/')[0]} is no part of a care plan"] += 1
        elif record.patient_key != self.file.key:
            self.reasons["its patient is not the one of the file"] += 1
        elif isinstance(value, PatientIdentity) and self.patient != NEW:
            self._compare_identity(value)
        else:
            self._file(record, title)

    def _compare_identity(self, value: PatientIdentity) -> None:
        held = self.reader.held(PatientIdentity, self.patient) if self.patient else None
        if held is not None and held.value != value:
            self.reasons["the patient's own data differ; those here stay as they are"] += 1

    def _file(self, record: Record, title: str) -> None:
        entity = self._entity(record)
        reason = self._reason(record, entity)
        if reason:
            self.reasons[reason] += 1
            return
        steps = [Step(in_its_place(self.reader, value, entity), entity,
                      standing_of(self.reader, value, entity, record.source_key))
                 for value in record.values if not self._says_nothing(value, entity)]  # fmt: skip
        if not steps:
            return
        found = {step.standing.action for step in steps}
        first = steps[0].standing.action if type(steps[0].value) is type(record.values[0]) else ""
        action = "conflict" if "conflict" in found else "added" if first == "added" else \
            "updated" if found & {"added", "updated"} else "unchanged"  # fmt: skip
        self.kinds.setdefault(title, Counter())[action] += 1
        self.told |= {value.section for value in record.values if isinstance(value, SectionNote)}
        new = [step for step in steps if step.standing.action != "unchanged"]
        self.attested += sum(isinstance(step.value, ConditionAttestation) for step in new)
        self.steps += new

    def _entity(self, record: Record) -> str:
        value = record.values[0]
        if type(value) in ONE_PER_PATIENT or isinstance(value, (PatientIdentity, PatientContact)):
            return self.whose
        return section_entity(self.whose, value.section) if isinstance(value, SectionNote) else record.entity

    def _reason(self, record: Record, entity: str) -> str:
        """Why a record cannot be used, in words; empty where it can."""
        for value in record.values:
            try:
                check(value)
            except Problem as problem:
                return problem.what.rstrip(".")
            if isinstance(value, SectionNote) and not (value.section in BY_KEY and BY_KEY[value.section].none):
                return "that section cannot be empty by choice"
            if isinstance(value, AssessmentResult) and (unfit := unsound(value, self.today)):
                return unfit
        if isinstance(record.values[0], AssessmentResult):
            standing = self.reader.held(AssessmentStanding, entity)
            if standing is not None and standing.value.standing == "withdrawn":
                return "it was withdrawn here"
        # A status whose item was taken out here: the person who did so is not overruled by a file.
        if (status := BY_TYPE.get(type(record.values[0]))) is not None and status.ended_by is not None:
            held: Any = self.reader.held(status.ended_by, entity)
            if held is not None and held.value.status == "removed":
                return "it was taken out of the plan here"
        is_foreign = entity not in (imported_id(record.source_key), self.whose)
        return misplaced(self.reader, record.values[0], entity, self.whose, is_foreign=is_foreign)

    def _says_nothing(self, value: Any, entity: str) -> bool:
        """A register as it is before anybody wrote it, where nobody did; an attestation that somebody here gave."""
        if isinstance(value, ConditionAttestation):  # who attested elsewhere is nobody here, and does not travel
            given = self.reader.held(ConditionAttestation, entity)
            return given is not None and given.value.expected_12_months == value.expected_12_months
        try:
            return bool(value == type(value)()) and self.reader.held(type(value), entity) is None
        except TypeError:
            return False
