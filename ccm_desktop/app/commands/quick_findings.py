"""Quick findings from the command line."""

from __future__ import annotations

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, print_table
from ccm_desktop.domain.quick_findings import FINDINGS
from ccm_desktop.services import local_words


def add_to(commands: Commands) -> None:
    """`finding record|list|withdraw`."""
    words = "what came up with a patient, and the task or escalation that it makes at once"
    group = commands.add_parser("finding", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    record = command(actions, "record", _record, "record a finding and do what it leads to")
    listed = command(actions, "list", _list, "of a patient, the newest first", json=True)
    for parser in (record, listed):
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
    record.add_argument("finding", choices=tuple(FINDINGS))
    record.add_argument("--words", default="", metavar="TEXT")
    record.add_argument("--medication", default="", metavar="ID", help="the one that confuses, from `ccm plan show`")
    withdraw = command(actions, "withdraw", _withdraw, "it was recorded by mistake: what it led to goes with it")
    withdraw.add_argument("record", help="id as listed")
    withdraw.add_argument("--because", required=True, metavar="TEXT")


def _record(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        print(found.quick_findings.record(patient, options.finding, options.words, options.medication).value)
    return 0


def _list(options: Options) -> int:
    with office(options) as found:
        lines, zone = found.quick_findings.of(patient_id(found, options.patient)), found.context.zone()
    if options.json:
        print_json(lines)
        return 0
    rows = [(local_words.instant(one.at, zone), one.title, one.words, one.by, one.record_id) for one in lines]
    print_table(("When", "Finding", "Words", "By", "Id"), rows)
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        stays = found.quick_findings.withdraw(options.record, options.because).value
    print(stays or "Withdrawn.")
    return 0
