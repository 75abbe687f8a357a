"""Readings from the command line."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, instant, office, print_json, print_table
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.reading_limits import URGENCIES
from ccm_desktop.services import local_words
from ccm_desktop.services.reading_limits import SLOTS, WHOSE, with_limits
from ccm_desktop.services.readings import STATES

_PATIENT = "id, MRN, or a search that finds one patient"


def add_to(commands: Commands) -> None:
    """`readings add|list|act|skip|reopen|withdraw|import|limits|set-limit`."""
    words = "readings from home: typed, met with their limits, and acted on where they lie outside"
    group = commands.add_parser("readings", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    add = command(actions, "add", _add, "keep a reading; prints its id, and what lies outside")
    add.add_argument("patient", help=_PATIENT)
    add.add_argument("reading", nargs="+", help="like: 128/76, wt 187.5, glucose 112, o2 96, pulse 72, temp 98.6")
    add.add_argument(
        "--at", default="", metavar="TIME", help="when it was taken, like 2026-11-20T07:30; now if not said"
    )
    listed = command(actions, "list", _list, "what waits for somebody, of everybody; of a patient, all", json=True)
    listed.add_argument("--patient", default="", help=_PATIENT)
    for name, run, said, option in (
        ("act", _act, "somebody acted on a reading outside its limit", "--words"),
        ("skip", _skip, "nobody has to act on it", "--why"),
        ("reopen", _reopen, "somebody has to act on it after all", ""),
        ("withdraw", _withdraw, "it was entered by mistake: it is shown no more", "--why"),
    ):
        parser = command(actions, name, run, said)
        parser.add_argument("reading", help="id as listed")
        if option:
            parser.add_argument(option, required=True, metavar="TEXT")
    bring = command(actions, "import", _import, "readings of a CSV file: all of them, or none where a line is wrong")
    bring.add_argument(
        "file", type=Path, help="columns mrn, taken, kind, value, and unit where it is not the usual one"
    )
    limits = command(actions, "limits", _limits, "the limits that hold, whose they are, and where defaults come from",
                     json=True)  # fmt: skip
    limits.add_argument("--patient", default="", help=f"{_PATIENT}; the practice's when left out")
    limit = command(actions, "set-limit", _set_limit, "set a limit; what was judged already stays as it was")
    limit.add_argument("limit", help="like systolic_high, from `ccm readings limits`")
    limit.add_argument("value", help="a figure; none for no limit; default to take back what was set")
    limit.add_argument("--patient", default="", help=f"{_PATIENT}; the practice's when left out")


def _add(options: Options) -> int:
    with office(options) as found:
        at = instant(options.at, found.context.zone()) if options.at else None
        reading = found.readings.enter(patient_id(found, options.patient), " ".join(options.reading), at).value
        line = found.readings.one(reading)
    print(reading)
    print(f"{line.words}." if line.words else f"{STATES[line.state]}.")
    return 0


def _list(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        lines = found.readings.of(patient, 1000) if patient else found.readings.open()
        zone = found.context.zone()
    if options.json:
        print_json(lines)
        return 0
    rows = [(local_words.instant(one.taken_at, zone), one.name, one.mrn, one.display, one.value, STATES[one.state],
             f"{one.due_on} {one.due_time}".strip() if one.is_open else "", one.owner_name,
             one.words if one.is_open else one.outcome, one.reading_id) for one in lines]  # fmt: skip
    heads = ("Taken", "Patient", "MRN", "What", "Value", "State", "Due", "Whose", "Limit or what was done", "Id")
    print_table(heads, rows)
    return 0


def _act(options: Options) -> int:
    with office(options) as found:
        found.readings.act(options.reading, options.words)
    print("Acted on.")
    return 0


def _skip(options: Options) -> int:
    with office(options) as found:
        found.readings.not_needed(options.reading, options.why)
    print("Not needed.")
    return 0


def _reopen(options: Options) -> int:
    with office(options) as found:
        found.readings.reopen(options.reading)
    print("To act on again.")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.readings.withdraw(options.reading, options.why)
    print("Withdrawn.")
    return 0


def _import(options: Options) -> int:
    with office(options) as found:
        brought = found.reading_import.csv(options.file).value
    if brought.bad:
        for one in brought.bad:
            print(f"Line {one.line}: {one.why}", file=sys.stderr)
        raise BadInput("readings_rows", "Lines of the file cannot be taken, and nothing was kept.",
                       "Mend them and import the file again.")  # fmt: skip
    print(f"{brought.added} added, {brought.known} on record already, {brought.outside} outside their limits.")
    return 0


def _limits(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        lines = found.reading_limits.lines(patient)
    if options.json:
        print_json(lines)
        return 0
    rows = [(one.key, one.title, f"{one.value} {one.unit}" if one.value else "none", WHOSE.get(one.whose, "-"),
             URGENCIES[one.urgency], one.source) for one in lines]  # fmt: skip
    print_table(("Limit", "What", "Value", "Whose", "To act", "Where the default comes from"), rows)
    print("Defaults are the practice's to change, and no advice about a patient.")
    return 0


def _set_limit(options: Options) -> int:
    kinds = {slot.key: kind for kind, slots in SLOTS.items() for slot in slots}
    if options.limit not in kinds:
        raise BadInput("limit_unknown", "There is no such limit.", f"Use one of: {', '.join(kinds)}.")
    value = "" if options.value == "default" else options.value
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        form = found.reading_limits.form(kinds[options.limit], patient)
        found.reading_limits.choose(replace(form, value=with_limits(form.value, {options.limit: value})), patient)
        line = next(one for one in found.reading_limits.lines(patient) if one.key == options.limit)
    print(f"{line.title} {line.value} {line.unit}: {WHOSE[line.whose]}." if line.value else f"{line.title}: no limit.")
    return 0
