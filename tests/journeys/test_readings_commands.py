"""`ccm readings`: typed, listed, acted on, imported, limits set; bad input is one sentence and exit code 2."""

from __future__ import annotations

import pytest

from tests.journeys import test_attesting_window
from tests.journeys.month_people import Story
from tests.journeys.test_attesting_commands import Terminal

story = test_attesting_window.story


def test_by_command_line(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    patient = story.world.demo.patient("Abbott", mrn="A-1")
    story.end()
    ccm = Terminal(story.folder, capsys)
    reading, said = ccm("readings", "add", patient, "184/80").splitlines()
    assert said == "Blood pressure 184/80 mmHg: systolic over the default limit of 180."
    assert "Within limits." in ccm("readings", "add", patient, "o2", "97")
    (line,) = ccm.json("readings", "list")
    assert (line["reading_id"], line["state"]) == (reading, "open")
    assert "To act on" in ccm("readings", "list", "--patient", patient)
    ccm("readings", "act", reading, "--words", "Called \x1b[31m, 132/78 after rest")
    assert ccm.json("readings", "list") == []
    listed = ccm("readings", "list", "--patient", patient)
    assert "Called \\x1b[31m, 132/78 after rest" in listed
    ccm("readings", "reopen", reading)
    ccm("readings", "skip", reading, "--why", "Seen today")
    ccm("readings", "withdraw", reading, "--why", "Another patient")
    for wrong in (
        ("add", patient, "much"), ("add", patient, "184/80", "--at", "yesterday"), ("act", reading, "--words", "x"),
        ("act", "", "--words", "x"), ("set-limit", "height_high", "7"), ("set-limit", "pulse_high", "fast"),
        ("import", str(story.folder / "missing.csv")),
    ):  # fmt: skip
        assert ccm("readings", *wrong, expect=2).count("\n") <= 1
    table = story.folder.parent / "readings.csv"
    table.write_text("mrn,taken,kind,value\nA-1,2026-10-01 07:30,bp,190/80\nNobody,2026-10-01 07:30,bp,190/80\n")
    assert "Line 3: No patient has this record number." in ccm("readings", "import", str(table), expect=2)
    table.write_text("mrn,taken,kind,value\nA-1,2026-10-01 07:30,bp,190/80\n")
    added = ccm("readings", "import", str(table))
    assert added.startswith("1 added, 0 on record already")
    assert ccm("readings", "import", str(table)).startswith("0 added, 1 on record already, 0 outside")
    assert "this patient's limit" in ccm("readings", "set-limit", "systolic_high", "150", "--patient", patient)
    assert "the practice's limit" in ccm("readings", "set-limit", "pulse_high", "110")
    assert "no limit" in ccm("readings", "set-limit", "pulse_high", "none")
    assert "the default limit" in ccm("readings", "set-limit", "pulse_high", "default")
    limits = {one["key"]: one for one in ccm.json("readings", "limits", "--patient", patient)}
    assert (limits["systolic_high"]["value"], limits["systolic_high"]["whose"]) == ("150", "patient")
    ccm("verify")
