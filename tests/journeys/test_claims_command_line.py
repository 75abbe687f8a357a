"""Programme figures and claims by command line, and what it answers to bad input."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock
from tests.journeys.test_command_line import PASSPHRASE, Terminal
from tests.services.billable import billable, closed_unasked
from tests.services.conftest import LAKESIDE, Demo

OCTOBER = Month(2026, 10)


@pytest.fixture
def ccm(tmp_path: Path, clock: FakeClock, capsys: pytest.CaptureFixture[str]) -> Terminal:
    from dataclasses import replace

    opened = create_practice(tmp_path / "practice", replace(LAKESIDE, passphrase=PASSPHRASE), clock, QUICK_FOR_TESTS)
    demo = Demo(opened, clock)
    for family, seconds in (("Castillo", 2400), ("=Baker", 1200), ("Short", 1199)):
        billable(demo, family, seconds)
    closed_unasked(demo.office)
    opened.close()
    return Terminal(tmp_path / "practice", capsys)


def test_figures_and_lines_of_one_payer(ccm: Terminal, tmp_path: Path) -> None:
    assert ccm("coverage", "Castillo").strip() == "No payer on file"
    assert ccm.json("coverage", "Castillo", "--payer", "Medicare", "--member", "1EG4") == {
        "payer": "Medicare", "member_id": "1EG4"}  # fmt: skip
    month = ("--month", "2026-10")
    told = ccm("programme", *month, "--payer", "medi")
    assert "Only: Payer Medicare (as on file today)" in told
    assert "1 of 1 (100 %)" in told
    lines = ccm.json("claims", "lines", *month, "--payer", "Medicare")
    assert {line["family"] for line in lines["lines"]} == {"Castillo"}
    assert lines["state"].endswith("; only: Payer Medicare (as on file today)")
    assert {line["family"] for line in ccm.json("claims", "lines", *month, "--payer", "-")["lines"]} == {"=Baker"}
    assert "CCM_2026-10_claim-lines-selected.csv" in ccm("claims", "lines", *month, "--payer", "-", "--out", tmp_path)
    assert len(ccm.json("claims", "lines", *month, "--coordinator", "Maria")["lines"]) == 3
    for words in (("--payer", "Aetna"), ("--coordinator", "Bo")):
        assert "Say one of" in ccm("programme", *month, *words, expect=2)
    ccm("coverage", "Castillo", "--payer", "", "--member", "7", expect=2)


def test_a_review_from_draw_to_paper(ccm: Terminal, tmp_path: Path) -> None:
    month = ("--month", "2026-10")
    assert "No sample of October 2026 was drawn." in ccm("review", "list", *month)
    assert ccm.json("review", "draw", *month, "--sample", "2", "--seed", "7") == {"drawn": 2}
    assert len(ccm.json("review", "list", *month)["lines"]) == 2
    answer = ("review", "answer", "Castillo", *month)
    assert "6 questions have no answer" in ccm(*answer, "--say", "plan=yes", expect=2)
    assert "no question sleep" in ccm(*answer, "--say", "sleep=yes", "--rest-yes", expect=2)
    assert "owns the findings" in ccm(*answer, "--rest-yes", "--owner", "Nobody", expect=2)
    assert "1 new findings" in ccm(*answer, "--say", "plan=finding:No copy: none mailed", "--rest-yes")
    assert "6 of 7" in ccm("review", "list", *month)
    (found,) = ccm.json("review", "findings", *month)
    assert (found["text"], found["owner"]) == ("No copy: none mailed", "Maria Ortiz, RN")
    ccm("review", "resolve", found["finding_id"], "--because", " ", expect=2)
    ccm("review", "resolve", found["finding_id"], "--because", "Mailed today")
    assert "Mailed today" in ccm("review", "findings", *month)
    assert "chart-review.pdf" in ccm("review", "print", *month, "--out", tmp_path)
    assert ccm.json("verify") == {"sound": True, "findings": []}


def test_figures_lines_and_outcomes(ccm: Terminal, tmp_path: Path) -> None:
    shown = ccm.json("programme", "--month", "2026-10")
    values = {tile["key"]: tile["value"] for tile in shown["tiles"]}
    assert (values["completion"], values["minutes"]) == ("2 of 3 (66 %)", "Median 20:00")
    assert "2 of 3 (66 %)" in ccm("programme", "--month", "2026-10")
    assert "0:01 to 20 (99490)" in ccm("programme", "--month", "2026-10", "--list", "band:17-19")
    sheet = ccm.json("claims", "lines", "--month", "2026-10")
    lines, state = sheet["lines"], sheet["state"]
    assert state.startswith("CLOSED rev 1 · hash ")
    for words in (("programme",), ("claims", "lines"), ("claims", "list")):
        assert f"October 2026: {state}" in ccm(*words, "--month", "2026-10")
    assert "IN REVIEW — figures may still change" in ccm("claims", "lines", "--month", "2026-09")
    assert sorted((line["family"], line["code"]) for line in lines) == [
        ("=Baker", "99490"), ("Castillo", "99439"), ("Castillo", "99490")]  # fmt: skip
    target = tmp_path / "lines.csv"
    ccm("claims", "lines", "--month", "2026-10", "--out", target)
    rows = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
    assert {row[23] for row in rows[1:]} == {state}
    assert [row[2] for row in rows[1:]] == ["'=Baker", "Castillo", "Castillo"]
    number = next(line["claim"] for line in lines if line["family"] == "=Baker")
    assert number == claim_number(next(line["patient_id"] for line in lines if line["claim"] == number), OCTOBER)
    sent = ccm.json("claims", "outcome", number, "99490", "submitted", "--on", "2026-10-14")["outcome"]
    answers = tmp_path / "answers.csv"
    answers.write_text(f"claim,code,status,date,amount,reason\n{number},99490,paid,2026-10-20,66.13,\n", "utf-8")
    assert "Would record: 1 new outcomes (1 paid)" in ccm("claims", "import", answers, "--preview")
    told = {"new": 1, "unchanged": 0, "foreign": 0, "recorded": True}
    assert ccm.json("claims", "import", answers) == told
    assert ccm.json("claims", "import", answers) == told | {"new": 0, "unchanged": 1}
    states = {row["code"]: row["status"] for row in ccm.json("claims", "list", "--month", "2026-10")["rows"]
              if row["claim"] == number}  # fmt: skip
    assert states == {"99490": "paid"}
    ccm("claims", "withdraw", sent, "--why", "Sent by mail, not electronically")
    assert "paid" in ccm("claims", "list", "--month", "2026-10").lower()


def test_what_cannot_be_is_refused_in_one_sentence(ccm: Terminal, tmp_path: Path) -> None:
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("claim,code,status,date,amount,reason\nC2610AAAAAAAAA,99490,paid,2026-10-20,1,\n", "utf-8")
    for words, said in (
        (("claims", "import", unknown), "Line 2: this claim and code are not among the practice's claims."),
        (("claims", "import", tmp_path / "none.csv"), "There is no file of that name."),
        (("claims", "outcome", "C2610AAAAAAAAA", "99490", "paid"), "A payment has no amount."),
        (("claims", "outcome", "C2610AAAAAAAAA", "99490", "won", "--on", "2026-10-14"), "The status is not known."),
        (("claims", "withdraw", "nothing", "--why", "x"), "This outcome is not there"),
        (("claims", "lines", "--month", "2019-01"), "No rule tables for 2019"),
        (("programme", "--month", "Octember"), "The month is not written as year-month."),
        (("programme", "--month", "2026-10", "--list", "luck"), "There is no figure of that name."),
    ):
        assert said in ccm(*words, expect=2)
