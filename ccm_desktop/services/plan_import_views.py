"""A care plan file and what taking it in would do, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.interop.fhir_source import Record
from ccm_desktop.services.forms import PatientIdentity

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
