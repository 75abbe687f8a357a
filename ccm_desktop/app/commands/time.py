"""Time entries from the command line."""

from __future__ import annotations

import math

from ccm_desktop.app.commands import time_sharing, timer
from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    instant,
    office,
    print_either,
    print_json,
    print_table,
)
from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.programs import CCM, PROGRAMS
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.services.local_words import clock, short_day
from ccm_desktop.services.time_entries import Amendment, NewTime


def add_to(commands: Commands) -> None:
    """The timer; `time add|list|amend|move|split|group|void|undo|waiting|approve|overlap|separate|unassigned`."""
    time = commands.add_parser("time", help="run the timer; add, list and correct time")
    actions = time.add_subparsers(title="actions", required=True, metavar="ACTION")
    add = command(actions, "add", _add, "add time by hand; it counts once approved", json=True)
    add.add_argument("patient", help="id, MRN, or a search that finds one patient")
    add.add_argument("--start", required=True, metavar="TIME", help="2026-10-05T14:00, in the practice's zone")
    length = add.add_mutually_exclusive_group(required=True)
    length.add_argument("--end", metavar="TIME")
    length.add_argument("--minutes", type=float)
    _add_values(add, required=True)
    add.add_argument("--reason", required=True, help="why the timer did not record it")
    listing = command(actions, "list", _list, "list a patient's month", json=True)
    listing.add_argument("patient", help="id, MRN, or a search that finds one patient")
    listing.add_argument("--month", default="", metavar="YYYY-MM")
    amend = command(actions, "amend", _amend, "correct an entry; the original stays visible", json=True)
    amend.add_argument("entry")
    amend.add_argument("--start", default="", metavar="TIME")
    amend.add_argument("--end", default="", metavar="TIME")
    _add_values(amend, required=False)
    amend.add_argument("--reason", required=True)
    void = command(actions, "void", _void, "make an entry count no more")
    void.add_argument("entry")
    void.add_argument("--reason", required=True)
    separate = command(actions, "separate", _separate, "attest that time on the day of a visit is apart from it")
    separate.add_argument("entry")
    separate.add_argument("--because", required=True, metavar="TEXT")
    separate.add_argument("--not", dest="part", action="store_true", help="it was part of the visit")
    time_sharing.add_to(actions)
    timer.add_to(actions)


def _add_values(parser: Commands, *, required: bool) -> None:
    parser.add_argument("--activity", choices=tuple(ACTIVITIES), default="call_patient" if required else None)
    parser.add_argument("--outcome", choices=tuple(OUTCOMES), default="" if required else None)
    said = "what was done" if required else "added to the note, which itself stays"
    parser.add_argument("--note", required=required, help=said)
    parser.add_argument("--program", choices=tuple(PROGRAMS), default=CCM if required else None)


def _add(options: Options) -> int:
    with office(options) as found:
        zone = found.context.zone()
        start = instant(options.start, zone)
        if options.end:
            end = instant(options.end, zone)
        elif 0 < options.minutes < math.inf:
            end = start + int(options.minutes * 60)
        else:
            raise BadInput("minutes", "The length is not more than zero minutes.", "Give the minutes worked.")
        patient = patient_id(found, options.patient)
        new = NewTime(patient, start, end, options.activity, options.note, options.reason, options.outcome,
                      program=options.program)  # fmt: skip
        entry = found.time.add(new).value
    return print_either(options, {"entry": entry}, entry)


def _list(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        zone = found.context.zone()
        month = Month.parse(options.month) if options.month else found.context.month()
        time = found.charts.month(patient, month)
    if options.json:
        print_json(time)
        return 0
    rows = [
        (
            short_day(t.started_at, zone),
            f"{clock(t.started_at, zone)}–{clock(t.ended_at, zone)}",
            ACTIVITIES.get(t.activity, t.activity),
            t.program,
            clock_text(t.seconds),
            clock_text(t.counted_seconds),
            f"{t.why}. {t.separate_words}" if t.separate_words else t.why,
            t.entry_id,
        )
        for t in time.lines
    ]
    print_table(("Date", "Time", "Activity", "Programme", "Length", "Counts", "Why", "Id"), rows)
    print(f"{month.title}: {clock_text(time.counted_seconds)} counted, {clock_text(time.logged_seconds)} logged")
    return 0


def _amend(options: Options) -> int:
    with office(options) as found:
        zone = found.context.zone()
        amendment = Amendment(
            instant(options.start, zone) if options.start else None,
            instant(options.end, zone) if options.end else None,
            options.activity,
            options.outcome,
            options.note,
            program=options.program,
        )
        entry = found.time.amend(options.entry, amendment, options.reason).value
    return print_either(options, {"entry": entry}, entry)


def _void(options: Options) -> int:
    with office(options) as found:
        found.time.void(options.entry, options.reason)
    print("Void.")
    return 0


def _separate(options: Options) -> int:
    with office(options) as found:
        found.time.attest_separate(options.entry, not options.part, options.because)
    print("Attested as part of the visit." if options.part else "Attested as separate from the visit.")
    return 0
