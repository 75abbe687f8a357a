"""Importing FHIR: real files of several producers, hostile values, malformed files, again without duplicates."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.models import refold
from ccm_desktop.models.queries import months
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services import plan_moves
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.forms import Form
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock

NEW = NewPractice(
    PracticeProfile("Lakeside", "America/New_York"), PersonProfile("Ann", "RN", "lead"), None, "correct horse battery"
)


@pytest.fixture
def office(tmp_path: Path, clock: FakeClock) -> Iterator[Office]:
    opened = create_practice(tmp_path / "practice", NEW, clock, QUICK_FOR_TESTS)
    yield opened.office
    assert refold.verify(opened.office.context.store.vault) == []
    opened.close()


@pytest.mark.parametrize(
    ("producer", "patients"),
    [("synthea_r4", 37), ("synthea_uscore_mcc", 8), ("bulk_ndjson", 3), ("mcc_handwritten", 4), ("cms_synthetic", 1)],
)
def test_files_of_every_producer(office: Office, shared_data: Path, producer: str, patients: int) -> None:
    folder = shared_data / "public" / producer
    result = office.importing.fhir(folder).value
    named = {
        r.get("id") or path.name
        for path in folder.rglob("*.*json")
        for text in [path.read_text("utf-8-sig")]
        for document in ([json.loads(t) for t in text.splitlines()] if path.suffix == ".ndjson" else [json.loads(text)])
        for r in ([e["resource"] for e in document.get("entry", [])] if document.get("entry") else [document])
        if r.get("resourceType") == "Patient"
    }
    assert result.patients == len(named)
    assert len(office.patients.panel()) == len(named)
    if patients:
        assert len(named) >= patients - 1


def test_the_candidates_agree_with_the_manifest(office: Office, shared_data: Path) -> None:
    office.importing.fhir(shared_data / "public", code_map=shared_data / "snomed_chronic_map.csv")
    with (shared_data / "ref" / "synthea_manifest.csv").open() as stream:
        rows = [r for r in csv.DictReader(stream) if r["set"] == "public" and r["deceased"] == "False"]
    expected = sum(1 for r in rows if int(r["n_chronic"]) >= 2)
    handwritten = {"Johnson", "Noelle", "Jones", "Lopez"}
    found = [c for c in office.patients.candidates() if c.name.split(",")[0] not in handwritten]
    bulk = 3  # the manifest covers the two Synthea bundle sets only
    assert abs(len(found) - expected) <= bulk


def test_a_second_import_changes_nothing(office: Office, shared_data: Path) -> None:
    folder = shared_data / "public" / "synthea_uscore_mcc"
    first = office.importing.fhir(folder).value
    again = office.importing.fhir(folder).value
    assert (again.added, again.updated, again.new_patients) == (0, 0, 0)
    assert again.unchanged == first.added


def bundle(*resources: dict[str, Any], kind: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind,
            "entry": [{"fullUrl": f"urn:uuid:{r.get('id', '')}", "resource": r} for r in resources]}  # fmt: skip


def patient(**changes: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "p1", "name": [{"family": "Baker", "given": ["Eugene"]}],
            "birthDate": "1946-05-04", **changes}  # fmt: skip


def medication(text: str = "Metformin 500 mg", **changes: Any) -> dict[str, Any]:
    return {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "subject": {"reference": "Patient/p1"},
            "medicationCodeableConcept": {"text": text}, **changes}  # fmt: skip


def write(folder: Path, document: Any, name: str = "in.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    return path


def test_a_changed_source_updates_and_never_duplicates(office: Office, tmp_path: Path) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient(), medication())))
    result = office.importing.fhir(write(tmp_path, bundle(patient(), medication("Metformin 850 mg")))).value
    assert (result.updated, result.conflicts) == (1, 0)
    line = office.patients.panel()[0]
    (found,) = office.care_plans.view(line.patient_id).medications
    assert (found.order.value.drug, found.order.others) == ("Metformin 850 mg", ())


def test_a_nurses_edit_and_a_changed_source_are_both_kept(office: Office, tmp_path: Path) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient(), medication())))
    who = office.patients.panel()[0].patient_id
    (found,) = office.care_plans.view(who).medications
    edited = replace(found.order.value, drug="Metformin 1000 mg")
    office.care_plans.save(who, (Form(found.order.entity, edited, found.order.heads),))
    assert office.importing.fhir(write(tmp_path, bundle(patient(), medication()))).value.updated == 0
    result = office.importing.fhir(write(tmp_path, bundle(patient(), medication("Metformin 850 mg")))).value
    (now,) = office.care_plans.view(who).medications
    drugs = {now.order.value.drug, *(o.drug for o in now.order.others)}
    assert (result.conflicts, drugs) == (1, {"Metformin 1000 mg", "Metformin 850 mg"})


def condition(name: str, **changes: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": name, "subject": {"reference": "Patient/p1"},
            "clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"text": name}, **changes}  # fmt: skip


def test_a_source_that_changes_a_problem_leaves_it_where_somebody_moved_it(office: Office, tmp_path: Path) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient(), condition("Asthma"), condition("Gout"))))
    who = office.patients.panel()[0].patient_id
    plan = office.care_plans.view(who)
    edit = plan_moves.shifted(plan, plan.problems[1].code.entity, -1)
    office.care_plans.save(who, edit.forms, edit.what)
    resolved = condition("Gout", clinicalStatus={"coding": [{"code": "resolved"}]})
    result = office.importing.fhir(write(tmp_path, bundle(patient(), condition("Asthma"), resolved))).value
    assert (result.updated, result.conflicts) == (1, 0)
    assert [one.code.value.display for one in office.care_plans.view(who).problems] == ["Asthma"]
    office.importing.fhir(write(tmp_path, bundle(patient(), condition("Asthma"), condition("Gout"))))
    assert [one.code.value.display for one in office.care_plans.view(who).problems] == ["Gout", "Asthma"]


HOSTILE = ("<b>&amp;</b>", "=HYPERLINK(1)", "N" * 300, "مريم", "👩‍⚕️ Zoë", "A\x00B", "Robert'); DROP TABLE op;--")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_arrive_unharmed(office: Office, tmp_path: Path, name: str) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient(name=[{"family": name, "given": ["X"]}]))))
    assert office.patients.panel()[0].name == f"{name}, X"


def test_unknown_types_and_unusable_resources_are_counted_not_fatal(office: Office, tmp_path: Path) -> None:
    of_baker = {"subject": {"reference": "Patient/p1"}}
    code = [{"coding": [{"system": "http://snomed.info/sct", "code": "999000"}], "text": "Odd"}]
    odd: list[dict[str, Any]] = [
        {"resourceType": "Starship", "id": "s"},
        {"resourceType": "Condition", "id": "c", **of_baker},
        {"resourceType": "Condition", "id": "d", "code": {"text": "X"}},
        medication(subject={"reference": "Patient/nobody"}),
        {"resourceType": "Encounter", "id": "e", **of_baker, "period": {"start": "soon"}},
        {"resourceType": "Condition", "id": "f", **of_baker, "code": code},
    ]
    result = office.importing.fhir(write(tmp_path, bundle(patient(), *odd))).value
    assert result.unknown_types == {"Starship": 1}
    assert result.unmapped_codes == {"SNOMED 999000": 1}
    assert sorted(r.reason for r in result.rejected) == [
        "its patient is not in the files", "no code", "no patient", "no start"]  # fmt: skip
    assert "Baker" not in str(result.rejected)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "line 1"), ("[1, 2]", "line 1"), ('"x"', "line 1"), ("", "line 1"), ("\x00\x01", "line 1"),
        ('{"resourceType": "Bundle", "type": "party"}', "Bundle.type"),
        ('{"resourceType": "Bundle", "type": "collection", "entry": 3}', "Bundle.entry"),
        ('{\n "resourceType": "Bundle",\n oops}', "line 3, column 2"), ("[" * 100_000, "line 1"),
    ],
)  # fmt: skip
def test_a_malformed_file_names_the_place_and_leaves_nothing(
    office: Office, tmp_path: Path, text: str, place: str
) -> None:
    good = tmp_path / "in"
    good.mkdir()
    write(good, bundle(patient()), "a.json")
    write(good, text, "b.json")
    with pytest.raises(BadInput) as refused:
        office.importing.fhir(good)
    assert "b.json" in str(refused.value)
    assert place in str(refused.value)
    assert office.patients.panel() == ()


def test_a_broken_line_of_ndjson_names_its_number(office: Office, tmp_path: Path) -> None:
    path = write(tmp_path, f"{json.dumps(patient())}\n{{oops\n", "Patient.ndjson")
    with pytest.raises(BadInput, match="line 2"):
        office.importing.fhir(path)
    assert office.patients.panel() == ()


def rejected(office: Office, *paths: Path) -> str:
    """The code of the refusal; nothing of the last path may have been taken in."""
    for path in paths[:-1]:
        office.importing.fhir(path)
    before = office.patients.panel()
    with pytest.raises(BadInput) as refused:
        office.importing.fhir(paths[-1])
    assert office.patients.panel() == before
    assert "Baker" not in str(refused.value)
    return refused.value.code


STRANGER: dict[str, Any] = {"name": [{"family": "Castillo", "given": ["María"]}], "birthDate": "1951-02-02"}


@pytest.mark.parametrize("at_once", [True, False])
def test_somebody_else_under_the_same_id_is_never_taken_for_one_person(
    office: Office, tmp_path: Path, at_once: bool
) -> None:
    ours, theirs = tmp_path / "both" / "ours", tmp_path / "both" / "theirs"
    for folder in (ours, theirs):
        folder.mkdir(parents=True)
    write(ours, bundle(patient(), medication()))
    write(theirs, bundle(medication("Warfarin", id="m2"), patient(**STRANGER)))
    assert rejected(office, *((ours.parent,) if at_once else (ours, theirs))) == "import_two_people"


@pytest.mark.parametrize(
    "change",
    [
        {"name": [{"family": "Baker-Jones", "given": ["Gene"]}]},
        {"birthDate": "1946-04-05"},
        {"name": [{"family": "BAKER", "given": ["Eugène"]}], "birthDate": "1946-04-05"},
        {"name": [{"family": "Baker", "given": ["Gene"]}], "birthDate": None},
    ],
)
def test_a_person_whose_name_or_birth_date_is_corrected_stays_one(
    office: Office, tmp_path: Path, change: dict[str, Any]
) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient())))
    result = office.importing.fhir(write(tmp_path, bundle(patient(**change)))).value
    assert (result.updated, len(office.patients.panel())) == (1, 1)


def test_a_record_never_moves_into_the_chart_of_another_patient(office: Office, tmp_path: Path) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient(), medication())))
    other = patient(id="p2", **STRANGER)
    moved = medication(subject={"reference": "Patient/p2"})
    result = office.importing.fhir(write(tmp_path, bundle(patient(), other, moved))).value
    assert [r.reason for r in result.rejected] == ["it belongs to another patient here"]
    drugs = [len(office.care_plans.view(line.patient_id).medications) for line in office.patients.panel()]
    assert drugs == [1, 0]


def without_id(resource: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != "id"}


def test_what_has_no_id_is_known_by_its_content_and_not_by_its_place(office: Office, tmp_path: Path) -> None:
    first = write(tmp_path, without_id(patient()))
    office.importing.fhir(first)
    again = office.importing.fhir(first).value
    assert (again.added, again.new_patients) == (0, 0)
    office.importing.fhir(write(tmp_path, without_id(patient(**STRANGER))))
    assert [line.name for line in office.patients.panel()] == ["Baker, Eugene", "Castillo, María"]


def test_odd_but_valid_references_find_their_patient(office: Office, tmp_path: Path) -> None:
    known = patient(identifier=[{"system": "urn:mrn", "value": "77"}])
    subjects: list[dict[str, Any]] = [
        {"reference": "Patient/p1/_history/3"},
        {"reference": "https://ehr.example/fhir/Patient/p1"},
        {"reference": "https://ehr.example/fhir/Patient/p1/_history/1"},
        {"identifier": {"system": "urn:mrn", "value": "77"}},
        {"reference": "Patient?identifier=urn:mrn|77"},
    ]
    drugs = [medication(f"Drug {n}", id=f"m{n}", subject=subject) for n, subject in enumerate(subjects)]
    assert office.importing.fhir(write(tmp_path, bundle(known, *drugs))).value.rejected == ()
    (line,) = office.patients.panel()
    assert len(office.care_plans.view(line.patient_id).medications) == len(subjects)


def test_a_patient_named_only_by_the_address_of_the_entry_is_found(office: Office, tmp_path: Path) -> None:
    document = bundle(without_id(patient()), medication())
    document["entry"][0]["fullUrl"] = "https://ehr.example/fhir/Patient/p1"
    assert office.importing.fhir(write(tmp_path, document)).value.rejected == ()


def test_half_a_surrogate_pair_is_shown_as_unreadable_and_not_fatal(office: Office, tmp_path: Path) -> None:
    office.importing.fhir(write(tmp_path, json.dumps(bundle(patient(name=[{"family": "Ba\ud83dker"}])))))
    assert office.patients.panel()[0].name == "Ba?ker, "


@pytest.mark.parametrize(
    ("end", "local"),
    [
        ("2026-10-05", "2026-10-06T00:00:00-04:00"),  # the whole of the day
        ("2026-10", "2026-11-01T00:00:00-04:00"),
        ("2026", "2027-01-01T00:00:00-05:00"),
        ("2026-11-01", "2026-11-02T00:00:00-05:00"),  # clocks go back on that day
        ("2026-10-05T11:00:00-04:00", "2026-10-05T11:00:00-04:00"),
        ("9999-12-31", None), ("9999", None), ("soon", None), (None, None),
    ],
)  # fmt: skip
def test_a_stay_lasts_to_the_end_of_its_last_day(
    office: Office, tmp_path: Path, end: str | None, local: str | None
) -> None:
    stay = {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "IMP"},
            "subject": {"reference": "Patient/p1"}, "period": {"start": "2026-10-01", "end": end}}  # fmt: skip
    assert office.importing.fhir(write(tmp_path, bundle(patient(), stay))).value.rejected == ()
    with office.context.reading() as reader:
        ((_, over),) = months.stays(reader.connection, 0, 2**40)[office.patients.panel()[0].patient_id]
    assert over == (None if local is None else datetime.fromisoformat(local).timestamp())


def test_a_death_at_night_is_on_the_practices_day(office: Office, tmp_path: Path) -> None:
    office.importing.fhir(write(tmp_path, bundle(patient(deceasedDateTime="2026-11-01T02:00:00Z"))))
    identity = office.patients.identity(office.patients.panel()[0].patient_id)
    assert identity.value.deceased_on == "2026-10-31"


class Impatient:
    def report(self, done: int, total: int) -> None:
        raise Cancelled


def test_cancelling_leaves_nothing(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        office.importing.fhir(write(tmp_path, bundle(patient())), Impatient())
    assert office.patients.panel() == ()


def test_missing_and_empty_places_are_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "nowhere", tmp_path / "empty"):
        with pytest.raises(BadInput):
            office.importing.fhir(path)
