"""A care plan from another system: shown before anything is written, then taken in as a whole or not at all.

Nothing of a plan that is here is replaced: what differs from what somebody wrote here stays beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Problem
from ccm_desktop.domain.identity import Who, may_be_one_person
from ccm_desktop.domain.instruments.instrument import AREAS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.domain.search import name_key
from ccm_desktop.interop import code_maps
from ccm_desktop.interop.fhir_import import read_fhir
from ccm_desktop.interop.fhir_source import Record, two_people
from ccm_desktop.ledger.ids import imported_id, new_id
from ccm_desktop.ledger.payloads.clinical import ObservationRecord
from ccm_desktop.ledger.payloads.plan_sections import section_entity
from ccm_desktop.ledger.payloads.practice import ImportFinished
from ccm_desktop.models.file_faults import require_space
from ccm_desktop.models.queries import patients
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.assessment_results import unsound
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import check, reopen_section
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import (
    AssessmentResult,
    AssessmentStanding,
    ConditionAttestation,
    MedicationReview,
    PatientContact,
    PatientIdentity,
    PatientProgram,
    SectionNote,
)
from ccm_desktop.services.imported_flags import raise_flags
from ccm_desktop.services.incoming import Standing, misplaced, standing_of
from ccm_desktop.services.plan_parts import BY_TYPE, ONE_PER_PATIENT
from ccm_desktop.services.plan_record import record_version
from ccm_desktop.services.tasks import NewTask, write_task

NEW = "new"
"""In place of a patient: add the one whom the file tells of."""
HOW = {
    "known": "This practice has the record of this very patient.",
    "mbi": "The same Medicare id.",
    "mrn": "The same MRN, given by this practice.",
    "chosen": "Chosen by you.",
    "new": "A new patient.",
    "unclear": "It is not certain who this is here. Choose the patient, or add a new one.",
}
"""How it is known whose plan it is."""
_ACTIONS = ("added", "updated", "conflict", "unchanged")
_TITLES: dict[type[Any], str] = {
    PatientIdentity: "Patient", ObservationRecord: "Reading", MedicationReview: "Medication review",
    SectionNote: "Section without items", AssessmentResult: "Assessment",
    **{cls: part.title for cls, part in BY_TYPE.items()},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What was read of a file, before anybody decided anything."""

    name: str
    who: PatientIdentity
    key: str
    patient: str
    """The entity that the patient of the file stands for; perhaps nobody here."""
    mrn_of: str
    """Who gave the medical record number."""
    records: tuple[Record, ...]
    skipped: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody here who may be meant; a person decides."""

    patient: str
    name: str
    birth_on: str
    mrn: str
    why: str


@dataclass(frozen=True, slots=True)
class KindCount:
    """Items of one kind."""

    title: str
    added: int
    updated: int
    conflict: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class PlanPreview:
    """What taking the file in would do, or did."""

    file: str
    name: str
    birth_on: str
    mrn: str
    """As the file says."""
    patient: str
    """Whose plan it becomes: an entity, `NEW`, or empty while that is not certain."""
    how: str
    """A key of `HOW`."""
    candidates: tuple[Candidate, ...]
    kinds: tuple[KindCount, ...]
    attested: int
    """Problems that somebody of the sender attested to last twelve months."""
    skipped: tuple[tuple[str, int], ...]
    """Reason, and how often."""

    def count(self, action: str) -> int:
        """Items that would be added, updated, in conflict or left unchanged."""
        return sum(getattr(kind, action) for kind in self.kinds)


class PlanImportService:
    """Reads, shows, takes in."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def read(self, path: Path, progress: Progress | None = None) -> PlanFile:
        """A bundle, a resource or a folder of them; refuses what is malformed, and what is not one patient's."""
        require(self._context, Verb.IMPORT)
        report, drawn = read_fhir(path, zone=self._context.zone(), code_map=code_maps.shipped(),
                                  progress=progress or Unobserved())  # fmt: skip
        records = tuple(drawn)
        people = [one for one in records if isinstance(one.values[0], PatientIdentity)]
        if len(people) != 1:
            raise BadInput("plan_of_several" if people else "plan_of_nobody",
                           f"The file tells of {len(people) or 'no'} patient{'s' if len(people) > 1 else ''}.",
                           "Several patients come in with Import FHIR files. A plan needs its patient in the file.",
                           )  # fmt: skip
        whose = people[0]
        assert isinstance(whose.values[0], PatientIdentity)
        reasons = Counter(one.reason for one in report.rejected)
        reasons.update({f"{kind} is not used by this program": n for kind, n in report.unknown_types.items()
                        if kind not in _ABOUT_THE_FILE})  # fmt: skip
        return PlanFile(
            path.name, whose.values[0], whose.source_key, whose.patient, report.mrn_of.get(whose.source_key, ""),
            records, tuple(sorted(reasons.items())),
        )  # fmt: skip

    def preview(self, file: PlanFile, patient: str = "") -> PlanPreview:
        """What would happen; `patient` is whom a person chose, `NEW` for a new one, empty to find out."""
        with self._context.reading() as reader:
            return self._judged(reader, file, patient).preview

    def take_in(self, file: PlanFile, patient: str = "") -> Outcome[PlanPreview]:
        """Write what the preview shows, as one version that one undo takes back; nothing where nothing is new."""
        require(self._context, Verb.IMPORT)
        require_space(self._context.store.vault.path.parent)
        with self._context.transaction() as tx:
            found = self._judged(tx, file, patient)
            if not found.preview.patient:
                raise BadInput("plan_whose", "It is not certain whose plan this is.",
                               "Choose the patient, or say that it is a new one.")  # fmt: skip
            whose = file.patient if found.preview.patient == NEW else found.preview.patient
            for step in found.steps:
                tx.record(step.value, entity=step.entity, patient=whose, prev=step.standing.prev,
                          origin=step.standing.origin)  # fmt: skip
            if found.steps:
                self._finish(tx, found, whose)
        return Outcome(found.preview, Changed.EVERYTHING if found.steps else Changed.NOTHING)

    def _finish(self, tx: Transaction, found: _Judged, whose: str) -> None:
        shown = found.preview
        if shown.patient == NEW:
            tx.record(PatientProgram(), entity=whose, patient=whose)
        noted = {step.value.section for step in found.steps if isinstance(step.value, SectionNote)}
        new = {BY_TYPE[type(step.value)].section for step in found.steps
               if type(step.value) in BY_TYPE and step.standing.action == "added"}  # fmt: skip
        for section in sorted(new - noted - found.told):
            reopen_section(tx, whose, section)
        results = [(step.entity, step.value) for step in found.steps if isinstance(step.value, AssessmentResult)]
        if results:  # nobody here asked, so nobody dealt with what they may mean, whatever the file says of it
            areas = ", ".join(dict.fromkeys(AREAS[one.area].lower() for _, one in results))
            raise_flags(self._context, tx, whose, results)
            write_task(tx, NewTask(f"Look at imported results: {areas}", whose, source="assessment"))
        added, updated, both = shown.count("added"), shown.count("updated"), shown.count("conflict")
        record_version(tx, whose, f"Imported from another system: {added} new, {updated} changed, {both} to resolve")
        tx.record(
            ImportFinished("FHIR R4 care plan", 1, added, updated + both, shown.count("unchanged"),
                           sum(number for _, number in shown.skipped), {}, {}),
            entity=new_id(),
        )  # fmt: skip

    def _judged(self, reader: Reader, file: PlanFile, chosen: str) -> _Judged:
        practice = self._context.practice_of(reader).name
        patient, how, candidates = _whose(reader, file, chosen, practice)
        today = local_day(self._context.clock.now(), self._context.zone_of(reader)).isoformat()
        return _Judge(reader, file, patient, today).judge(how, candidates)


