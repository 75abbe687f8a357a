"""`ccm plan add|none|sections`, and their answers to bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def ccm(story: Story, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(story.folder, capsys)


@pytest.fixture
def patient(story: Story) -> str:
    found = story.world.demo.patient("Abbott")
    story.end()
    return found


def test_items_and_forms_are_written_and_the_sections_say_how_far_they_are(ccm: Terminal, patient: str) -> None:
    ccm("plan", "add", patient, "barriers", "description=No car", "kind=transport")
    ccm("plan", "add", patient, "caregivers", "name=Ana", "may_see=medications, symptoms")
    ccm("plan", "add", patient, "preventive", "what=Eye exam", "every_months=12")
    ccm("plan", "add", patient, "team", "name=Dr. Chu", "outside=yes")
    ccm("plan", "add", patient, "summary", "summary=Doing well")
    ccm("plan", "add", patient, "summary", "prognosis=Stable = good")
    ccm("plan", "none", patient, "allergies", "--note", "asked by phone")
    plan = ccm.json("plan", "show", patient)
    assert plan["short"]["barriers"][0]["value"]["kind"] == "transport"
    assert plan["short"]["caregivers"][0]["value"]["may_see"] == ["medications", "symptoms"]
    assert plan["short"]["preventive"][0]["value"]["every_months"] == 12
    assert plan["team"][0]["value"]["outside"] is True
    assert plan["summary"]["value"]["summary"] == "Doing well"
    assert plan["summary"]["value"]["prognosis"] == "Stable = good"
    states = {one["key"]: one["state"] for one in ccm.json("plan", "sections", patient)["sections"]}
    assert (states["allergies"], states["summary"], states["problems"]) == ("complete", "incomplete", "missing")
    assert "missing    Problems and goals (0): nothing written yet" in ccm("plan", "sections", patient)
    ccm("plan", "none", patient, "allergies", "--state", "open")
    assert "missing    Allergies" in ccm("plan", "sections", patient)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["barriers", "description=No car", "colour=red"], "The section has no such field."),
        (["barriers", "description"], "A value has no name."),
        (["barriers", "kind=transport"], "The barrier is empty."),
        (["barriers", "description=No car", "kind=bus"], "A word is not in its list."),
        (["team", "name=Chu", "outside=perhaps"], "A value is neither yes nor no."),
        (["preventive", "what=Eye exam", "every_months=often"], "A value is not a whole number."),
        (["caregivers", "name=Ana", "may_see=everything"], "A section is not known."),
        (["review", "review_on=soon"], "A date is not understood."),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(ccm: Terminal, patient: str, words: list[str], told: str) -> None:
    assert told in refused(ccm, "plan", "add", patient, *words)
    assert ccm.json("plan", "show", patient)["versions"] == []


def entity(ccm: Terminal, patient: str, words: str) -> str:
    """The id of the one line of `plan show` with these words."""
    (line,) = (line for line in ccm("plan", "show", patient).splitlines() if words in line)
    return line.rsplit("[", 1)[1].rstrip("]")


def test_a_goal_is_written_whole_and_moved_under_another_problem(ccm: Terminal, patient: str) -> None:
    ccm("plan", "problem", patient, "Hypertension", "--icd10", "I10")
    ccm("plan", "problem", patient, "Gout", "--icd10", "M10.9")
    pressure, gout = entity(ccm, patient, "Hypertension"), entity(ccm, patient, "Gout")
    ccm("plan", "goal", patient, "Fewer attacks", "--problem", pressure, "--measure", "Attacks a year", "--baseline",
        "4", "--target", "1", "--due", "11/21/2027", "--owner", "Maria")  # fmt: skip
    goal = entity(ccm, patient, "Fewer attacks")
    ccm("plan", "edit", patient, goal, f"condition={gout}", "due_on=12/1/2027")
    problems = ccm.json("plan", "show", patient)["problems"]
    ((kept,),) = ([one["text"]["value"] for one in problem["goals"]] for problem in problems if problem["goals"])
    assert (kept["condition"], kept["baseline"], kept["target"], kept["owner"]) == (gout, "4", "1", "Maria")
    assert kept["due_on"] == "2027-12-01"
    ccm("plan", "edit", patient, goal, "withheld=yes")
    assert "not for caregivers" in next(line for line in ccm("plan", "show", patient).splitlines() if "attacks" in line)


def test_a_medication_is_reconciled_and_its_task_made(ccm: Terminal, patient: str) -> None:
    ccm("plan", "add", patient, "medications", "drug=Lisinopril", "dose=10", "unit=mg")
    ccm("plan", "edit", patient, entity(ccm, patient, "Lisinopril"), "taking=cost", "reconciled_on=11/5/2026", "--task")
    assert "Cannot afford it" in ccm("plan", "show", patient)
    assert "Lisinopril: cannot afford it" in ccm("task", "list")


@pytest.mark.parametrize(
    ("section", "field", "value", "kept"),
    [
        ("Summary", "prognosis", "Stable", "Stable"),
        ("Review", "review_on", "12/1/2027", "2027-12-01"),
        ("After hours", "instructions", "Call 911", "Call 911"),
    ],
)
def test_forms_that_share_the_patients_id_are_edited_by_their_fields(
    ccm: Terminal, patient: str, section: str, field: str, value: str, kept: str
) -> None:  # fmt: skip
    ccm("plan", "add", patient, "summary", "summary=Two conditions")
    ccm("plan", "add", patient, "review", "review_on=2027-11-01")
    ccm("plan", "add", patient, "emergency", "instructions=Call us")
    (line,) = (one for one in ccm("plan", "show", patient).splitlines() if one.startswith(f"- {section}:"))
    ccm("plan", "edit", patient, line.rpartition("[")[2].rstrip("]"), f"{field}={value}")
    plan = ccm.json("plan", "show", patient)
    form = {"Summary": "summary", "Review": "review", "After hours": "emergency"}[section]
    assert plan[form]["value"][field] == kept
    assert plan["summary"]["value"]["summary"] == "Two conditions"
    assert plan["versions"][0]["what"] == f"{section} changed"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["goal", "Walk", "--problem", "nonsense"], "The plan has no problem of that id."),
        (["intervention", "Call", "--goal", "nonsense"], "The plan has no goal of that id."),
        (["add", "symptoms", "sign=x", "condition=nonsense"], "The plan has no problem of that id."),
        (["edit", "nonsense", "owner=x"], "The plan has no line of that id that can be edited."),
        (["add", "preventive", "what=x", "due_on=13/40/2027"], "A date is not understood."),
        (["goal", "Walk", "--due", "tomorrow"], "A date is not understood."),
    ],
)
def test_what_would_belong_to_nothing_is_refused(ccm: Terminal, patient: str, words: list[str], told: str) -> None:
    before = ccm.json("plan", "show", patient)
    assert told in refused(ccm, "plan", words[0], patient, *words[1:])
    assert ccm.json("plan", "show", patient) == before


def test_what_a_line_belongs_to_and_its_codes_are_edited_and_shown(ccm: Terminal, patient: str) -> None:
    ccm("plan", "problem", patient, "Hypertension")
    ccm("plan", "goal", patient, "Walk daily")
    for words in (["symptoms", "sign=Dizzy"], ["preventive", "what=Kidney test"], ["barriers", "description=No car"]):
        ccm("plan", "add", patient, *words)
    problem, goal = entity(ccm, patient, "Hypertension"), entity(ccm, patient, "Walk daily")
    short = ccm.json("plan", "show", patient)["short"]
    ids = {key: short[key][0]["entity"] for key in ("symptoms", "preventive", "barriers")}
    ccm("plan", "edit", patient, ids["symptoms"], f"condition={problem}")
    ccm("plan", "edit", patient, ids["preventive"], f"condition={problem}")
    ccm("plan", "edit", patient, ids["barriers"], f"goal={goal}")
    ccm("plan", "edit", patient, problem, "snomed=38341003")
    shown = ccm("plan", "show", patient)
    for said in ("Dizzy · Urgency: Call us · Belongs to: Hypertension", "Open · Belongs to: Walk daily",
                 "SNOMED CT: 38341003"):  # fmt: skip
        assert said in shown
    for line, wrong, told in (
        (problem, "snomed=38341004", "Not a SNOMED CT number"),
        (ids["barriers"], f"goal={problem}", "The plan has no goal of that id"),
    ):
        assert told in refused(ccm, "plan", "edit", patient, line, wrong)
    assert "SNOMED CT: 38341003" in ccm("plan", "show", patient)
