"""Time that is moved, shared out, approved or still on nobody, from the command line."""

from __future__ import annotations

import re

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
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.intervals import equal_shares
from ccm_desktop.domain.overlap import ALL_TO_EARLIER, ALL_TO_LATER, TRIM_EARLIER, TRIM_LATER
from ccm_desktop.domain.programs import CCM, PROGRAMS
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.services.local_words import clock, short_day
from ccm_desktop.services.office import Office
from ccm_desktop.services.time_entries import Amendment
from ccm_desktop.services.time_splitting import GroupWork, Part

_WAYS = (TRIM_EARLIER, TRIM_LATER, ALL_TO_EARLIER, ALL_TO_LATER)
_LENGTH = re.compile(r"(\d{1,4})(?::([0-5]\d))?")


def add_to(actions: Commands) -> None:
    """The part of `time` that has to do with more than one entry, patient or person."""
    move = command(actions, "move", _move, "move an entry to another patient; both keep a trace", json=True)
    move.add_argument("entry")
    move.add_argument("patient", help="id, MRN, or a search that finds one patient")
    move.add_argument("--note", help="what the other chart is to say; the entry's own note when left out")
    move.add_argument("--reason", required=True)
    split = command(actions, "split", _split, "divide an entry into parts; the original stays visible", json=True)
    split.add_argument("entry")
    split.add_argument("--part", action="append", required=True, metavar="M:SS[,PATIENT[,NOTE]]",
                       help="in the order of time; together the entry's length")  # fmt: skip
    split.add_argument("--reason", required=True)
    group = command(actions, "group", _group, "add group work, shared out over patients", json=True)
    group.add_argument("--start", required=True, metavar="TIME", help="2026-10-05T14:00, in the practice's zone")
    group.add_argument("--end", required=True, metavar="TIME")
    group.add_argument("--patient", action="append", required=True, metavar="PATIENT[=M:SS]",
                       help="equal shares when no length is given")  # fmt: skip
    group.add_argument("--activity", choices=tuple(ACTIVITIES), default="coordination")
    group.add_argument("--outcome", choices=tuple(OUTCOMES), default="")
    group.add_argument("--program", choices=tuple(PROGRAMS), default=CCM)
    group.add_argument("--note", required=True, help="stands in every chart: name no patient in it")
    group.add_argument("--reason", required=True)
    overlap = command(actions, "overlap", _overlap, "end an overlap of two entries of one person", json=True)
    overlap.add_argument("entry")
    overlap.add_argument("other")
    overlap.add_argument("--way", choices=_WAYS, required=True)
    overlap.add_argument("--reason", required=True)
    undo = command(actions, "undo", _undo, "take back the last change of an entry, by one more version", json=True)
    undo.add_argument("entry")
    command(actions, "waiting", _waiting, "list what waits for approval", json=True)
    approve = command(actions, "approve", _approve, "accept entries made by hand or recovered")
    approve.add_argument("entry", nargs="*")
    approve.add_argument("--all", action="store_true", help="everything that `time waiting` lists")
    command(actions, "unassigned", _unassigned, "list today's work that is on no patient", json=True)


def _move(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        amendment = Amendment(patient=patient, note=options.note)
        entry = found.time.amend(options.entry, amendment, options.reason).value
    return print_either(options, {"entry": entry}, entry)


def _split(options: Options) -> int:
    with office(options) as found:
        parts = [_part(found, text) for text in options.part]
        made = found.time_splits.split(options.entry, parts, options.reason).value
    return print_either(options, {"entries": made}, "\n".join(made))


def _part(found: Office, text: str) -> Part:
    length, _, rest = text.partition(",")
    patient, _, note = rest.partition(",")
    return Part(_seconds(length), patient_id(found, patient) if patient.strip() else "", note=note.strip())


def _group(options: Options) -> int:
    with office(options) as found:
        zone = found.context.zone()
        start, end = instant(options.start, zone), instant(options.end, zone)
        named = [text.rpartition("=") if "=" in text else (text, "", "") for text in options.patient]
        lengths = [length for _, _, length in named]
        if any(lengths) and not all(lengths):
            raise BadInput("shares_mixed", "Some patients have a length and some have none.",
                           "Give all of them a length, or none for equal shares.")  # fmt: skip
        seconds = [_seconds(length) for length in lengths] if any(lengths) else equal_shares(end - start, len(named))
        shares = tuple((patient_id(found, who), part) for (who, _, _), part in zip(named, seconds, strict=True))
        work = GroupWork(start, end, options.activity, options.note, options.reason, shares, options.outcome,
                         options.program)  # fmt: skip
        made = found.time_splits.group(work).value
    return print_either(options, {"entries": made}, "\n".join(made))


def _overlap(options: Options) -> int:
    with office(options) as found:
        shown = found.overlaps.open((options.entry, options.other))
        entry = found.overlaps.settle(shown, options.way, options.reason).value
    return print_either(options, {"entry": entry}, entry)


def _undo(options: Options) -> int:
    with office(options) as found:
        entry = found.time.undo(options.entry).value
    return print_either(options, {"entry": entry}, entry)


def _waiting(options: Options) -> int:
    with office(options) as found:
        zone, lines = found.context.zone(), found.time_review.waiting()
    if options.json:
        print_json(lines)
        return 0
    rows = [
        (
            short_day(line.started_at, zone),
            line.patient,
            clock_text(line.seconds),
            line.who,
            line.reason,
            "late" if line.late else "",
            line.entry_id,
        )
        for line in lines
    ]
    print_table(("Date", "Patient", "Length", "Who", "Reason", "", "Id"), rows)
    return 0


def _approve(options: Options) -> int:
    with office(options) as found:
        if options.all and options.entry:
            raise BadInput("entries_and_all", "Entries are named and --all is given.", "Use one of the two.")
        chosen = [line.entry_id for line in found.time_review.waiting()] if options.all else options.entry
        approved = found.time_review.approve(chosen).value
    print("Approved." if len(approved) == 1 else f"Approved {len(approved)} entries.")
    return 0


def _unassigned(options: Options) -> int:
    with office(options) as found:
        zone, day = found.context.zone(), found.workday.today()
    if options.json:
        print_json({"timed_seconds": day.timed_seconds, "unassigned": day.unassigned})
        return 0
    rows = [(f"{clock(a, zone)}–{clock(b, zone)}", clock_text(b - a)) for a, b in day.unassigned]
    print_table(("Time", "Length"), rows)
    return 0


def _seconds(text: str) -> int:
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise BadInput("length_unreadable", "A length is not written as minutes and seconds.", "Write it like 7:30.")
    return int(found[1]) * 60 + int(found[2] or 0)
