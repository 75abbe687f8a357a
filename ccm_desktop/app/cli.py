"""`ccm`: everything that needs no window.

Exit codes: 0 done; 1 a check found faults (`verify`, `self-test`); 2 the input, the file or a rule
says no, in one sentence on standard error; 3 a bug, told without values; 130 interrupted. Nothing is ever half-done.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

import ccm_desktop
from ccm_desktop.app import paths
from ccm_desktop.app.bug_report import redacted
from ccm_desktop.app.commands import (
    assessments,
    attesting,
    billing,
    checkins,
    claims,
    clinical,
    coordination,
    due_items,
    fees,
    instructions,
    ledger,
    month,
    outreach,
    packet,
    patients,
    people,
    practice,
    programme,
    quick_findings,
    readings,
    reports,
    review,
    teach_backs,
    time,
    today,
    transcripts,
    transitions,
)
from ccm_desktop.app.commands.terminal import Options
from ccm_desktop.app.garbage import collect_seldom
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.progress import Cancelled

GROUPS = (
    practice,
    ledger,
    people,
    patients,
    attesting,
    clinical,
    today,
    assessments,
    outreach,
    transcripts,
    coordination,
    transitions,
    checkins,
    due_items,
    instructions,
    teach_backs,
    quick_findings,
    readings,
    time,
    month,
    billing,
    fees,
    claims,
    programme,
    reports,
    packet,
    review,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    _speak_utf8()
    collect_seldom()
    parser = build_parser()
    try:
        options = parser.parse_args(arguments, namespace=Options())
        return int(options.run(options) or 0)
    except Problem as problem:
        print(f"ccm: {problem}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Cancelled):
        print("ccm: stopped; nothing was changed by the command in hand.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - a bug, whose message may name a patient
        print(f"ccm: {redacted(type(error), error.__traceback__)}", file=sys.stderr)
        return 3


def build_parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    parser = argparse.ArgumentParser(
        prog="ccm", description=ccm_desktop.__doc__, epilog="Exit codes: 0 done, 1 faults found, 2 refused.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"ccm {ccm_desktop.__version__}")
    parser.add_argument(
        "--practice", type=Path, default=paths.practice_folder(), metavar="FOLDER",
        help="the practice folder (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--user", default="", metavar="NAME", help="who you are (default: who opened it last)")
    secret = parser.add_mutually_exclusive_group()
    secret.add_argument("--passphrase-file", type=Path, metavar="FILE", help="first line is the passphrase")
    secret.add_argument("--passphrase-fd", type=int, metavar="N", help="read it from this open descriptor")
    new = parser.add_mutually_exclusive_group()
    new.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="the same for one that is to be")
    new.add_argument("--new-passphrase-fd", type=int, metavar="N", help="read that one from this descriptor")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add_to(commands)
    return parser


def _speak_utf8() -> None:
    """Names need more than a Windows code page; what a terminal cannot show is escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.exit(main())
