"""Exchange with the practice's other computers, and what has to be decided after it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    TerminalProgress,
    command,
    instant,
    office,
    passphrase,
    print_json,
    print_table,
    target,
    who,
)
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services import vault
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.conflicts import Conflict, Decided
from ccm_desktop.services.office import Office


def add_to(commands: Commands) -> None:
    """`ledger export|import|adopt|conflicts|resolve`."""
    ledger = commands.add_parser("ledger", help="exchange changes with the practice's other computers")
    actions = ledger.add_subparsers(title="actions", required=True, metavar="ACTION")
    out = command(actions, "export", _export, "write the changes into an encrypted file for another computer")
    out.add_argument("--out", type=target, required=True, metavar="FILE")
    out.add_argument("--since", default="", metavar="TIME", help="only what happened from 2026-10-05T14:00 on")
    come = command(actions, "import", _import, "bring in the changes of another computer", json=True)
    come.add_argument("file", type=Path)
    adopt = command(actions, "adopt", _adopt, "make a copy of a practice, not opened yet, a computer of its own")
    adopt.add_argument("--computer", required=True, metavar="NAME", help="what it is called, such as Front desk 2")
    command(actions, "conflicts", _conflicts, "list what was changed on two computers", json=True)
    resolve = command(actions, "resolve", _resolve, "decide one of them")
    resolve.add_argument("conflict", metavar="ID", help="as `ccm ledger conflicts` shows it")
    how = resolve.add_mutually_exclusive_group(required=True)
    how.add_argument("--use", type=int, metavar="N", help="this version as it is")
    how.add_argument("--keep-both", action="store_true", help="every version as an item of its own")
    how.add_argument("--write", action="append", metavar="FIELD=TEXT", help="write a field; once for each that differs")


def _export(options: Options) -> int:
    with office(options) as found:
        since = instant(options.since, found.context.zone()) * 1000 if options.since else 0
        made = found.exchange.export(options.out, since, TerminalProgress("Writing")).value
    print(f"Wrote {made.operations:,} changes: {made.path}. Only this practice can open it.")
    return 0


def _import(options: Options) -> int:
    with office(options) as found:
        brought = found.exchange.bring_in(options.file, TerminalProgress("Bringing in")).value
    if options.json:
        print_json(brought)
        return 0
    print(f"{brought.new:,} changes from {brought.computer} brought in; {brought.known:,} were here already.")
    if brought.parked:
        print(f"{brought.parked} need a newer version of the program; they are kept.")
    if brought.conflicts:
        print(f"{brought.conflicts} to resolve: ccm ledger conflicts.")
    return 0


def _adopt(options: Options) -> int:
    vault.adopt_copy(options.practice, who(options).id, passphrase(options), options.computer, SystemClock())
    print(f"This practice folder is a computer of its own now: {options.computer}.")
    return 0


def _conflicts(options: Options) -> int:
    with office(options) as found:
        waiting = found.conflicts.open()
        zone = found.context.zone()
    if options.json:
        print_json([_plain(one) for one in waiting])
        return 0
    for one in waiting:
        name = f" “{one.name}”" if one.name else ""
        print(f"{one.conflict_id}  {one.patient or 'The practice'}: {one.title}{name}")
        heads = [f"{n} {s.who}, {s.computer}, {datetime.fromtimestamp(s.at, UTC).astimezone(zone):%Y-%m-%d %H:%M}"
                 for n, s in enumerate(one.sides, start=1)]  # fmt: skip
        before = one.before or ("",) * len(one.names)
        rows = [(label, before[n], *(side.words[n] for side in one.sides)) for n, label in enumerate(one.labels)]
        print_table(("Field", "Before", *heads), rows)
        if one.elsewhere:
            print(f"Not decided here. {one.elsewhere}")
        print()
    print(f"{len(waiting)} to resolve." if waiting else "Nothing to resolve.")
    return 0


def _resolve(options: Options) -> int:
    with office(options) as found:
        conflict = found.conflicts.find(options.conflict)
        _decide(found, conflict, options)
        left = len(found.conflicts.open())
    print(f"Decided. {left} to resolve.")
    return 0


def _decide(found: Office, conflict: Conflict, options: Options) -> Outcome[Decided]:
    if options.keep_both:
        return found.conflicts.keep_both(conflict)
    if options.write:
        pairs = [pair.partition("=") for pair in options.write]
        return found.conflicts.write(conflict, {name: text for name, _, text in pairs})
    if not 1 <= options.use <= len(conflict.sides):
        raise BadInput("version_unknown", "There is no such version.", f"Use 1 to {len(conflict.sides)}.")
    return found.conflicts.use(conflict, conflict.sides[options.use - 1].version)


def _plain(one: Conflict) -> dict[str, object]:
    sides = [
        {"who": s.who, "computer": s.computer, "here": s.here, "at": s.at,
         "values": dict(zip(one.names, s.words, strict=True))}
        for s in one.sides
    ]  # fmt: skip
    return {
        "id": one.conflict_id, "patient": one.patient_id, "what": one.title, "name": one.name,
        "before": dict(zip(one.names, one.before, strict=False)), "sides": sides, "elsewhere": one.elsewhere,
    }  # fmt: skip
