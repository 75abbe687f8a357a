"""The coordination log by command line."""

from __future__ import annotations

from tests.journeys.test_command_line import Terminal
from tests.journeys.test_outreach_commands import ccm as ccm
from tests.journeys.test_outreach_commands import patient


def test_a_loop_is_logged_gone_on_with_corrected_and_closed(ccm: Terminal) -> None:
    who = patient(ccm)
    first = ccm("coordination", "log", who, "--with", "Shore Cardiology", "--subject", "referral", "--about",
                "Referred", "--next", "Get the appointment", "--due", "2020-01-02").strip()  # fmt: skip
    assert "late 2020-01-02" in ccm("coordination", "open")
    second = ccm("coordination", "log", who, "--follows", first, "--direction", "to_us", "--about", "They rang",
                 "--next", "Get the report", "--due", "2100-01-02").strip()  # fmt: skip
    (line,) = ccm.json("coordination", "open")
    assert (line["entry_id"], line["entry"]["counterparty"]) == (second, "Shore Cardiology")
    better = ccm("coordination", "correct", second, "--due", "2100-02-03", "--because", "Another day").strip()
    (line,) = ccm.json("coordination", "open", "--patient", who)
    assert (line["entry"]["due_on"], line["entry"]["about"]) == ("2100-02-03", "They rang")
    ccm("coordination", "close", better, "--how", "Report is here")
    assert ccm.json("coordination", "open") == []
    assert "Report is here" in ccm("coordination", "list", who)
    ccm("coordination", "reopen", better, "--why", "It was another's report")
    ccm("coordination", "withdraw", better, "--why", "Wrong chart")
    assert [one["state"] for one in ccm.json("coordination", "list", who)].count("withdrawn") == 1
    ccm("verify")


def test_what_is_refused_is_one_sentence(ccm: Terminal) -> None:
    who = patient(ccm)
    assert "with whom" in ccm("coordination", "log", who, "--about", "x", expect=2)
    assert "not clear who" in ccm("coordination", "log", who, "--with", "A", "--about", "x", "--owner", "Nobody",
                                   expect=2)  # fmt: skip
    assert "no such entry" in ccm("coordination", "close", "nothing", "--how", "x", expect=2)
