"""Transcripts of contacts from the command line."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.reports import keep_paper
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    day,
    office,
    print_either,
    print_json,
    print_table,
    say,
    target,
)
from ccm_desktop.services import local_words


def add_to(commands: Commands) -> None:
    """`transcript attach|list|export|withdraw`."""
    words = "texts of what was said in a contact, kept where the patient agreed; the program records nothing"
    group = commands.add_parser("transcript", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    attach = command(actions, "attach", _attach, "keep a text file with a contact", json=True)
    listed = command(actions, "list", _list, "those of a patient, the newest first, without their words", json=True)
    export = command(actions, "export", _export, "write one to a file, which is not encrypted")
    withdraw = command(actions, "withdraw", _withdraw, "show and export one no more", json=True)
    for parser in (attach, listed, export, withdraw):
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
    attach.add_argument("contact", help="id of the contact, from `ccm contact list PATIENT --json`")
    attach.add_argument("file", type=Path, help="plain text (UTF-8)")
    attach.add_argument("--agreed-by", default="", metavar="WHO", help="patient, or the name of who agreed")
    attach.add_argument("--agreed-on", default="", type=day, metavar="DATE", help="the day on which that was")
    for parser in (export, withdraw):
        parser.add_argument("record", help="id as listed")
    export.add_argument("--out", type=target, required=True, metavar="FILE", help="file or folder")
    export.add_argument("--replace", action="store_true", help="replace the file if it is there")
    withdraw.add_argument("--because", required=True, metavar="TEXT")


def _attach(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        attach = found.transcripts.attach
        record = attach(patient, options.contact, options.file, options.agreed_by, options.agreed_on).value
    return print_either(options, {"attached": record}, record)


def _list(options: Options) -> int:
    with office(options) as found:
        lines, zone = found.transcripts.of(patient_id(found, options.patient)), found.context.zone()
    if options.json:
        print_json(lines)
        return 0
    rows = [
        (local_words.instant(one.at, zone), one.name, f"{one.length:,}", f"{one.agreed_by}, {one.agreed_on}", one.by,
         f"withdrawn: {one.withdrawn}" if one.withdrawn else "", one.contact, one.record_id)
        for one in lines
    ]  # fmt: skip
    print_table(("When", "File", "Characters", "Agreed", "By", "State", "Contact", "Id"), rows)
    return 0


def _export(options: Options) -> int:
    with office(options) as found:
        rendering = found.transcripts.export(patient_id(found, options.patient), options.record)
        keep_paper(found, rendering, options)
    say(rendering.remark().words if rendering.remark is not None else "")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.transcripts.withdraw(patient_id(found, options.patient), options.record, options.because)
    return print_either(options, {"withdrawn": options.record}, "Withdrawn: it is shown and exported no more.")
