"""Documents from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, TerminalProgress, command, office, target
from ccm_desktop.domain.calendar import Month
from ccm_desktop.services import packs
from ccm_desktop.services.office import Office
from ccm_desktop.services.reporting import Rendering, save


def add_to(commands: Commands) -> None:
    """`report month|csv|patient|practitioner|coordinator|pack`."""
    report = commands.add_parser("report", help="make a document")
    kinds = report.add_subparsers(title="documents", required=True, metavar="DOCUMENT")
    for name, words in (
        ("month", "the practice's month as PDF"),
        ("csv", "the same table for a spreadsheet"),
        ("patient", "a patient's month with every entry and why it counted"),
    ):
        parser = command(kinds, name, _report, words)
        parser.set_defaults(document=name)
        if name == "patient":
            parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        parser.add_argument("--month", default="", metavar="YYYY-MM")
        _add_target(parser)
    for name, words in (
        ("practitioner", "a practitioner's patients, what waits for the signature, overdue plan reviews"),
        ("coordinator", "a coordinator's patients, own time by activity, contacts, near misses"),
    ):
        parser = command(kinds, name, _report, words)
        parser.set_defaults(document=name)
        parser.add_argument("person", help="name or id of a member of staff")
        parser.add_argument("--month", default="", metavar="YYYY-MM")
        parser.add_argument("--csv", action="store_true", help="for a spreadsheet, instead of PDF")
        _add_target(parser)
    pack = command(kinds, "pack", _pack, "all reports of a month, of the practice and of everybody, in a new folder")
    pack.add_argument("--month", default="", metavar="YYYY-MM")
    pack.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder; it must not exist")


def _add_target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=target, required=True, metavar="FILE", help="file or folder")
    parser.add_argument("--replace", action="store_true", help="replace the file if it is there")


def _pack(options: Options) -> int:
    packs.check_target(options.out)
    with office(options) as found:
        month = Month.parse(options.month) if options.month else found.context.month()
        keep_pack(found, found.monthly_pack.pack(month), options.out)
    return 0


def keep_pack(found: Office, pack: packs.Pack, folder: Path) -> None:
    """Write a pack, record it, and tell where it is."""
    written = packs.write(pack, folder, TerminalProgress("Rendering"))
    saved = packs.finish(found.context, written).value
    print(f"{saved.folder}: {saved.words}")


def _report(options: Options) -> int:
    with office(options) as found:
        keep_paper(found, _rendering(found, options), options)
    return 0


def keep_paper(found: Office, rendering: Rendering, options: Options) -> None:
    """Write a document to `--out`, record it, and tell where it is."""
    content = rendering.render(TerminalProgress("Rendering"))
    saved = save(rendering, content, options.out, replace=options.replace)
    found.reporting.record(rendering, content, "saved")
    print(f"{saved.path}: {len(content):,} bytes, SHA-256 {saved.sha256}")


def _rendering(found: Office, options: Options) -> Rendering:
    text = getattr(options, "month", "")
    month = Month.parse(text) if text else found.context.month()
    if options.document == "month":
        return found.reporting.month_report(month)
    if options.document == "csv":
        return found.reporting.month_csv(month)
    if options.document in ("practitioner", "coordinator"):
        staff = found.staff_reports
        make = staff.practitioner if options.document == "practitioner" else staff.coordinator
        return make(month, options.person)[1 if options.csv else 0]
    return found.reporting.patient_month(patient_id(found, options.patient), month)
