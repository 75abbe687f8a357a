"""The coordination log from the command line."""

from __future__ import annotations

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.people import person_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.services.coordination import DIRECTIONS, STATES, SUBJECTS, CoordinationLine, NewCoordination
from ccm_desktop.services.office import Office

_PATIENT = "id, MRN, or a search that finds one patient"


def add_to(commands: Commands) -> None:
    """`coordination log|list|open|close|correct|withdraw|reopen`."""
    words = "what was said to and heard from others who care for a patient, and what is still to come"
    group = commands.add_parser("coordination", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    log = command(actions, "log", _log, "log an exchange; with --next it leaves an open loop")
    log.add_argument("patient", help=_PATIENT)
    log.add_argument("--follows", default="", metavar="ENTRY", help="goes on with the open loop of that entry")
    correct = command(actions, "correct", _correct, "put a corrected entry in the place of one")
    correct.add_argument("entry", help="id as listed; what is left out stays as it is")
    correct.add_argument("--because", required=True, metavar="TEXT")
    for parser in (log, correct):
        parser.add_argument("--with", dest="counterparty", default="", metavar="NAME", help="care team, or any name")
        parser.add_argument("--direction", choices=tuple(DIRECTIONS), default="")
        parser.add_argument("--subject", choices=tuple(SUBJECTS), default="")
        parser.add_argument("--about", default="", metavar="TEXT")
        parser.add_argument("--on", default="", metavar="DATE", type=day, help="today when left out")
        parser.add_argument("--outcome", default="", metavar="TEXT")
        parser.add_argument("--next", default="", dest="next_step", metavar="TEXT", help="what is still to come")
        parser.add_argument("--due", default="", metavar="DATE", type=day, help="of the next step")
        parser.add_argument("--owner", default="", metavar="PERSON", help="of the next step; you when left out")
    listed = command(actions, "list", _list, "everything about a patient, the newest first", json=True)
    listed.add_argument("patient", help=_PATIENT)
    loops = command(actions, "open", _open, "open loops of the practice, by when they are due", json=True)
    loops.add_argument("--patient", default="", help=_PATIENT)
    for name, run, said in (
        ("close", _close, "what was to come has come, or is not needed"),
        ("withdraw", _withdraw, "an entry was recorded by mistake"),
        ("reopen", _reopen, "a loop was closed by mistake"),
    ):
        parser = command(actions, name, run, said)
        parser.add_argument("entry", help="id as listed")
        parser.add_argument("--how" if name == "close" else "--why", dest="words", required=True, metavar="TEXT")


def _log(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        before = found.coordination.one(options.follows) if options.follows else None
        print(found.coordination.record(patient, _new(found, options, patient, before), before).value)
    return 0


def _correct(options: Options) -> int:
    with office(options) as found:
        line = found.coordination.one(options.entry)
        entry, given = line.entry, _new(found, options, line.patient_id, line)
        step = given.next_step or entry.next_step
        new = NewCoordination(
            given.counterparty, given.direction, given.subject, given.about or entry.about,
            given.happened_on or entry.happened_on, given.member, given.outcome or entry.outcome, step,
            given.owner or entry.owner, given.due_on or entry.due_on,
        )  # fmt: skip
        print(found.coordination.correct(line, new, options.because).value)
    return 0


def _new(found: Office, options: Options, patient: str, before: CoordinationLine | None) -> NewCoordination:
    """As it was typed; with whom, which way and about what as before where it was not."""
    entry = before.entry if before is not None else None
    words, member = options.counterparty, ""
    if words:
        team = [one for one in found.coordination.counterparties(patient) if words.casefold() in one.words.casefold()]
        if len(team) == 1:
            words, member = team[0].words, team[0].member
    elif entry is not None:
        words, member = entry.counterparty, entry.member
    return NewCoordination(
        words, options.direction or (entry.direction if entry else "from_us"),
        options.subject or (entry.subject if entry else "other"), options.about, options.on, member, options.outcome,
        options.next_step, person_id(found, options.owner) if options.owner else "", options.due,
    )  # fmt: skip


def _list(options: Options) -> int:
    with office(options) as found:
        lines = found.coordination.log(patient_id(found, options.patient))
    if options.json:
        print_json(lines)
        return 0
    rows = [(one.entry.happened_on, STATES[one.state], one.direction, one.entry.counterparty,
             one.subject, one.entry.about, one.entry.outcome, _next(one), one.closed_how,
             one.entry_id) for one in lines]  # fmt: skip
    headings = ("Day", "State", "Direction", "With", "Subject", "About", "Outcome", "Next step", "Closed", "Id")
    print_table(headings, rows)
    return 0


def _open(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient) if options.patient else ""
        lines = found.coordination.open_loops(patient)
    if options.json:
        print_json(lines)
        return 0
    rows = [(f"late {one.entry.due_on}" if one.overdue else one.entry.due_on, one.name, one.mrn,
             one.entry.counterparty, one.subject, one.entry.next_step, one.owner_name, one.entry_id)
            for one in lines]  # fmt: skip
    print_table(("Due", "Patient", "MRN", "With", "Subject", "Next step", "Whose", "Id"), rows)
    return 0


def _next(line: CoordinationLine) -> str:
    step = line.entry.next_step
    return f"{step} ({line.owner_name}, by {line.entry.due_on})" if step else ""


def _close(options: Options) -> int:
    with office(options) as found:
        found.coordination.close(found.coordination.one(options.entry), options.words)
    print("Closed.")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.coordination.withdraw(options.entry, options.words)
    print("Withdrawn.")
    return 0


def _reopen(options: Options) -> int:
    with office(options) as found:
        found.coordination.reopen(found.coordination.one(options.entry).closing, options.words)
    print("Open again.")
    return 0
