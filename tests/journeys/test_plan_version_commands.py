"""`ccm plan versions|compare|changes|freshness|reviewed|interval`, and their answers to bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccm_desktop.services.forms import Form, GoalText, MedicationOrder
from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused
from tests.reports.report_samples import pages_of


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
    problem = demo.problem(found, "Essential hypertension", "I10")
    demo.office.care_plans.save(found, [Form("", GoalText("Pressure at home", problem, target="below 140/90"))], "Goal")
    goal = demo.office.care_plans.view(found).problems[0].goals[0].text
    lower = GoalText("Pressure at home", problem, target="below 130/80")
    demo.office.care_plans.save(found, [Form(goal.entity, lower, goal.heads), Form("", MedicationOrder("Lisinopril"))])
    demo.office.line_reviews.keep(found, demo.office.line_reviews.of(found).lines[0])
    story.end()
    return found


def test_versions_are_listed_and_compared_word_by_word(ccm: Terminal, patient: str) -> None:
    newest, second, _ = ccm.json("plan", "versions", patient)
    assert f"Version 2-{second['version_id'][-4:]}, " in ccm("plan", "versions", patient)
    assert [newest["title"], second["title"]] == ["3", "2"]
    said = ccm("plan", "compare", patient, "2", f"v3-{newest['version_id'][-4:]}")
    assert "Changed: Goal Pressure at home\n  Target: below [-140/90-] {+130/80+}\n" in said
    assert "Added: Medication Lisinopril" in said
    assert "Nothing differs." in ccm("plan", "compare", patient, "3", "3")
    found = ccm.json("plan", "compare", patient, "0", "1")
    assert [line["section"] for line in found["changes"]] == ["Problem"]


def test_changes_since_a_day_go_to_a_document(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    target = tmp_path / "changes.pdf"
    ccm("plan", "changes", patient, "--since", "2020-01-01", "--pdf", str(target))
    text = " ".join(pages_of(target.read_bytes()))
    assert "Added: Lisinopril" in text
    refused(ccm, "plan", "changes", patient, "--since", "2020-01-01", "--pdf", str(target))


def test_a_review_without_a_change_is_recorded(ccm: Terminal, patient: str) -> None:
    assert "every 90 days" in ccm("plan", "interval")
    assert "every 30 days" in ccm("plan", "interval", "30")
    assert "Aging" in ccm("plan", "freshness", patient)
    ccm("plan", "reviewed", patient, "--note", "Targets met", "--next", "2027-02-01")
    assert ccm("plan", "freshness", patient).startswith("Fresh")


def test_the_lines_of_a_review_are_listed_with_what_was_said(ccm: Terminal, patient: str) -> None:
    shown = ccm("plan", "review", patient).splitlines()
    (problem,) = [line for line in shown if line.startswith("Problem ")]
    (goal,) = [line for line in shown if line.startswith("Goal ")]
    assert "Kept" in problem
    assert "Kept" not in goal
    assert shown[-1].endswith(" of 2 answered in this review.")  # how long ago that was said the clock knows
    assert ccm("plan", "review", patient, "2027-01-14") == "Saved.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "{}", "1", "9"),
        ("changes", "{}", "--since", "soon"),
        ("reviewed", "{}", "--note", " "),
        ("reviewed", "{}", "--note", "Fine", "--next", "2020-01-01"),
        ("interval", "3"),
    ],
)
def test_bad_input_is_answered_in_a_sentence_and_changes_nothing(
    ccm: Terminal, patient: str, words: tuple[str, ...]
) -> None:
    before = ccm("plan", "versions", patient)
    refused(ccm, "plan", *(word.format(patient) for word in words))
    assert ccm("plan", "versions", patient) == before
