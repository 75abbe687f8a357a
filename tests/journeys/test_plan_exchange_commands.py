"""`ccm plan export` and `ccm plan import`, and their answers to bad input."""

from __future__ import annotations

import json
from pathlib import Path

from tests.interop.fhir_rules import faults
from tests.journeys import test_plan_template_commands
from tests.journeys.test_attesting_commands import Terminal, refused

TO = ("--to", "Riverside Hospital")


story, ccm, patient = (
    test_plan_template_commands.story,
    test_plan_template_commands.ccm,
    test_plan_template_commands.patient,
)


def test_a_plan_goes_out_and_comes_back_without_a_change(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    said = ccm("plan", "export", patient, "--fhir", str(path), *TO)
    assert "It contains patient information." in said
    assert "Abbott" not in said
    assert faults(json.loads(path.read_text("utf-8"))) == []
    assert "already" in refused(ccm, "plan", "export", patient, "--fhir", str(path), *TO)
    ccm("plan", "export", patient, "--fhir", str(path), *TO, "--bundle", "collection", "--replace")
    assert json.loads(path.read_text("utf-8"))["type"] == "collection"
    shown = ccm.json("plan", "import", str(path), "--dry-run")
    assert (shown["how"], [kind["added"] for kind in shown["kinds"]]) == ("known", [0])
    assert "Taken in: 0 new, 0 changed, 0 to resolve" in ccm("plan", "import", str(path))
    assert ccm.json("verify") == {"sound": True, "findings": []}


def test_every_plan_goes_into_a_new_folder(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    ccm("plan", "export", "--all", "--fhir", str(folder), *TO)
    files = sorted(folder.glob("*.json"))
    assert any(file.name.endswith(f"{patient[-12:]}.json") for file in files)
    assert "something named plans" in refused(ccm, "plan", "export", "--all", "--fhir", str(folder), *TO)
    assert "whose plan" in refused(ccm, "plan", "export", patient, "--all", "--fhir", str(tmp_path / "x"), *TO)


def test_a_dry_run_writes_nothing_and_a_new_patient_is_asked_for(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": [
        {"resource": {"resourceType": "Patient", "id": "p", "name": [{"family": "Roe", "given": ["Jane"]}]}},
        {"resource": {"resourceType": "Goal", "id": "g", "lifecycleStatus": "active",
                      "subject": {"reference": "Patient/p"}, "description": {"text": "Walk to church"}}},
    ]}), "utf-8")  # fmt: skip
    assert "whose plan" in refused(ccm, "plan", "import", str(path))
    assert "Would take in: 2 new" in ccm("plan", "import", str(path), "--new-patient", "--dry-run")
    assert not any(line["name"] == "Roe, Jane" for line in ccm.json("patients", "--all"))
    assert "Taken in: 2 new" in ccm("plan", "import", str(path), "--new-patient")
    assert "Walk to church" in json.dumps(ccm.json("plan", "show", "Roe"))
    assert "line 1" in refused(ccm, "plan", "import", str(_written(tmp_path, "{")))


def _written(folder: Path, text: str) -> Path:
    path = folder / "broken.json"
    path.write_text(text, "utf-8")
    return path
