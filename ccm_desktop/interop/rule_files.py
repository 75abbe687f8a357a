"""The dated rule tables under `resources/rules`, as shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.neighbours import SameMonth
from ccm_desktop.domain.billing.rule_book import RuleBook
from ccm_desktop.interop.resources import resource


def load_rules(folder: Path | None = None) -> RuleBook:
    """Every year's rules, oldest first; each names the same-month table that it goes by."""
    folder = folder or resource("rules")
    sets = []
    for path in sorted(folder.glob("[0-9]*.json")):
        year = _read(path)
        sets.append(RuleSet.from_mapping(year, SameMonth.from_mapping(_read(folder / year["same_month"]))))
    return RuleBook(tuple(sorted(sets, key=lambda rules: rules.effective_from)))


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
