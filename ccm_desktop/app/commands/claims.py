"""Claim lines and what became of them, from the command line."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.app.commands.programme import add_selection, selection_of
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    TerminalProgress,
    command,
    office,
    print_either,
    print_json,
    print_table,
    target,
)
from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.calendar import Month, local_day
from ccm_desktop.domain.claims import STATUSES
from ccm_desktop.services.claims import NewOutcome
from ccm_desktop.services.reporting import save


def add_to(commands: Commands) -> None:
    """`claims lines|list|outcome|import|withdraw`."""
    claims = commands.add_parser("claims", help="claim lines and what became of them")
    actions = claims.add_subparsers(title="actions", required=True, metavar="ACTION")
    lines = command(actions, "lines", _lines, "the lines to claim, one per code of a patient-month", json=True)
    lines.add_argument("--month", default="", metavar="YYYY-MM")
    lines.add_argument("--out", type=target, metavar="FILE", help="write them as CSV to this file or folder")
    lines.add_argument("--replace", action="store_true", help="replace the file if it is there")
    add_selection(lines)
    listed = command(actions, "list", _list, "the month's claims and where each stands", json=True)
    listed.add_argument("--month", default="", metavar="YYYY-MM")
    outcome = command(actions, "outcome", _outcome, "record that a claim was sent or answered", json=True)
    outcome.add_argument("claim", help="claim number")
    outcome.add_argument("code", help="procedure code")
    outcome.add_argument("status", help=", ".join(STATUSES))
    outcome.add_argument("--on", default="", metavar="YYYY-MM-DD", help="default: today")
    outcome.add_argument("--amount", default="", metavar="DOLLARS")
    outcome.add_argument("--reason", default="", metavar="CARC")
    imported = command(actions, "import", _import, "record outcomes from a CSV or an X12 835 file", json=True)
    imported.add_argument("file", type=Path)
    imported.add_argument("--preview", action="store_true", help="say what it would do, and do nothing")
    withdraw = command(actions, "withdraw", _withdraw, "take back an outcome that was entered wrongly")
    withdraw.add_argument("outcome", help="id of the outcome")
    withdraw.add_argument("--why", required=True)


def _lines(options: Options) -> int:
    with office(options) as found:
        month = Month.parse(options.month) if options.month else found.context.month()
        selection = selection_of(found, options, month)
        sheet = found.programme_paper.claim_lines(month, selection)
        lines = sheet.lines
        if options.out:
            rendering = found.programme_paper.claim_sheet(month, selection)
            content = rendering.render(TerminalProgress("Writing"))
            saved = save(rendering, content, options.out, replace=options.replace)
            found.reporting.record(rendering, content, "saved")
            print(f"{saved.path}: {len(lines)} lines, {sheet.state}, SHA-256 {saved.sha256}")
            return 0
    if options.json:
        print_json(sheet)
        return 0
    print(f"{month.title}: {sheet.state}")
    rows = [
        (one.claim, one.name, one.mrn, one.npi, " ".join(one.diagnoses), one.service_on, one.place, one.code, one.units,
         f"${one.charge:,.2f}", "; ".join(one.open_points) or "—")
        for one in lines
    ]  # fmt: skip
    print_table(
        ("Claim", "Patient", "MRN", "NPI", "Diagnoses", "Date", "Place", "Code", "Units", "Charge", "Missing"), rows
    )
    basis = "; ".join(sorted({fee_words(one.fee_schedule) for one in lines}))
    print(f"{len(lines)} lines, ${sum(one.charge for one in lines):,.2f}" + (f": {basis}" if basis else ""))
    return 0


def _list(options: Options) -> int:
    with office(options) as found:
        month = Month.parse(options.month) if options.month else found.context.month()
        board = found.claims.board(month)
    if options.json:
        print_json(board)
        return 0
    print(f"{month.title}: {board.state}")
    rows = [
        (one.claim, one.name, one.code, STATUSES.get(one.status, "Not sent"), one.happened_on, one.amount,
         f"{one.reason} {one.reason_words}".strip(), one.outcome)
        for one in board.rows
    ]  # fmt: skip
    print_table(("Claim", "Patient", "Code", "State", "Date", "Paid", "Reason", "Outcome"), rows)
    return 0


def _outcome(options: Options) -> int:
    with office(options) as found:
        day = options.on or local_day(found.context.clock.now(), found.context.zone()).isoformat()
        new = NewOutcome(options.claim, options.code, options.status, day, options.amount, options.reason)
        outcome = found.claims.record(new).value
    return print_either(options, {"outcome": outcome}, outcome)


def _import(options: Options) -> int:
    with office(options) as found:
        preview = found.claims.preview(options.file)
        if not options.preview:
            preview = found.claims.record_file(preview.file).value
    if options.json:
        print_json({"new": preview.new, "unchanged": preview.unchanged, "foreign": preview.file.foreign,
                    "recorded": not options.preview})  # fmt: skip
    else:
        print(preview.words if not options.preview else f"Would record: {preview.words}")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.claims.withdraw(options.outcome, options.why)
    return 0
