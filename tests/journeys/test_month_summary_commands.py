"""`ccm month summary`: from draft to given, and its answers to bad input."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused
from tests.reports.report_samples import pages_of
from tests.services.plan_to_print import with_plan

SUMMARY = ("month", "summary")


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def patient(story: Story) -> str:
    return with_plan(story.world.demo, "Abbott")


@pytest.fixture
def ccm(story: Story, patient: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    story.end()
    return Terminal(story.folder, capsys)


def test_a_summary_goes_from_draft_to_given(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    told = ccm(*SUMMARY, "show", patient)
    assert ": Draft. Nobody approved it yet." in told
    assert "Call 911 if: Chest pain — Call 911  [emergency:" in told
    assert "Reading grade" in told
    (token,) = re.findall(r"--seen ([0-9a-f]{64})$", told, re.MULTILINE)
    draft, paper = tmp_path / "draft.pdf", tmp_path / "paper.pdf"
    ccm(*SUMMARY, "print", patient, "--out", str(draft))
    assert "DRAFT" in "".join(pages_of(draft.read_bytes()))
    assert "It is a draft" not in refused(ccm, *SUMMARY, "approve", patient, "--seen", "0" * 64)
    assert "draft" in refused(ccm, *SUMMARY, "give", patient)
    assert "Approved. Version 1-" in ccm(*SUMMARY, "approve", patient, "--seen", token, "--gone-over", "phone")
    ccm(*SUMMARY, "print", patient, "--size", "18", "--out", str(paper))
    assert "DRAFT" not in "".join(pages_of(paper.read_bytes()))
    assert "There is a file named" in refused(ccm, *SUMMARY, "print", patient, "--out", str(paper))
    ccm(*SUMMARY, "give", patient, "--how", "mailed", "--version", "1")
    shown = json.loads(ccm(*SUMMARY, "show", patient, "--json"))
    assert shown["state"] == "given"
    (version,) = shown["versions"]
    assert version["given"][0]["how"] == "Mailed"
    ccm(*SUMMARY, "withdraw", patient, version["given"][0]["id"], "--because", "Came back")
    assert ": Approved. " in ccm(*SUMMARY, "show", patient)


def test_lines_are_left_out_and_words_added(ccm: Terminal, patient: str) -> None:
    told = ccm(*SUMMARY, "show", patient)
    (key,) = re.findall(r"Eye exam {2}\[(.+)\]", told)
    ccm(*SUMMARY, "edit", patient, "--leave-out", key, "--words", "See you\x1b[31m soon.")
    told = ccm(*SUMMARY, "show", patient)
    assert f"Left out: December 1, 2026: Eye exam  [{key}]" in told
    assert r"Words of the care team: See you\x1b[31m soon." in told
    ccm(*SUMMARY, "edit", patient, "--put-back", key, "--words", "", "--language", "es")
    told = ccm(*SUMMARY, "show", patient)
    assert "Left out" not in told
    assert "1 de diciembre de 2026: Eye exam" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("edit", "PATIENT"), "Say --leave-out"),
        (("edit", "PATIENT", "--leave-out", "did:nothing"), "There is no such line."),
        (("show", "PATIENT", "--month", "2031-01"), "has not begun"),
        (("show", "PATIENT", "--month", "2020-01"), "was not in the program"),
        (("give", "PATIENT", "--version", "7"), "no version 7"),
        (("withdraw", "PATIENT", "nonsense", "--because", "x"), "There is no such record."),
    ],
)
def test_bad_input_is_one_sentence(ccm: Terminal, patient: str, words: tuple[str, ...], said: str) -> None:
    assert said in refused(ccm, *SUMMARY, *(patient if word == "PATIENT" else word for word in words))
