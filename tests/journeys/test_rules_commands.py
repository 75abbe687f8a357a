"""The rules from the command line: no practice file is needed, and bad input ends in one sentence."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.app.cli import main

FACTS: dict[str, Any] = {
    "case_id": "mine", "month": "2026-10", "practice": {"timezone": "America/New_York"}, "billing_practitioner": "dr",
    "patient": {"conditions": [{"icd10": "I10", "expected_12_months": True},
                               {"icd10": "E11.9", "expected_12_months": True}], "significant_risk": True},
    "enrolment": {"started_on": "2026-01-10", "last_seen_on": "2025-12-01"},
    "consent": {"status": "given", "at": "2026-01-10T15:00:00Z", "documented": True, "practitioner": "dr"},
    "care_plan": {"status": "current", "copy_given_at": "2026-01-20T14:00:00Z"},
    "complex_mdm": {"level": "high", "by": "dr", "on": "2026-10-09"},
    "entries": [{"id": "t1", "person": "rn", "role": "clinical_staff", "start": "2026-10-02T14:00:00Z",
                 "end": "2026-10-02T15:00:00Z", "activity": "care_plan"}],
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS), "utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *words: object, expect: int = 0) -> str:
    assert main([str(word) for word in words]) == expect
    found = capsys.readouterr()
    assert "Traceback" not in found.err
    return found.out if expect == 0 else found.err


def test_what_if_shows_every_family(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = said(capsys, "rules", "what-if", file)
    assert "▸ Complex" in table
    assert "$167.01" in table
    assert "Needs more time for its first code" in table
    found = json.loads(said(capsys, "rules", "what-if", file, "--json"))
    assert [(a["family"], a["lawful"], a["billed"], a["fee"]) for a in found["alternatives"]] == [
        ("staff", True, False, "167.01"), ("practitioner", False, False, "0.00"), ("complex", True, True, "144.29"),
    ]  # fmt: skip
    assert found["alternatives"][2]["next"] == {
        "code": "99489", "at_seconds": 5400, "short_by_seconds": 1800, "fee": "222.45",
    }  # fmt: skip


def test_assess_reads_standard_input_and_lists(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lower = {**FACTS, "family_choice": "staff"}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps([FACTS, lower]).encode())))
    one, other = json.loads(said(capsys, "assess", "-"))
    assert one["codes"] == [{"code": "99487", "units": 1}]
    assert one["alternatives"] == [
        {"family": "staff", "codes": [{"code": "99490", "units": 1}, {"code": "99439", "units": 2}], "fee": "167.01"}
    ]
    assert other["codes"] == [{"code": "99490", "units": 1}, {"code": "99439", "units": 2}]
    assert (one["service_date"], one["place_of_service"], one["rules"]) == ("2026-10-31", "11", "2026.1")
    assert {"W_ALT_CODESET", "W_NO_CONTACT"} == set(one["warnings"])
    (why,) = one["why"]
    assert why["words"] == "Counts: clinical staff time on CCM work"
    assert why["cites"] == ["CPT 99490; 42 CFR 410.26(b)(5)"]


def test_a_month_of_2025_is_judged_by_the_rules_and_fees_of_2025(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = json.loads(json.dumps(FACTS).replace("2026-10", "2025-10").replace("2026-01", "2025-01"))
    old["enrolment"]["last_seen_on"] = "2024-12-01"
    file.write_text(json.dumps(old), "utf-8")
    found = json.loads(said(capsys, "assess", file))
    fee = found["fee"]
    assert (found["rules"], fee["schedule"], fee["total"]) == ("2025.1", "national-nonfacility-2025", "131.65")


def test_show_prints_the_tables_of_a_month(capsys: pytest.CaptureFixture[str]) -> None:
    table = said(capsys, "rules", "show", "--month", "2025-05")
    for words in ("Rules 2025.1", "60.49", "national, not your locality", "99358 99359", "A, complex X", "G0511"):
        assert words in table
    found = json.loads(said(capsys, "rules", "show", "--json"))
    assert found["version"] == "2026.1"
    assert found["fees"]["national-nonfacility-2026"]["99490"] == "66.13"
    assert all(row["cite"] for row in found["same_month"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("rules", "show", "--month", "2027-01"), "No rule tables for 2027: the installed ones hold"),
     (("rules", "show", "--month", "soon"), "not written as year-month"),
     (("rules", "what-if", "/nowhere.json"), "no file of that name"),
     (("assess", "/nowhere.json"), "no file of that name")],
)  # fmt: skip
def test_bad_input_is_one_sentence(words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence in said(capsys, *words, expect=2)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [("month", "2027-01", "No rule tables for 2027: the installed ones hold"), ("entries", {}, "entries: not a list"),
     ("practice", {"timezone": "America/New_York", "fee_schedule": "ours"}, "no fee table named 'ours'"),
     ("practice", {"timezone": "America/New_York", "policies": {"same_day_visit": "maybe"}}, "practice.policies")],
)  # fmt: skip
@pytest.mark.parametrize("command", [("assess",), ("rules", "what-if"), ("rules", "what-if", "--json")])
def test_facts_that_cannot_be_judged(
    command: tuple[str, ...], key: str, value: object, sentence: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps({**FACTS, key: value}), "utf-8")
    assert sentence in said(capsys, *command, file, expect=2)


def test_one_bad_month_of_a_list_leaves_nothing_half_done(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(json.dumps([FACTS, {**FACTS, "consent": None}]), "utf-8")
    assert main(["assess", str(file)]) == 2
    found = capsys.readouterr()
    assert (found.out, "[1].consent: not an object" in found.err) == ("", True)
    assert "[1]" not in said(capsys, "rules", "what-if", file, expect=2)
