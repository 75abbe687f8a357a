"""The rules from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    print_json,
    print_table,
)
from ccm_desktop.domain.billing.codes import Units
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.billing.neighbours import Neighbour
from ccm_desktop.domain.billing.what_if import what_if
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.interop.assess_facts import one_month, run_assess, run_what_if
from ccm_desktop.interop.rule_files import load_rules, rules_to_json


def add_to(commands: Commands) -> None:
    """`assess`, `rules`."""
    assess = command(commands, "assess", _assess, "decide a patient-month from facts alone (JSON)", json=True)
    assess.add_argument("facts", help="a JSON file, or - for standard input")
    parts = commands.add_parser("rules", help="the billing rules: what they hold, and one month under every family")
    rules = parts.add_subparsers(required=True, metavar="part")
    show = command(rules, "show", _show, "codes, thresholds, fees and the same-month matrix", json=True)
    show.add_argument("--month", default="", metavar="YYYY-MM", help="the rules in force then; the newest otherwise")
    compare = command(rules, "what-if", _what_if, "one patient-month under every family of codes", json=True)
    compare.add_argument("facts", help="a JSON file as for `assess`, or - for standard input")


def _assess(options: Options) -> int:
    print(run_assess(_text(options.facts), load_rules()))
    return 0


def _show(options: Options) -> int:
    book = load_rules()
    rules = book.for_month(Month.parse(options.month)) if options.month else book.sets[-1]
    if options.json:
        print_json(rules_to_json(rules))
        return 0
    print(f"Rules {rules.version}, in force from {rules.effective_from} to {rules.effective_to}")
    print(f"Source: {rules.source}")
    for note in rules.notes:
        print(f"Note: {note}")
    print("\nFees are national, not your locality.")
    codes = [
        (code, rules.labels[code], clock_text(at), str(cap), *(str(fees[code]) for fees in rules.fees.values()))
        for f in rules.families
        for code, at, cap in ((f.base, f.base_seconds, 1), (f.addon, f.base_seconds + f.addon_seconds, f.addon_cap))
    ]
    print_table(("Code", "What", "From", "At most", *rules.fees), codes)
    print()
    print_table(
        ("Same month", "Codes", "Mark", "Source"),
        [(row.label, _spanned(row.codes), _mark(row), row.cite) for row in rules.neighbours],
    )
    for mark, text in rules.same_month.marks.items():
        print(f"{mark:2}  {text}")
    return 0


def _spanned(codes: tuple[str, ...]) -> str:
    return " ".join(codes) if len(codes) <= 4 else f"{codes[0]} … {codes[-1]} ({len(codes)})"


def _mark(row: Neighbour) -> str:
    return f"{row.mark}, complex {row.mark_complex}" if row.mark_complex else row.mark


def _what_if(options: Options) -> int:
    text, book = _text(options.facts), load_rules()
    if options.json:
        print(run_what_if(text, book))
        return 0
    facts = one_month(text)
    rules = book.for_month(facts.month)
    rows = [
        (("▸ " if found.billed else "  ") + found.label, _codes(found.units), clock_text(found.seconds),
         f"${found.fee}", "; ".join(words(key).text for key in found.needs) or "nothing",
         f"{found.next.code} in {clock_text(found.next.short_by)}: ${found.next.fee}" if found.next else "—")
        for found in what_if(facts, rules)
    ]  # fmt: skip
    print_table(("Family", "Codes", "Counted", "Fee", "Needs", "Next"), rows)
    fees = fee_words(rules.schedule(facts.practice.fee_schedule))
    print(f"▸ what the rules take; fees: {fees}; rules {rules.version}")
    return 0


def _codes(units: Units) -> str:
    return " + ".join(code if count == 1 else f"{code}×{count}" for code, count in units) or "—"


def _text(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(path).read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput("facts_missing", "There is no file of that name.", "Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("facts_unreadable", "The file cannot be read as UTF-8 text.", "Save it as UTF-8.") from error
