"""Instructions that differ from the plan, from the command line."""

from __future__ import annotations

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.domain.instructions import CHOICES
from ccm_desktop.services.escalations import LEVELS
from ccm_desktop.services.instructions import InstructionLine, NewInstruction


def add_to(commands: Commands) -> None:
    """`instruction raise|list|decide|withdraw`."""
    words = "instructions that differ from a line of the plan, and what was decided"
    group = commands.add_parser("instruction", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    new = command(actions, "raise", _raise, "record a different instruction and ask a practitioner")
    new.add_argument("patient", help="id, MRN, or a search that finds one patient")
    new.add_argument("line", help="id of the medication, goal or intervention, from `ccm plan show --json`")
    new.add_argument("says", help="the other instruction")
    new.add_argument("--by", required=True, metavar="NAME", help="who says so")
    new.add_argument("--on", default="", metavar="DATE", type=day, help="when; today when left out")
    new.add_argument("--plan-by", default="", metavar="NAME", help="from whom the plan has it")
    new.add_argument("--plan-on", default="", metavar="DATE", type=day)
    new.add_argument("--level", choices=tuple(LEVELS), default="same_day")
    listed = command(actions, "list", _list, "of a patient, open ones first", json=True)
    listed.add_argument("patient", help="id, MRN, or a search that finds one patient")
    decide = command(actions, "decide", _decide, "say which holds; practitioners only")
    decide.add_argument("instruction", help="id as listed")
    decide.add_argument("choice", choices=tuple(CHOICES))
    withdraw = command(actions, "withdraw", _withdraw, "it was raised by mistake")
    withdraw.add_argument("instruction", help="id as listed")
    for parser in (decide, withdraw):
        parser.add_argument("--because", required=True, metavar="TEXT")


def _raise(options: Options) -> int:
    with office(options) as found:
        new = NewInstruction(
            options.line, options.says, options.by, options.on, options.plan_by, options.plan_on, options.level
        )  # fmt: skip
        print(found.instructions.raise_one(patient_id(found, options.patient), new).value)
    return 0


def _list(options: Options) -> int:
    with office(options) as found:
        lines = found.instructions.of(patient_id(found, options.patient))
    if options.json:
        print_json(lines)
        return 0
    rows = [("to decide" if one.open else "decided", _plan(one), one.raised.plan_by, one.raised.other_says,
             one.raised.other_by, one.raised.other_on, one.decided, one.instruction_id) for one in lines]  # fmt: skip
    print_table(("State", "The plan", "From", "The other", "By", "On", "Decided", "Id"), rows)
    return 0


def _plan(one: InstructionLine) -> str:
    said = one.raised.plan_says
    return f"{said} (changed since: {one.plan_now})" if one.open and one.changed else said


def _decide(options: Options) -> int:
    with office(options) as found:
        line = found.instructions.one(options.instruction)
        found.instructions.decide(line, options.choice, options.because)
    print("Decided. The plan changes when somebody edits the line.")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.instructions.withdraw(found.instructions.one(options.instruction), options.because)
    print("Withdrawn.")
    return 0
