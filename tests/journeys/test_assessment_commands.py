"""`ccm assessment`, and its answers to bad input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused

NO_HARM = ("sleep=2", "energy=3", "appetite=3", "failure=0", "concentration=2", "movement=0", "self_harm=0")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def ccm(story: Story, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    terminal = Terminal(story.folder, capsys)
    yield terminal
    assert terminal.json("verify") == {"sound": True, "findings": []}


@pytest.fixture
def patient(story: Story) -> str:
    found = story.world.demo.patient("Abbott")
    story.end()
    return found


def test_an_assessment_is_recorded_listed_corrected_and_withdrawn(ccm: Terminal, patient: str) -> None:
    assert "mood" not in [row["area"] for row in ccm.json("assessment", "list", patient)["areas"] if row["latest"]]
    said = ccm("assessment", "record", patient, "phq9", "interest=0", "down=2", *NO_HARM, "--follow")
    entity, words = said.splitlines()
    assert words == "PHQ-9: 12 · Moderate"
    assert "PHQ-9 moderate" in ccm("escalation", "list")
    assert refused(ccm, "assessment", "record", patient, "phq9", "interest=0", *NO_HARM[:-1], "--correct", entity)
    again = ccm("assessment", "record", patient, "phq9", "interest=0", "down=0", *NO_HARM, "--correct", entity,
                "--because", "Heard wrongly")  # fmt: skip
    assert again.splitlines() == [entity, "PHQ-9: 10 · Moderate"]
    (row,) = [line for line in ccm("assessment", "list", patient).splitlines() if line.startswith("Mood")]
    assert "10 · Moderate" in row
    assert "history keeps it" in ccm("assessment", "withdraw", entity, "--because", "Wrong patient")
    assert "withdrawn" in ccm("assessment", "list", patient, "--all")
    assert "Mood" in ccm("assessment", "list", patient)
    assert "already" in refused(ccm, "assessment", "withdraw", entity, "--because", "Wrong patient")


def test_a_sign_of_danger_needs_its_outcome(ccm: Terminal, patient: str) -> None:
    words = ("assessment", "record", patient, "phq9", "self_harm=2")
    assert "thoughts of suicide" in refused(ccm, *words)
    assert "Not complete" in ccm(*words, "--outcome", "self_harm=8:Stayed on the line")
    assert "Stayed on the line" in ccm("escalation", "list")


def test_scores_by_hand_and_words(ccm: Terminal, patient: str) -> None:
    ccm("assessment", "record", patient, "by-hand", "--area", "cognition", "--name", "MoCA", "--score", "24/30")
    ccm("assessment", "record", patient, "words", "--area", "environment", "--finding", "Loose rug.")
    listed = ccm("assessment", "list", patient)
    assert "24/30" in listed
    assert "Loose rug." in listed


def test_the_questions_are_shown(ccm: Terminal, story: Story) -> None:
    story.end()
    assert "phq9" in ccm("assessment", "instruments")
    assert "self_harm (needed)" in ccm("assessment", "instruments", "phq9")
    assert "seconds, 1 to 300" in ccm("assessment", "instruments", "tug")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("phq2",), "2 of 2 questions have no answer"),
        (("phq2", "interest=4", "down=0"), "none of its answers"),
        (("phq2", "interest"), "QUESTION=ANSWER"),
        (("phq2", "interest=1", "interest=2", "down=1"), "answered twice"),
        (("phq2", "sleep=1"), "no question sleep"),
        (("moca", "a=1"), "no such instrument"),
        (("tug", "seconds=soon"), "“Time” is not understood"),
        (("words", "--area", "mood"), "no words"),
        (("words", "--finding", "x"), "area of the assessment"),
        (("words", "--area", "mood", "--score", "3"), "no score"),
        (("by-hand", "--area", "mood", "--name", "GDS"), "name or the score is missing"),
        (("phq2", "interest=1", "down=1", "--on", "2027-01-01"), "until today"),
        (("phq2", "interest=1", "down=1", "--outcome", "self_harm=8"), "No answer is such a sign"),
        (("phq2", "interest=1", "down=1", "--correct", "x", "--because", "y"), "no such assessment"),
    ],
)
def test_bad_answers_are_refused_in_a_sentence_and_save_nothing(
    ccm: Terminal, patient: str, words: tuple[str, ...], said: str
) -> None:
    assert said in refused(ccm, "assessment", "record", patient, *words)
    assert all(area["latest"] is None for area in ccm.json("assessment", "list", patient)["areas"])
