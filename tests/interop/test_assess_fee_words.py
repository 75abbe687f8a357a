"""Wherever `assess` and `what-if` show money, they say whose figures these are."""

from __future__ import annotations

import json
from pathlib import Path

from ccm_desktop.interop.assess_facts import run_assess, run_what_if
from ccm_desktop.interop.rule_files import load_rules


def test_the_shipped_figures_say_that_they_are_not_the_practices(shared_data: Path) -> None:
    case = json.loads((shared_data / "billing_cases" / "A03.json").read_text("utf-8"))
    facts, book = json.dumps(case["facts"]), load_rules()
    assert json.loads(run_assess(facts, book))["fee"]["words"] == "national, not your locality"
    assert json.loads(run_what_if(facts, book))["fee_words"] == "national, not your locality"
