"""The month and the rules from the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    clock_text,
    command,
    office,
    print_json,
    print_table,
)
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.assess_facts import run_assess
from ccm_desktop.interop.rule_files import load_rules


def add_to(commands: Commands) -> None:
    """`month`, `assess`."""
    month = command(commands, "month", _month, "every enrolled patient with minutes, codes and reasons", json=True)
    month.add_argument("month", nargs="?", default="", metavar="YYYY-MM")
    assess = command(commands, "assess", _assess, "decide a patient-month from facts alone (JSON)", json=True)
    assess.add_argument("facts", help="a JSON file, or - for standard input")


def _month(options: Options) -> int:
    with office(options) as found:
        month = Month.parse(options.month) if options.month else found.context.month()
        board = found.month_end.board(month)
    if options.json:
        print_json(board)
        return 0
    rows = [
        (line.name, line.mrn, clock_text(line.counted_seconds), clock_text(line.logged_seconds),
         " + ".join(code if n == 1 else f"{code}×{n}" for code, n in line.codes) or "—",
         "; ".join(b.words for b in line.blockers) or line.state.replace("_", " "))
        for line in board.lines
    ]  # fmt: skip
    print_table(("Patient", "MRN", "Counted", "Logged", "Codes", "Reason"), rows)
    totals = board.totals
    units = ", ".join(f"{code} × {count}" for code, count in totals.units) or "none"
    print(f"{totals.enrolled} enrolled, {totals.billable} billable, {totals.blocked} blocked; codes: {units}")
    print(f"{clock_text(totals.counted_seconds)} counted; ${totals.fee:,.2f} national rate, not your locality")
    return 0


def _assess(options: Options) -> int:
    print(run_assess(_text(options.facts), load_rules()))
    return 0


def _text(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(path).read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput("facts_missing", "There is no file of that name.", "Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("facts_unreadable", "The file cannot be read as UTF-8 text.", "Save it as UTF-8.") from error
