"""Readings from a CSV file: all or nothing, every bad line told, the same file again does nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.practice import PersonProfile
from tests.services.conftest import Demo

HEAD = "mrn,taken,kind,value,unit\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "readings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_brings_readings_one_task_a_kind_and_the_same_again_nothing(demo: Demo, tmp_path: Path) -> None:
    patient, other = demo.patient(mrn="A-1"), demo.patient("Baker", "Ann", mrn="B-2")
    path = write(tmp_path, "\ufeff" + HEAD + (
        "A-1,2026-10-14 07:30,bp,184/80,\n"
        "A-1,10/13/2026 7:30 AM,Blood pressure,150/80,mm[Hg]\n"
        "A-1,2026-10-12T07:30:00-04:00,bp,128/76,\n"
        "\n"
        "A-1,2026-10-14 07:30,weight,84,kg\n"
        "A-1,2026-10-14 07:30,bp,184/80,mmHg\n"
        "B-2,2026-10-14 07:31,oxygen,97,%\n"
    ))  # fmt: skip
    brought = demo.office.reading_import.csv(path).value
    assert (brought.added, brought.known, brought.outside, brought.bad) == (5, 1, 2, ())
    assert sorted((line.value, line.state) for line in demo.office.readings.of(patient)) == [
        ("128/76 mmHg", "within"), ("150/80 mmHg", "open"), ("184/80 mmHg", "open"), ("84 kg", "no_limit"),
    ]  # fmt: skip
    assert [line.value for line in demo.office.readings.of(other)] == ["97 %"]
    (task,) = demo.office.tasks.list(patient=patient)
    assert task.what.value.title == (
        "Blood pressure 184/80 mmHg: systolic over the default limit of 180 (and 1 more outside)"
    )
    again = demo.office.reading_import.csv(path).value
    assert (again.added, again.known, again.outside) == (0, 6, 0)
    assert len(demo.office.tasks.list(patient=patient)) == 1
    open_ones = demo.office.readings.open()
    demo.office.readings.act(open_ones[0].reading_id, "Called")
    assert demo.office.readings.open() == (), "one answer ends the one piece of work"
    demo.office.readings.reopen(open_ones[1].reading_id)
    demo.office.readings.withdraw(open_ones[0].reading_id)
    assert [line.reading_id for line in demo.office.readings.open()] == [open_ones[1].reading_id]
    assert demo.office.reading_import.csv(path).value.added == 0, "what was withdrawn does not come back"


def test_one_bad_line_keeps_the_whole_file_out_and_every_bad_line_is_told(demo: Demo, tmp_path: Path) -> None:
    patient = demo.patient(mrn="A-1")
    demo.patient("Twin", "One", mrn="T"), demo.patient("Twin", "Two", mrn="T")
    path = write(tmp_path, HEAD + (
        "A-1,2026-10-14 07:30,bp,184/80,\n"
        ",2026-10-14 07:30,bp,128/76,\n"
        "Z-9,2026-10-14 07:30,bp,128/76,\n"
        "T,2026-10-14 07:30,bp,128/76,\n"
        "A-1,2026-10-14,bp,128/76,\n"
        "A-1,14.10.2026 07:30,bp,128/76,\n"
        "A-1,2027-10-14 07:30,bp,128/76,\n"
        "A-1,2026-10-14 07:30,height,70,\n"
        "A-1,2026-10-14 07:30,bp,128,\n"
        "A-1,2026-10-14 07:30,pulse,300,\n"
        "A-1,2026-10-14 07:30,weight,80,stone\n"
        "A-1,2026-10-14 07:30,bp\n"
        "A-1,2026-03-08 02:30,bp,128/76,\n"
        '"<b>=cmd|calc","2026-10-14 07:30",bp,128/76,\n'
    ))  # fmt: skip
    brought = demo.office.reading_import.csv(path).value
    assert [one.line for one in brought.bad] == list(range(3, 16))
    assert brought.added == 0
    told = {one.line: one.why for one in brought.bad}
    assert told[4] == "No patient has this record number."
    assert told[5] == "More than one patient has this record number."
    assert told[8] == "The reading lies in the future."
    assert "columns" in told[13]
    assert not any("cmd" in why or "Z-9" in why for why in told.values())
    assert demo.office.readings.of(patient) == ()
    assert demo.office.tasks.list(patient=patient) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "readings_columns"),
        ("mrn,taken,value\n", "readings_columns"),
        (HEAD.replace("unit", "kind"), "readings_columns"),
        (HEAD + '"A-1,2026', "readings_file"),
        (HEAD + f'"{"x" * 200_000}"', "readings_file"),
    ],
)
def test_a_file_that_is_none_is_refused(demo: Demo, tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        demo.office.reading_import.csv(write(tmp_path, text))
    assert refused.value.code == code


def test_a_file_that_cannot_be_read_is_refused(demo: Demo, tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(HEAD.encode() + b"A-1,\xe9")
    for path in (latin, tmp_path / "missing.csv", tmp_path):
        with pytest.raises(BadInput) as refused:
            demo.office.reading_import.csv(path)
        assert refused.value.code == "readings_file"


def test_a_biller_imports_none(demo: Demo, tmp_path: Path) -> None:
    demo.office.context.person = demo.office.people.add(PersonProfile("Bo Biller", "", "biller", "non_clinical")).value
    with pytest.raises(Refusal):
        demo.office.reading_import.csv(write(tmp_path, HEAD))


def observation(name: str, day: str, **more: object) -> dict[str, object]:
    """A vital sign as other systems send it."""
    return {
        "resourceType": "Observation", "id": name, "status": "final", "subject": {"reference": "Patient/p"},
        "category": [{"coding": [{"code": "vital-signs"}]}], "effectiveDateTime": f"{day}T07:30:00-04:00", **more,
    }  # fmt: skip


def test_new_and_recent_observations_of_a_fhir_file_are_judged_once(demo: Demo, tmp_path: Path) -> None:
    def pressure(name: str, day: str, systolic: float) -> dict[str, object]:
        parts = [("8462-4", 80), ("8480-6", systolic)]
        return observation(name, day, code={"text": "Blood pressure", "coding": [
            {"system": "http://loinc.org", "code": "55284-4"},
        ]}, component=[{"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                        "valueQuantity": {"value": value, "unit": "mm[Hg]"}} for code, value in parts])  # fmt: skip

    def weight(name: str, value: float, unit: str) -> dict[str, object]:
        return observation(name, "2026-10-13", code={"text": "Body weight", "coding": [
            {"system": "http://loinc.org", "code": "29463-7"},
        ]}, valueQuantity={"value": value, "unit": unit})  # fmt: skip

    resources = [
        {"resourceType": "Patient", "id": "p", "name": [{"family": "Castillo", "given": ["Ana"]}],
         "birthDate": "1946-05-04"},
        pressure("old", "2025-10-13", 190), pressure("new", "2026-10-13", 184), pressure("fine", "2026-10-12", 120),
        weight("unit", 13, "stone"), weight("heart", 84, "kg"),
    ]  # fmt: skip
    path = tmp_path / "bundle.json"
    entries = [{"resource": resource} for resource in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    assert demo.office.importing.fhir(path).value.outside == 1
    (patient,) = (line.patient_id for line in demo.office.patients.panel())
    assert sorted((line.value, line.state) for line in demo.office.readings.of(patient)) == [
        ("120/80 mm[Hg]", "within"), ("13 stone", "unjudged"), ("184/80 mm[Hg]", "open"), ("190/80 mm[Hg]", "unjudged"),
        ("84 kg", "no_limit"),
    ]  # fmt: skip
    assert demo.office.importing.fhir(path).value.outside == 0
    assert len(demo.office.tasks.list(patient=patient)) == 1


def test_what_was_typed_comes_back_from_a_fhir_file_as_the_same_kind(demo: Demo, tmp_path: Path) -> None:
    patient = demo.patient()
    for line in ("temp 98.6", "pulse 72", "peak 320", "o2 97", "38 C"):
        demo.office.readings.enter(patient, line)
    withdrawn = demo.office.readings.enter(patient, "wt 187").value
    demo.office.readings.withdraw(withdrawn)
    path = tmp_path / "plan.json"
    path.write_bytes(demo.office.plan_exports.plan(patient, "Clinic").render(Unobserved()))
    sent = [one["resource"] for one in json.loads(path.read_text())["entry"]]
    units = {one["code"]["coding"][0]["code"]: one["valueQuantity"]["code"] for one in sent
             if one["resourceType"] == "Observation"}  # fmt: skip
    assert units == {"8310-5": "Cel", "8867-4": "/min", "19935-6": "L/min", "59408-5": "%"}
