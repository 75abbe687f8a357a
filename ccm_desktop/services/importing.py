"""Brings foreign patients in: all of an import or nothing, again without duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.identity import Who, may_be_one_person
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.interop import code_maps
from ccm_desktop.interop.fhir_import import read_fhir
from ccm_desktop.interop.fhir_source import ImportReport, Record, Rejected, two_people
from ccm_desktop.ledger.ids import imported_id, new_id
from ccm_desktop.ledger.payloads.clinical import EncounterRecord
from ccm_desktop.ledger.payloads.patient import PatientIdentity, PatientProgram
from ccm_desktop.ledger.payloads.practice import ImportFinished
from ccm_desktop.models.file_faults import require_space
from ccm_desktop.models.store import Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.imported_readings import ImportedReadings
from ccm_desktop.services.incoming import in_its_place, misplaced, standing_of
from ccm_desktop.services.local_words import iso_day


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did."""

    patients: int
    """Patients named in the files."""
    new_patients: int
    added: int
    """Register values that were not there before."""
    updated: int
    unchanged: int
    conflicts: int
    """Values changed at the source that somebody had changed here: both are kept."""
    seen: dict[str, int]
    used: dict[str, int]
    unknown_types: dict[str, int]
    unmapped_codes: dict[str, int]
    rejected: tuple[Rejected, ...]
    outside: int
    """New readings outside their limits, on which somebody has to act."""


class ImportService:
    """Imports FHIR R4 files and folders."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def fhir(self, path: Path, progress: Progress | None = None, code_map: Path | None = None) -> Outcome[ImportResult]:
        """Import a bundle, a resource, NDJSON or a folder of them; cancelling leaves nothing."""
        require(self._context, Verb.IMPORT)
        require_space(self._context.store.vault.path.parent)
        codes = code_maps.shipped() if code_map is None else code_maps.shipped().with_file(code_map)
        report, records = read_fhir(path, zone=self._context.zone(), code_map=codes, progress=progress or Unobserved())
        with self._context.transaction() as tx:
            result = _Recorder(tx, self._context).record(records, report)
            tx.record(
                ImportFinished(
                    "FHIR R4", result.patients, result.added, result.updated, result.unchanged,
                    len(result.rejected), result.unknown_types, result.unmapped_codes,
                ),
                entity=new_id(),
            )  # fmt: skip
        return Outcome(result, Changed.EVERYTHING)


class _Recorder:
    """Writes the records of one import."""

    def __init__(self, tx: Transaction, context: Context) -> None:
        self._tx = tx
        self._zone = context.zone_of(tx)
        self._counts: Counter[str] = Counter()
        self._patients: set[str] = set()
        self._entities: dict[str, str] = {}
        self._waiting: list[Record] = []
        self._last_seen: dict[str, int] = {}
        self._rejected: list[Rejected] = []
        self._readings = ImportedReadings(context)

    def record(self, records: Iterator[Record], report: ImportReport) -> ImportResult:
        """Draw all records; those of a patient who never appears are rejected."""
        for record in records:
            self._take(record)
        for record in self._waiting:
            if self._is_known(record.patient_key):
                self._write(record)
            else:
                self._reject(record, "its patient is not in the files")
        report.rejected.extend(self._rejected)
        new = sum(self._open_program(patient) for patient in sorted(self._patients))
        counts = self._counts
        return ImportResult(
            len(self._patients), new, counts["added"], counts["updated"], counts["unchanged"],
            counts["conflicts"], dict(report.seen), dict(report.used), dict(report.unknown_types),
            dict(report.unmapped_codes), tuple(report.rejected), self._readings.judge(self._tx),
        )  # fmt: skip

    def _take(self, record: Record) -> None:
        self._entities.setdefault(record.patient_key, record.patient)
        if record.source_key == record.patient_key:
            self._patients.add(record.patient_key)
        if not record.patient_key or self._is_known(record.patient_key):
            self._write(record)
        else:
            self._waiting.append(record)

    def _is_known(self, patient_key: str) -> bool:
        if patient_key in self._patients:
            return True
        entity = self._entities.get(patient_key) or imported_id(patient_key)
        return self._tx.held(PatientIdentity, entity) is not None

    def _reject(self, record: Record, reason: str) -> None:
        self._rejected.append(Rejected("", record.source_key.partition("/")[0], reason))

    def _write(self, record: Record) -> None:
        entity, patient = record.entity, record.patient
        if reason := misplaced(
            self._tx, record.values[0], entity, patient, is_foreign=entity != imported_id(record.source_key)
        ):
            self._reject(record, reason)
            return
        for value in record.values:
            self._write_value(record.source_key, entity, patient, value)
            if isinstance(value, EncounterRecord) and not value.inpatient:
                self._last_seen[record.patient_key] = max(self._last_seen.get(record.patient_key, 0), value.started_at)

    def _write_value(self, source_key: str, entity: str, patient: str, value: object) -> None:
        found = standing_of(self._tx, value, entity, source_key)
        if found.action != "unchanged":
            if isinstance(value, PatientIdentity):
                self._require_one_person(value, entity)
            kept = in_its_place(self._tx, value, entity)
            self._tx.record(kept, entity=entity, patient=patient, prev=found.prev, origin=found.origin)
        if found.action == "added":
            self._readings.note(entity, patient, value)
        self._counts["updated" if found.action == "conflict" else found.action] += 1
        self._counts["conflicts"] += found.action == "conflict"

    def _require_one_person(self, value: PatientIdentity, entity: str) -> None:
        held = self._tx.held(PatientIdentity, entity)
        if held is not None and not any(
            may_be_one_person(_who(value), _who(one)) for one in (held.value, *held.others)
        ):
            raise two_people()

    def _open_program(self, patient_key: str) -> bool:
        patient = self._entities[patient_key]
        if self._tx.held(PatientProgram, patient) is not None:
            return False
        seen = self._last_seen.get(patient_key)
        program = PatientProgram(last_seen_on=iso_day(seen, self._zone) if seen else "")
        self._tx.record(program, entity=patient, patient=patient)
        return True


def _who(identity: PatientIdentity) -> Who:
    return Who(identity.family, identity.given, identity.birth_date)
