"""`ccm attest`, `visit`, `month complex`, `month service` and `time separate`, and their answers to bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.app.cli import main
from tests.journeys.month_people import SIGNERS, Story, october
from tests.services.month_world import OCTOBER, at

MARIA, ELENA = "Maria Ortiz", "Elena Reyes"


class Terminal:
    """Runs `ccm` as one of the two people."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def __call__(self, *words: object, who: str = MARIA, expect: int = 0) -> str:
        secret = self._folder.parent / "secret.txt"
        secret.write_text(SIGNERS[who], "utf-8")
        options = ["--practice", str(self._folder), "--user", who, "--passphrase-file", str(secret)]
        code = main([*options, *map(str, words)])
        said = self._capsys.readouterr()
        assert code == expect, said.err
        return said.out if expect == 0 else said.err

    def json(self, *words: object, who: str = MARIA) -> Any:
        return json.loads(self(*words, "--json", who=who))


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return october(tmp_path / "practice")


@pytest.fixture
def ccm(story: Story, capsys: pytest.CaptureFixture[str]) -> Iterator[Terminal]:
    terminal = Terminal(story.folder, capsys)
    yield terminal
    assert terminal.json("verify") == {"sound": True, "findings": []}


def refused(ccm: Terminal, *words: object, who: str = MARIA) -> str:
    said = ccm(*words, who=who, expect=2).strip()
    assert len(said.splitlines()) == 1
    return said


def test_conditions_and_risk_are_attested_and_shown(ccm: Terminal, story: Story) -> None:
    demo = story.world.demo
    patient = demo.patient("Abbott")
    first, second = demo.problem(patient, "Essential hypertension", "I10"), demo.problem(patient, "Diabetes", "E11.9")
    story.end()
    assert "not attested" in ccm("attest", patient)
    shown = ccm.json("attest", patient, "--lasts", first, "--passes", second, "--risk", "Two falls.")
    assert {i: said for i, _, said in shown["conditions"]} == {first: True, second: False}
    assert (shown["risk"]["statement"], shown["passed"]) == ("Two falls.", False)
    assert ccm.json("attest", patient, "--lasts", second)["passed"]
    assert "to last and to pass" in refused(ccm, "attest", patient, "--lasts", first, "--passes", first)
    assert "not in the chart" in refused(ccm, "attest", patient, "--lasts", "nothing", "--risk", "Other words")
    assert ccm.json("attest", patient)["risk"]["statement"] == "Two falls."


def test_the_initiating_visit_is_recorded_and_taken_back(ccm: Terminal, story: Story) -> None:
    patient = story.world.demo.attested("Abbott")
    story.end()
    assert "No initiating visit" in ccm("visit", patient)
    said = ccm("visit", patient, "--on", "2026-10-01", "--code", "g0439", "--how", "video", "--not-discussed")
    assert said.strip() == "G0439 on 2026-10-01, Elena Reyes, MD, video; care management not discussed"
    assert "kind of visit" in refused(ccm, "visit", patient, "--on", "2026-10-01", "--code", "99211")
    assert "day or its kind" in refused(ccm, "visit", patient, "--code", "99214")
    assert "who is meant" in refused(ccm, "visit", patient, "--on", "2026-10-01", "--code", "99214", "--by", "Nobody")
    assert ccm.json("visit", patient)["telehealth"] is True
    assert "No initiating visit" in ccm("visit", patient, "--none")


def test_complexity_is_attested_by_the_practitioner_and_withdrawn(ccm: Terminal, story: Story) -> None:
    patient = story.world.billable("Abbott", seconds=3600)
    story.end()
    here = ("month", "complex", patient, "--month", "2026-10")
    assert "Elena Reyes, MD can" in ccm(*here)
    attest = (*here, "--level", "high", "--on", "2026-10-05", "--because", "Three drugs changed")
    assert "Only a practitioner may attest" in refused(ccm, *attest)
    assert ccm.json(*attest, who=ELENA)["lines"][0]["state"] == "in_force"
    assert ccm.json("month", "2026-10")["lines"][0]["codes"] == [["99487", 1]]
    assert "not say why" in refused(ccm, *here, "--level", "high", "--on", "2026-10-05", who=ELENA)
    assert "not in October" in refused(ccm, *here, "--level", "high", "--on", "2026-09-05", "--because", "x", who=ELENA)
    assert "reason is empty" in refused(ccm, *here, "--withdraw", who=ELENA)
    assert "withdrawn, Elena Reyes, MD: In error" in ccm(*here, "--withdraw", "--because", "In error", who=ELENA)
    assert ccm.json("month", "2026-10")["lines"][0]["codes"] == [["99490", 1], ["99439", 2]]


def test_services_are_noted_listed_and_withdrawn(ccm: Terminal, story: Story) -> None:
    patient = story.world.billable("Abbott")
    story.end()
    here = ("month", "service", patient, "--month", str(OCTOBER))
    (line,) = ccm.json(*here, "--add", "g0181", "--on", "2026-10-09", "--by", "same_practice")["lines"]
    assert "home health or hospice supervision" in ccm(*here)
    assert ccm.json("month", "2026-10")["lines"][0]["codes"] == []
    assert "do not know this code" in refused(ccm, *here, "--add", "12345", "--on", "2026-10-09")
    assert "not in October" in refused(ccm, *here, "--add", "99495", "--on", "2026-09-09")
    assert "lacks its code" in refused(ccm, *here, "--add", "99495")
    assert "reason is empty" in refused(ccm, *here, "--withdraw", line["id"])
    assert "withdrawn, Maria Ortiz, RN: In error" in ccm(*here, "--withdraw", line["id"], "--because", "In error")
    assert ccm.json("month", "2026-10")["lines"][0]["codes"] == [["99490", 1]]


def test_time_on_the_day_of_a_visit_is_attested(ccm: Terminal, story: Story) -> None:
    world, patient = story.world, story.world.ready("Abbott")
    entry = world.work(patient, at(5), 1500)
    world.office.other_services.note(patient, "99214", "2026-10-05", "same_practitioner", "billed")
    story.end()
    listed = ("time", "list", patient, "--month", "2026-10")
    assert "Attested as separate" in ccm("time", "separate", entry, "--because", "Hours after the visit")
    assert ccm.json(*listed)["counted_seconds"] == 1500
    assert "Apart from the visit, Maria Ortiz, RN: Hours after the visit" in ccm(*listed)
    assert "part of the visit" in ccm("time", "separate", entry, "--not", "--because", "It was the visit")
    assert ccm.json(*listed)["counted_seconds"] == 0
    assert "no such time entry" in refused(ccm, "time", "separate", "nothing", "--because", "x")
