"""`ccm plan template`, and its answers to bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import ELENA, Terminal, refused


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def ccm(story: Story, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(story.folder, capsys)


@pytest.fixture
def patient(story: Story) -> str:
    demo = story.world.demo
    found = demo.patient("Abbott")
    demo.problem(found, "Essential hypertension", "I10")
    story.end()
    return found


def test_templates_are_listed_shown_and_applied(ccm: Terminal, patient: str) -> None:
    first = ccm.json("plan", "template", "list", "--for", patient)[0]
    assert (first["key"], first["fits"], first["state"]) == ("hypertension", True, "shipped")
    assert "{target_sbp} Upper blood pressure target: 130 mmHg" in ccm("plan", "template", "show", "hypertension")
    assert "Inserted 2 lines." in ccm(
        "plan",
        "template",
        "apply",
        patient,
        "hypertension",
        "--set",
        "target_sbp=140",
        "--line",
        "g1",
        "--line",
        "g1.1",
    )
    shown = ccm.json("plan", "template", "show", "hypertension", "--for", patient, "--set", "target_sbp=140")
    assert {line["line"]["id"] for line in shown["lines"] if line["state"] == "in the plan"} == {"g1", "g1.1"}
    plan = ccm("plan", "show", patient)
    assert "Goal: Home blood pressure stays below 140/80 mmHg" in plan
    assert "To look at: 2 of 2 goals and interventions are still template text" in plan
    ccm("plan", "template", "apply", patient, "hypertension", "--set", "target_sbp=140")
    assert "Inserted 0 lines. Updated 1 line." in ccm(
        "plan", "template", "apply", patient, "hypertension", "--set", "target_sbp=120", "--update", "g1"
    )
    assert "Goal: Home blood pressure stays below 120/80 mmHg" in ccm("plan", "show", patient)
    assert "The plan stays as it is" in ccm("plan", "template", "keep", patient, "hypertension")
    assert "No line was chosen" in refused(
        ccm, "plan", "template", "apply", patient, "hypertension", "--set", "target_sbp=140"
    )
    assert ccm.json("verify") == {"sound": True, "findings": []}


def test_an_own_template_goes_out_comes_in_and_is_retired(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    file = tmp_path / "copd.json"
    ccm("plan", "template", "export", "copd", "--out", file)
    assert "There is a file of that name" in refused(ccm, "plan", "template", "export", "copd", "--out", file)
    found = json.loads(file.read_text("utf-8"))
    found["title"] = "Breathing\u2019s plan"
    file.write_text(json.dumps(found), "utf-8")
    assert ccm("plan", "template", "import", file).strip() == "own-copd"
    assert "Only the practice lead" in refused(ccm, "plan", "template", "import", file, who=ELENA)
    ccm("plan", "template", "retire", "own-copd")
    assert "no such template in use" in refused(ccm, "plan", "template", "apply", patient, "own-copd")
    ccm("plan", "template", "restore", "own-copd")
    states = {line["key"]: line["state"] for line in ccm.json("plan", "template", "list")}
    assert (states["own-copd"], states["copd"]) == ("in use", "shipped")


def test_signs_and_due_items_stand_in_their_sections(ccm: Terminal, patient: str) -> None:
    shown = ccm("plan", "template", "show", "hypertension")
    assert "call 911." in shown
    assert "Call 911" in shown
    assert "every 12 months, first in 12 weeks" in shown
    assert "Inserted 1 line.\n" in ccm("plan", "template", "apply", patient, "hypertension", "--line", "w2")
    assert "Inserted 1 line.\n" in ccm("plan", "template", "apply", patient, "hypertension", "--line", "d1")
    sections = ccm("plan", "sections", patient)
    assert next(line for line in sections.splitlines() if "Symptoms to watch" in line).startswith("complete")
    lines = ccm.json("plan", "template", "show", "hypertension", "--for", patient)["lines"]
    assert [one["line"]["id"] for one in lines if one["state"] == "in the plan"] == ["w2", "d1"]


def test_several_templates_are_one_file(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    file = tmp_path / "pack.json"
    ccm("plan", "template", "export", "copd", "asthma", "--out", file)
    assert ccm("plan", "template", "import", file).split() == ["own-copd", "own-asthma"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("apply", "PATIENT", "tea"), "no such template"),
        (("apply", "PATIENT", "asthma"), "which problem"),
        (("apply", "PATIENT", "hypertension", "--set", "target_sbp"), "NAME=VALUE"),
        (("apply", "PATIENT", "hypertension", "--set", "tea=1"), "no such variable"),
        (("show", "hypertension", "--set", "tea=1"), "no such variable"),
        (("apply", "PATIENT", "hypertension", "--set", "target_sbp=999999"), "it takes 100 to 180 mmHg"),
        (("show", "hypertension", "--set", "target_sbp=999999"), "it takes 100 to 180 mmHg"),
        (("show", "hypertension", "--for", "PATIENT", "--set", "target_sbp=1"), "it takes 100 to 180 mmHg"),
        (("apply", "PATIENT", "hypertension", "--line", "g99"), "no such line"),
        (("apply", "PATIENT", "hypertension", "--update", "g1"), "no such line otherwise"),
        (("retire", "copd"), "shipped template cannot be retired"),
        (("import", "nowhere.json"), "nowhere.json cannot be read"),
        (("show", "tea"), "no such template"),
    ],
)
def test_bad_input_is_one_sentence(ccm: Terminal, patient: str, words: tuple[str, ...], said: str) -> None:
    words = tuple(patient if word == "PATIENT" else word for word in words)
    assert said in refused(ccm, "plan", "template", *words)


def test_a_bad_file_changes_nothing(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(json.dumps({"key": "x", "version": 1, "title": "T", "source": "S", "families": ["COPD"]}), "utf-8")
    assert "The template bad.json has no goals" in refused(ccm, "plan", "template", "import", file)
    assert not any(line["key"].startswith("own-") for line in ccm.json("plan", "template", "list"))
