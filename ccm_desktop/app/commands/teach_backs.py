"""Teach-backs from the command line."""

from __future__ import annotations

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, print_table
from ccm_desktop.domain.teach_back import RESULTS, told
from ccm_desktop.services import local_words


def add_to(commands: Commands) -> None:
    """`teach-back record|list|withdraw`."""
    words = "whether the patient could say back what the plan asks of them"
    group = commands.add_parser("teach-back", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    record = command(actions, "record", _record, "what came of one instruction")
    listed = command(actions, "list", _list, "every result of a patient, the newest first", json=True)
    for parser in (record, listed):
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
    record.add_argument("line", help="id of the symptom, medication or intervention, from `ccm plan show --json`")
    record.add_argument("result", choices=tuple(RESULTS))
    record.add_argument("--words", default="", metavar="TEXT", help="what the patient said")
    withdraw = command(actions, "withdraw", _withdraw, "a result was recorded by mistake")
    withdraw.add_argument("record", help="id as listed")
    withdraw.add_argument("--because", required=True, metavar="TEXT")


def _record(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        print(found.teach_backs.record(patient, options.line, options.result, options.words).value)
    return 0


def _list(options: Options) -> int:
    with office(options) as found:
        lines, zone = found.teach_backs.of(patient_id(found, options.patient)), found.context.zone()
    if options.json:
        print_json(lines)
        return 0
    rows = [(local_words.instant(one.at, zone), told(one.result), "again" if one.again else "", one.instruction,
             one.words, one.by, one.record_id) for one in lines]  # fmt: skip
    print_table(("When", "Result", "Next contact", "Instruction", "In the patient's words", "By", "Id"), rows)
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.teach_backs.withdraw(options.record, options.because)
    print("Withdrawn.")
    return 0
