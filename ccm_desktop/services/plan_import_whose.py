"""Whose plan a file is, here: known, found by a number, or for a person to choose."""

from __future__ import annotations

from collections.abc import Iterator

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.identity import Who, may_be_one_person
from ccm_desktop.domain.search import name_key
from ccm_desktop.interop.fhir_source import two_people
from ccm_desktop.models.queries import patients
from ccm_desktop.models.store import Reader
from ccm_desktop.services.forms import PatientIdentity
from ccm_desktop.services.plan_import_views import NEW, Candidate, PlanFile


def whose_plan(
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
