"""Contacts, tasks and escalations by command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.test_command_line import Terminal


@pytest.fixture
def ccm(tmp_path: Path, capsys: pytest.CaptureFixture[str], shared_data: Path) -> Terminal:
    terminal = Terminal(tmp_path / "practice", capsys)
    terminal.init()
    terminal("import", shared_data / "public" / "synthea_uscore_mcc")
    return terminal


def patient(ccm: Terminal) -> str:
    return str(ccm.json("patients", "--all")[0]["patient_id"])


def test_attempts_follow_the_policy_until_a_letter_is_due(ccm: Terminal) -> None:
    who = patient(ccm)
    assert "2 attempts a month" in ccm("contact", "policy", "--attempts", 2, "--channels", "phone,message")
    assert "Attempt 2 of 2: message" in ccm("contact", "add", who, "no_answer", "--note", "Rang out")
    assert "Planned for" in ccm("contact", "next", who)
    assert "Unable to reach after 2 attempts" in ccm("contact", "add", who, "voicemail")
    tasks = ccm.json("task", "list", "--patient", who)
    assert [task["what"]["value"]["kind"] for task in tasks] == ["letter", "visit"]
    assert [line["outcome"] for line in ccm.json("contact", "list", who)] == ["voicemail", "no_answer"]


def test_a_thought_is_captured_filed_moved_and_done(ccm: Terminal) -> None:
    task = ccm("task", "add", "Ask about the cuff", "--due", "2026-10-20").strip()
    assert "1 unfiled." in ccm("task", "list")
    filed = ccm("task", "file", task, patient(ccm)).strip()
    assert "unfiled" not in ccm("task", "list")
    ccm("task", "snooze", filed, "--due", "2026-10-21", "--time", "14:00")
    ccm("task", "done", filed, "--outcome", "Has one")
    assert "not open any more" in ccm("task", "drop", filed, "--why", "Twice", expect=2)
    assert "Has one" in str(ccm.json("task", "list", "--all"))


def test_today_lists_what_is_due_and_no_more(ccm: Terminal) -> None:
    assert "0 due, 0 overdue, 0 unfiled" in ccm("today")
    who = patient(ccm)
    ccm("task", "add", "Ask about the cuff", "--due", "2020-01-02")
    ccm("task", "add", "Next century", "--due", "2100-01-02")
    ccm("escalation", "raise", who, "Ankles swollen", "--level", "urgent", "--to", "lead")
    said = ccm("today", "--everybody")
    assert said.startswith("2 due, 1 overdue, 2 unfiled\n")
    assert "late 2020-01-02" in said
    assert "Escalation: Ankles swollen" in said
    assert "Next century" not in said
    found = ccm.json("today", "--everybody")
    assert [line["what"] for line in found["lines"]] == ["Ask about the cuff", "Escalation: Ankles swollen"]
    assert (found["due"], found["flags"]) == (2, [])


def test_an_escalation_is_raised_read_and_answered(ccm: Terminal) -> None:
    raised = ccm("escalation", "raise", patient(ccm), "Ankles swollen", "--level", "urgent", "--to", "lead").strip()
    ccm("escalation", "read", raised)
    assert [line["state"] for line in ccm.json("escalation", "list")] == ["read"]
    ccm("escalation", "act", raised, "Seen at noon")
    assert ccm.json("escalation", "list") == []
    assert "acted on this already" in ccm("escalation", "act", raised, "Again", expect=2)
    assert "Acted on in time" in ccm("escalation", "list", "--all")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("contact", "add", "nobody-of-that-name", "reached"), "No patient"),
        (("contact", "policy", "--attempts", "0"), "1 to 9"),
        (("contact", "policy", "--channels", "pigeon"), "channel"),
        (("task", "add", " "), "no words"),
        (("task", "done", "nothing"), "no such task"),
        (("escalation", "act", "nothing", "Seen"), "no such escalation"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ccm: Terminal, words: tuple[str, ...], said: str) -> None:
    assert said in ccm(*words, expect=2)
