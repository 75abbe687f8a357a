"""What follows a discharge, from the command line."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.people import person_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.office import Office
from ccm_desktop.services.transitions import (
    CHANGED,
    COMPLEXITIES,
    DESTINATIONS,
    STATES,
    STEPS,
    Discharge,
    StepLine,
    Transition,
)

_PATIENT = "id, MRN, or a search that finds one patient"
_BY_FLAG = {"facility": "facility", "on": "discharged_on", "to": "destination", "medicines": "medicines",
            "complexity": "complexity", "note": "note"}  # fmt: skip


def add_to(commands: Commands) -> None:
    """`transition record|correct|list|done|skip|reopen|withdraw|same|two|restore`."""
    words = "what follows a discharge: contact within 2 business days, medicines, visit within 7 or 14 days"
    group = commands.add_parser("transition", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    record = command(actions, "record", _record, "a patient left a hospital")
    record.add_argument("patient", help=_PATIENT)
    correct = command(actions, "correct", _correct, "something of a discharge was wrong; the days follow")
    correct.add_argument("discharge", help="id as listed; what is left out stays as it is")
    for parser in (record, correct):
        parser.add_argument("--from", dest="facility", default="", metavar="FACILITY", required=parser is record)
        parser.add_argument("--on", default="", metavar="DATE", type=day, required=parser is record)
        parser.add_argument("--to", choices=tuple(DESTINATIONS), default="")
        parser.add_argument("--medicines", choices=tuple(CHANGED), default="", help="changed there?")
        parser.add_argument("--complexity", choices=tuple(COMPLEXITIES), default="", help="high: visit within 7 days")
        parser.add_argument("--owner", default="", metavar="PERSON", help="the patient's coordinator when left out")
        parser.add_argument("--note", default="", metavar="TEXT")
    listed = command(actions, "list", _list, "what is open, of everybody; of a patient, all", json=True)
    listed.add_argument("--patient", default="", help=_PATIENT)
    _add_steps(actions)
    withdraw = command(actions, "withdraw", _withdraw, "a discharge was recorded by mistake")
    withdraw.add_argument("discharge", help="id as listed")
    withdraw.add_argument("--why", required=True, metavar="TEXT")
    same = command(actions, "same", _same, "two records are one discharge; restore takes it back")
    same.add_argument("discharge", help="id as listed")
    same.add_argument("other", help="id of the other record")
    two = command(actions, "two", _two, "two records that look like one discharge are two, and nobody is asked again")
    two.add_argument("discharge", help="id as listed")
    two.add_argument("other", help="id of the other record")
    two.add_argument("--undo", action="store_true", help="ask again after all")
    restore = command(actions, "restore", _restore, "a withdrawn discharge holds after all, or is not the same")
    restore.add_argument("discharge", help="id as listed")


def _add_steps(actions: Commands) -> None:
    for name, run, said in (
        ("done", _done, "a step was done"),
        ("skip", _skip, "a step is not needed"),
        ("reopen", _reopen, "a step is to be done after all"),
    ):
        parser = command(actions, name, run, said)
        parser.add_argument("discharge", help="id as listed")
        parser.add_argument("step", choices=tuple(STEPS))
        if name == "done":
            parser.add_argument("--on", default="", metavar="DATE", type=day, help="today when left out")
            parser.add_argument("--note", default="", metavar="TEXT", help="what was done, and with whom")
            parser.add_argument(
                "--contact",
                default="",
                metavar="ID",
                help="a call or entry on record was this contact, on its day: the id that list names",
            )
        if name == "skip":
            parser.add_argument("--why", required=True, metavar="TEXT")


def _record(options: Options) -> int:
    with office(options) as found:
        new = _given(found, options, Discharge("", ""))
        print(found.transitions.record(patient_id(found, options.patient), new).value)
    return 0


def _correct(options: Options) -> int:
    with office(options) as found:
        form = found.transitions.one(options.discharge).discharge
        found.transitions.correct(replace(form, value=_given(found, options, form.value)))
    print("Corrected.")
    return 0


def _given(found: Office, options: Options, before: Discharge) -> Discharge:
    said = {field: getattr(options, flag) for flag, field in _BY_FLAG.items() if getattr(options, flag)}
    if options.owner:
        said["owner"] = person_id(found, options.owner)
    return replace(before, **said)


def _list(options: Options) -> int:
    with office(options) as found:
        if options.patient:
            lines = found.transitions.of(patient_id(found, options.patient))
        else:
            lines = found.transitions.open()
    if options.json:
        print_json(lines)
        return 0
    rows = [
        (STATES[step.state] if one.holds else _gone(one), step.due_on, step.form.value.done_on, one.name, one.mrn,
         f"{step.title}{' (recorded twice?)' if step.twice else ''}", step.owner_name,
         f"{one.discharge.value.facility} {one.discharge.value.discharged_on}", one.discharge_id, _maybe(step))
        for one in lines for step in one.steps
    ]  # fmt: skip
    print_table(
        ("State", "Due", "Done on", "Patient", "MRN", "Step", "Whose", "From", "Id", "May be this contact"), rows
    )
    return 0


def _gone(one: Transition) -> str:
    return "The same" if one.discharge.value.same_as else "Withdrawn"


def _maybe(step: StepLine) -> str:
    one = step.offered
    return f"{one.noun} on {one.on}: --contact {one.record}" if one is not None else ""


def _done(options: Options) -> int:
    with office(options) as found:
        line = _step(found, options)
        if options.contact:
            if options.on or options.note:
                raise BadInput("contact_and_day", "A contact on record has its own day and words.",
                               "Leave out --on and --note, or --contact.")  # fmt: skip
            after = found.transitions.take(line, options.contact).value
        else:
            after = found.transitions.done(line, options.on, options.note).value
    print(f"{STATES[after.state]}, {after.form.value.done_on}.")
    return 0


def _skip(options: Options) -> int:
    with office(options) as found:
        line = _step(found, options)
        found.transitions.settle(line, replace(line.form.value, status="not_needed", words=options.why))
    print("Not needed.")
    return 0


def _reopen(options: Options) -> int:
    with office(options) as found:
        found.transitions.put_back(_step(found, options))
    print("Open again.")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.transitions.withdraw(options.discharge, options.why)
    print("Withdrawn.")
    return 0


def _same(options: Options) -> int:
    with office(options) as found:
        folded = found.transitions.same(options.discharge, options.other).value
    print(f"One discharge now. To take it back: ccm transition restore {folded}")
    return 0


def _two(options: Options) -> int:
    with office(options) as found:
        found.transitions.apart(options.discharge, options.other, are_two=not options.undo)
    print("It is asked again." if options.undo else "Two discharges.")
    return 0


def _restore(options: Options) -> int:
    with office(options) as found:
        found.transitions.restore(options.discharge)
    print("It holds again.")
    return 0


def _step(found: Office, options: Options) -> StepLine:
    return next(one for one in found.transitions.one(options.discharge).steps if one.step == options.step)
