"""`ccm plan print` and `ccm plan copy-given`, and their answers to bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.month_people import Story, october
from tests.journeys.test_attesting_commands import Terminal, refused
from tests.reports.report_samples import pages_of
from tests.services.plan_to_print import caregiver, medicine, with_plan


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def patient(story: Story) -> str:
    found = with_plan(story.world.demo, "Abbott")
    story.world.demo.enrolled("Cole")
    caregiver(story.world.demo, found, "medications")
    caregiver(story.world.demo, found, "team", "symptoms", name="Ann Abbott")
    return found


@pytest.fixture
def ccm(story: Story, patient: str, capsys: pytest.CaptureFixture[str]) -> Terminal:
    story.end()
    return Terminal(story.folder, capsys)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "My goals"),
        (("--language", "es", "--size", "18"), "Mis metas"),
        (("--kind", "caregiver", "--for", "Ann Abbott"), "This copy is for Ann Abbott."),
        (("--kind", "visit"), "For my next visit"),
        (("--kind", "medications"), "My medicines and what comes next"),
        (("--kind", "brief"), "Practitioner brief"),
    ],
)
def test_each_paper_is_written(ccm: Terminal, patient: str, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    out = tmp_path / "paper.pdf"
    told = ccm("plan", "print", patient, *words, "--out", str(out))
    assert said in " ".join(" ".join(pages_of(out.read_bytes())).split())
    assert ("Reading" in told) == {"brief", "visit"}.isdisjoint(words), "of a visit sheet two words were typed"
    assert "There is a file named" in refused(ccm, "plan", "print", patient, *words, "--out", str(out))
    ccm("plan", "print", patient, *words, "--replace", "--out", str(out))


def test_the_list_of_versions_tells_whom_each_was_given_to_how_and_when(ccm: Terminal, patient: str) -> None:
    ccm("plan", "copy-given", patient, "--how", "mailed", "--for", "Ann Abbott")
    told = ccm("plan", "versions", patient).splitlines()
    assert told[0].startswith("Version ")
    assert told[1].startswith("  Mailed to Ann Abbott on ")
    assert {"Care team", "Symptoms to watch"} == set(told[1].partition("(")[2].removesuffix(")").split(", "))


def test_what_was_typed_does_not_act_on_the_terminal(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    hard = "Immediate cardiovascular\x1b[31m decompensation necessitates pharmacological reconsideration"
    ccm("plan", "goal", patient, hard)
    shown = ccm("plan", "show", patient)
    told = ccm("plan", "print", patient, "--out", str(tmp_path / "a.pdf"))
    assert r"cardiovascular\x1b[31m" in shown
    assert r"cardiovascular\x1b[31m" in told
    assert "\x1b" not in shown + told


def test_a_calendar_is_written(ccm: Terminal, patient: str, tmp_path: Path) -> None:
    ccm("plan", "print", patient, "--ics", "--titles", "--out", str(tmp_path / "a.ics"))
    assert b"SUMMARY:Eye exam" in (tmp_path / "a.ics").read_bytes()
    ccm("plan", "print", patient, "--ics", "--out", str(tmp_path / "b.ics"))
    assert b"Eye exam" not in (tmp_path / "b.ics").read_bytes()


def test_the_copies_of_everybody_are_written_into_a_new_folder(ccm: Terminal, tmp_path: Path) -> None:
    told = ccm("plan", "print", "--all", "--out", str(tmp_path / "plans"))
    files = len(list((tmp_path / "plans").glob("*.pdf")))
    assert f"{files} document{'' if files == 1 else 's'} in " in told
    assert files == 2
    assert "already" in refused(ccm, "plan", "print", "--all", "--out", str(tmp_path / "plans"))


def test_a_copy_is_recorded_and_taken_back(ccm: Terminal, patient: str) -> None:
    told = ccm("plan", "copy-given", patient, "--for", "Luis Castillo", "--how", "portal", "--language", "es")
    copy = told.split("[")[1].split("]")[0]
    (given,) = ccm.json("plan", "show", patient)["versions"][0]["copies"]
    assert given.startswith("Portal to Luis Castillo on ")
    assert given.endswith(" (Medications)")
    ccm("plan", "copy-given", patient, "--withdraw", copy)
    assert ccm.json("plan", "show", patient)["versions"][0]["copies"] == []
    assert ccm.json("verify") == {"sound": True, "findings": []}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("print",), "not clear whose plan"),
        (("print", "PATIENT", "--all"), "not clear whose plan"),
        (("print", "--all", "--ics"), "only papers can be printed"),
        (("print", "PATIENT", "--kind", "visit", "--kind", "brief"), "one paper is printed at a time"),
        (("print", "PATIENT", "--titles"), "about a calendar file"),
        (("print", "PATIENT", "--kind", "caregiver"), "not clear for which caregiver"),
        (("print", "PATIENT", "--kind", "caregiver", "--for", "Somebody"), "not clear for which caregiver"),
        (("copy-given", "PATIENT", "--version", "99"), "no version 99"),
    ],
)
def test_bad_input_is_answered_in_words(
    ccm: Terminal, patient: str, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    given = [patient if word == "PATIENT" else word for word in words]
    out = ["--out", str(tmp_path / "x.pdf")] if words[0] == "print" else []
    assert said in refused(ccm, "plan", *given, *out)
    assert not (tmp_path / "x.pdf").exists()


def test_a_medicine_without_its_reason_is_named_to_who_asked_and_in_no_message(
    story: Story, patient: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    medicine(story.world.demo, patient, "Zestoril", "20", "mg", "daily", "")
    story.end()
    ccm = Terminal(story.folder, capsys)
    message = refused(ccm, "plan", "print", patient, "--kind", "medications", "--out", str(tmp_path / "x.pdf"))
    assert "One medicine lacks the dose, its unit, the time or the reason." in message
    assert not (tmp_path / "x.pdf").exists()
