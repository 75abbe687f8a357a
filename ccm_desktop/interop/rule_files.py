"""The dated rule tables under `resources/rules`, as shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
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


def rules_to_json(rules: RuleSet) -> Mapping[str, object]:
    """One rule set as data, for a program to read; dollars as text."""
    return {
        "version": rules.version,
        "effective_from": str(rules.effective_from),
        "effective_to": str(rules.effective_to),
        "source": rules.source,
        "notes": rules.notes,
        "families": [asdict(family) for family in rules.families],
        "labels": rules.labels,
        "fees": rules.fees,
        "other_fees": rules.other_fees,
        "same_month": [
            {"label": row.label, "codes": row.codes, "mark": row.mark,
             "mark_complex": row.mark_complex or row.mark, "cite": row.cite,
             "from": None if row.begins == date.min else row.begins.isoformat(),
             "to": None if row.ends == date.max else row.ends.isoformat(),
             "keys": sorted({key for effect in row.effects for key in (effect.key, effect.also, effect.block) if key})}
            for row in rules.neighbours
        ],
        "marks": rules.same_month.marks,
        "initiating_visit_codes": sorted(rules.initiating_visit_codes),
        "same_day_visit_codes": sorted(rules.same_day_visit_codes),
        "place_of_service": rules.place_of_service,
    }  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