@dataclass(frozen=True, slots=True)
class _Step:
    """One value to be written."""

    value: Any
    entity: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is written, and how it is shown."""

    preview: PlanPreview
    steps: tuple[_Step, ...]
    told: frozenset[str]
    """Sections of which the file itself says that they have nothing."""


@dataclass
class _Judge:
    """Holds each record against what is here."""

    reader: Reader
    file: PlanFile
    patient: str
    today: str
    """ISO day of the practice: nothing was assessed later."""
    steps: list[_Step] = field(default_factory=list)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    told: set[str] = field(default_factory=set)
    attested: int = 0

    @property
    def whose(self) -> str:
        """The entity that things are filed under."""
        return self.file.patient if self.patient in (NEW, "") else self.patient

    def judge(self, how: str, candidates: tuple[Candidate, ...]) -> _Judged:
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
        return _Judged(preview, tuple(self.steps), frozenset(self.told))

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
        steps = [_Step(value, entity, standing_of(self.reader, value, entity, record.source_key))
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


_ABOUT_THE_FILE = frozenset({"Composition", "Provenance", "Organization", "RelatedPerson", "ClinicalImpression",
                             "Medication"})  # fmt: skip
"""Says who and when, or is read through what refers to it."""


def _whose(
    reader: Reader, file: PlanFile, chosen: str, practice: str
) -> tuple[str, str, tuple[Candidate, ...]]:  # fmt: skip
    """Medicare id exact, MRN with its source, else a person decides: never by name alone (interop.md, Matching)."""
    who = file.who
    held = reader.held(PatientIdentity, file.patient)
    if held is not None:
        if not may_be_one_person(_who(who), _who(held.value)):
            raise two_people()
        if chosen not in ("", file.patient):
            raise BadInput("plan_whose", "This patient's record is here already.", "Import the plan into that one.")
        return file.patient, "known", ()
    if chosen:
        if chosen != NEW and reader.held(PatientIdentity, chosen) is None:
            raise BadInput("patient_unknown", "There is no such patient.", "Choose one from the panel.")
        return chosen, "new" if chosen == NEW else "chosen", ()
    by_mbi = patients.known_as(reader.connection, mbi=who.mbi)
    by_mrn = patients.known_as(reader.connection, mrn=who.mrn)
    same_source = bool(practice) and file.mrn_of.casefold() == practice.casefold()
    for how, found in (("mbi", by_mbi), ("mrn", by_mrn if same_source else [])):
        if len(found) == 1 and may_be_one_person(_who(who), _who(_identity(reader, found[0]))):
            return found[0], how, ()
    return "", "unclear", tuple(_candidates(reader, who, by_mbi, by_mrn))


def _candidates(reader: Reader, who: PatientIdentity, by_mbi: list[str], by_mrn: list[str]) -> Iterator[Candidate]:
    why = dict.fromkeys(by_mrn, "the same MRN, perhaps of another practice") | dict.fromkeys(
        by_mbi, "the same Medicare id"
    )
    name = name_key(who.family, who.given)
    for row in patients.all_patients(reader.connection):
        words = why.get(row.id, "")
        if not words and name_key(row.family, row.given) == name and row.birth_date == who.birth_date:
            words = "the same name and date of birth"
        if words:
            yield Candidate(row.id, f"{row.family}, {row.given}", row.birth_date, row.mrn, words)


def _identity(reader: Reader, patient: str) -> PatientIdentity:
    held = reader.held(PatientIdentity, patient)
    assert held is not None
    return held.value


def _who(identity: PatientIdentity) -> Who:
    return Who(identity.family, identity.given, identity.birth_date)
