"""The timer's answers by command line: gaps, what a crash left, the note."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.app.cli import main
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo


class Left:
    """A practice in which a timer ran an hour ago, with a gap of 7:12, and what `ccm` says of it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], *, crash: bool) -> None:
        clock = FakeClock(SystemClock().now().replace(microsecond=0) - timedelta(hours=1))
        demo = Demo(create_practice(folder / "practice", LAKESIDE, clock, QUICK_FOR_TESTS), clock)
        self.patient = demo.enrolled()
        demo.enrolled("Baker", "Eugene")
        demo.office.enrolment.record_consent(self.patient, demo.consent())
        self.session = demo.office.timer.start(self.patient, "care_plan").value
        self._work(demo, 60)
        if crash:
            demo.office.context.store.vault.close()
        else:
            clock.sleep(432)
            demo.office.timer.tick()
            self._work(demo, 60)
            demo.office.timer.stop()
            demo.opened.close()
        self._capsys = capsys
        secret = folder / "secret.txt"
        secret.write_text(PASSPHRASE, "utf-8")
        self._options = ["--practice", str(folder / "practice"), "--passphrase-file", str(secret), "time"]

    def _work(self, demo: Demo, seconds: int) -> None:
        for _ in range(seconds * 2):
            demo.clock.advance(0.5)
            demo.office.timer.tick()

    def __call__(self, *words: str, expect: int = 0) -> str:
        code = main([*self._options, *words])
        said = self._capsys.readouterr()
        assert code == expect, said.err
        return said.out if expect == 0 else said.err

    def json(self, *words: str) -> Any:
        return json.loads(self(*words, "--json"))


def test_a_gap_is_listed_split_and_only_then_the_note_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ccm = Left(tmp_path, capsys, crash=False)
    assert "7:12" in ccm("gaps")
    assert "Computer slept" in ccm("gaps")
    (waiting,) = ccm.json("gaps")
    gap = waiting["gap"]["gap_id"]
    assert (waiting["session"], waiting["gap"]["seconds"]) == (ccm.session, 432)
    assert "A gap" in ccm("finish", ccm.session, "--note", "Plan.", expect=2)
    assert "length" in ccm("decide", ccm.session, gap, "split", "--part", "three", "keep", expect=2)
    refused = ccm("decide", ccm.session, gap, "split", "--part", "3:00", "keep", "--part", "4:00", "remove", expect=2)
    assert "7:00 of 7:12" in refused
    ccm("decide", ccm.session, gap, "split", "--part", "3:00", "keep", "--part", "4:12", "Baker")
    assert ccm.json("gaps") == []
    (entry, _) = ccm.json("finish", ccm.session, "--note", "Plan.")["entries"]
    lines = ccm.json("list", ccm.patient)["lines"]
    assert sorted((line["seconds"], line["kept_gap_seconds"]) for line in lines) == [(60, 0), (240, 180)]
    assert entry in {line["entry_id"] for line in lines}
    assert any("3:00 of it in a kept gap" in line["why"] for line in lines)
    (due,) = ccm.json("status")["note_due"]
    assert (due["patient_name"], due["seconds"]) == ("Baker, Eugene", 252)
    ccm("discard", due["session_id"], "--reason", "Only a try")


@pytest.mark.parametrize("answer", ["keep", "remove"])
def test_all_gaps_are_answered_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str) -> None:
    ccm = Left(tmp_path, capsys, crash=False)
    ccm("decide", ccm.session, "all", answer)
    (due,) = ccm.json("status")["note_due"]
    assert due["seconds"] == (552 if answer == "keep" else 120)


def test_what_a_crash_left_is_listed_and_stopped_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ccm = Left(tmp_path, capsys, crash=True)
    assert "after a crash" in ccm("status")
    (line,) = ccm.json("status")["timer"]["recovery"]
    assert (line["session_id"], line["earned_seconds"], line["short"]) == (ccm.session, 60, False)
    assert "time" in ccm("recover", ccm.session, "until", "--until", "2020-01-01T10:00", expect=2)
    ccm("recover", ccm.session, "stop")
    assert ccm.json("status")["timer"]["recovery"] == []
    assert "not enrolled" not in ccm("finish", ccm.session, "--note", "Plan.")


def test_a_start_without_consent_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ccm = Left(tmp_path, capsys, crash=False)
    assert "consent" in ccm("run", "Baker", expect=2)
