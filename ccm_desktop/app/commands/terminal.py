"""What commands share: opening the practice, the passphrase, progress, and printing lists or JSON."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.security.key_slots import SlotUser
from ccm_desktop.services import entrance, vault
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.office import Office

Commands = Any
"""argparse's own type for a group of commands is private."""


class Options(argparse.Namespace):
    """Parsed arguments that every command has."""

    practice: Path
    user: str
    passphrase_file: Path | None
    passphrase_fd: int | None
    new_passphrase_file: Path | None
    new_passphrase_fd: int | None
    run: Callable[[Options], int | None]
    json: bool


def command(
    commands: Commands, name: str, run: Callable[[Options], int | None], words: str, *, json: bool = False,
    also: str = "",
) -> argparse.ArgumentParser:  # fmt: skip
    """A command that calls `run`; `also`: how scripts of before called it."""
    aliases = (also,) if also else ()
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words, aliases=aliases)
    parser.set_defaults(run=run, json=False)
    if json:
        parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    return parser


@contextmanager
def office(options: Options) -> Iterator[Office]:
    """The unlocked practice of this command; closed whatever happens."""
    opened = vault.unlock(options.practice, who(options).id, passphrase(options), SystemClock())
    try:
        yield opened.office
    finally:
        opened.close()


def who(options: Options) -> SlotUser:
    """Whom `--user` names; without it the only user, or the one who opened the practice last."""
    users = entrance.list_users(options.practice)
    wanted = options.user or (entrance.last_user(options.practice) if len(users) > 1 else "")
    named = [u for u in users if not wanted or wanted in (u.name, u.id)]
    if len(named) != 1:
        names = ", ".join(u.name for u in users)
        raise BadInput("user_unclear", "It is not clear who you are.", f"Say --user with one of: {names}.")
    return named[0]


def passphrase(options: Options, *, twice: bool = False) -> str:
    """From a file, a descriptor or the terminal; never from an argument, which other users can see."""
    found = _secret("passphrase", options.passphrase_file, options.passphrase_fd)
    return _typed("Passphrase", twice=twice) if found is None else found


def new_passphrase(options: Options) -> str:
    """The same for one that is to be."""
    found = given_passphrase(options)
    return _typed("New passphrase", twice=True) if found is None else found


def first_passphrase(options: Options) -> str:
    """That of a practice to be: it is both new and the one to sign in with, so either option names it."""
    found = given_passphrase(options)
    return passphrase(options, twice=True) if found is None else found


def given_passphrase(options: Options) -> str | None:
    """The one in `--new-passphrase-file` or `--new-passphrase-fd`, if any."""
    return _secret("new-passphrase", options.new_passphrase_file, options.new_passphrase_fd)


def _secret(option: str, path: Path | None, descriptor: int | None) -> str | None:
    if path is None and descriptor is None:
        return None
    name = f"--{option}-file" if path is not None else f"--{option}-fd"
    try:
        with open(path if path is not None else descriptor or 0, encoding="utf-8") as stream:  # noqa: PTH123
            return stream.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("passphrase_unreadable", f"What {name} names cannot be read.",
                       "Give it a text whose first line is the passphrase.") from error  # fmt: skip


def _typed(prompt: str, *, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise BadInput("passphrase_missing", f"There is no terminal to ask for the {prompt.lower()}.",
                       f"Use --{prompt.lower().replace(' ', '-')}-file or -fd.")  # fmt: skip
    first = getpass.getpass(f"{prompt}: ")
    if twice and getpass.getpass("Again: ") != first:
        raise BadInput("passphrases_differ", "The two passphrases differ.", "Type the same one twice.")
    return first


def target(text: str) -> Path:
    """Where a document goes. What is written like a folder must be one, else the document would take its name."""
    if text.endswith(("/", os.sep)) and not Path(text).is_dir():
        raise argparse.ArgumentTypeError("the folder does not exist. Create it or choose another.")
    return Path(text)


def day(text: str) -> str:
    """`2026-11-21` or `11/21/2026` as the ledger keeps it; empty stays empty."""
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, form).date().isoformat() if text else ""  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadInput("date_unreadable", "A date is not understood.", "Write it like 11/21/2026 or 2026-11-21.")


class TerminalProgress:
    """A percentage on standard error when that is a terminal; Ctrl+C cancels."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = -1

    def report(self, done: int, total: int) -> None:
        """Show how far it is."""
        percent = 100 * done // max(total, 1)
        if sys.stderr.isatty() and percent != self._shown:
            self._shown = percent
            end = "\n" if done >= total else ""
            print(f"\r{self._what} {percent} %", end=end, file=sys.stderr, flush=True)


def print_json(value: object) -> None:
    """One JSON document."""
    print(json.dumps(value, default=_plain, ensure_ascii=False, indent=1))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Columns wide enough for what stands in them; control characters made visible."""
    cells = [[_printable(str(cell)) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    for row in (headings, *cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def say(text: str) -> None:
    """A line of words that somebody typed; control characters made visible, so that none acts on the terminal."""
    print("\n".join(map(_printable, text.split("\n"))))


def print_either(options: Options, value: object, words: str) -> int:
    """What a command did, as JSON where that was asked for, else in words; the exit code."""
    if options.json:
        print_json(value)
    else:
        print(words)
    return 0


def instant(text: str, zone: Any) -> int:
    """Epoch seconds of `2026-10-05T14:00` in the practice's zone, or of a time with its own offset."""
    try:
        return _epoch(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError) as error:  # also at the first and last day of the calendar
        raise BadInput("time_unreadable", "A time is not written as date and time.",
                       "Write it like 2026-10-05T14:00 or 2026-10-05T14:00:00-04:00.") from error  # fmt: skip


def _epoch(at: datetime, zone: Any) -> int:
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
        if at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at.replace(tzinfo=None):
            raise BadInput("time_skipped", "This time does not exist: clocks were moved forward then.",
                           "Use the time one hour later.")  # fmt: skip
        if at.utcoffset() != at.replace(fold=1).utcoffset():
            raise BadInput("time_repeated", "This time happened twice: clocks were moved back then.",
                           "Add the offset, like 2026-11-01T01:30-04:00 for the first.")  # fmt: skip
    return int(at.timestamp())


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (Month, Decimal, Path)):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
