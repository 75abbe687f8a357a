"""Month-end from the command line: state, exceptions, note, evidence, signatures, holds, closing and reopening."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ccm_desktop.app.commands import month_facts, month_summary
from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    day,
    office,
    passphrase,
    print_either,
    print_json,
    print_table,
)
from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.calendar import Month, midnight
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.month_note import PARTS
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.services.month_holds import holding, releasing
from ccm_desktop.services.month_views import Evidence, MonthDesk, MonthStanding, Sentence
from ccm_desktop.services.office import Office

_BOARD = "board"
_VERBS = (
    _BOARD, "status", "exceptions", "accept", "note", "evidence", "sign", "hold", "release", "close", "reopen",
    month_summary.VERB, *month_facts.VERBS,
)  # fmt: skip


class MonthParser(argparse.ArgumentParser):
    """`ccm month 2026-10` means the board: its word may be left out."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As the library does, after the word that was left out."""
        words: Sequence[str] = args or ()
        if not words or words[0] not in (*_VERBS, "-h", "--help"):
            args = [_BOARD, *words]
        return super().parse_known_args(args, namespace)


def add_to(commands: Commands) -> None:
    """`month board|status|exceptions|accept|note|summary|evidence|sign|hold|release|complex|service|close|reopen`."""
    words = "the month: who is billed and why; its note, signatures, closing and reopening"
    commands.add_parser("month", help=words)
    month = MonthParser(prog="ccm month", description=words)
    commands.choices["month"] = month
    verbs = month.add_subparsers(
        title="what to do", required=True, metavar="WHAT", parser_class=argparse.ArgumentParser
    )
    board = command(verbs, _BOARD, _board, "every enrolled patient with minutes, codes and reasons", json=True)
    board.add_argument("month", nargs="?", default="", metavar="YYYY-MM")
    board.add_argument("--revision", type=int, default=0, metavar="N", help="an earlier closing")
    status = command(verbs, "status", _status, "where the month stands and what keeps it from closing", json=True)
    status.add_argument("month", nargs="?", default="", metavar="YYYY-MM")
    listed = command(verbs, "exceptions", _exceptions, "what must be fixed or looked at", json=True)
    listed.add_argument("month", nargs="?", default="", metavar="YYYY-MM")
    _add_patients(verbs)
    month_facts.add_to(verbs)
    month_summary.add_to(verbs)
    accept = command(verbs, "accept", _accept, "say why an exception is right as it is", json=True)
    accept.add_argument("finding", help="its id, from `ccm month exceptions --json`")
    accept.add_argument("--because", required=True, metavar="TEXT")
    close = command(verbs, "close", _close, "freeze the month as its next revision", json=True)
    close.add_argument("--skip", action="append", default=[], metavar="STEP=REASON", help="pass over an open step")
    reopen = command(verbs, "reopen", _reopen, "let a closed month take changes again", json=True)
    reopen.add_argument("--because", required=True, metavar="TEXT")
    reopen.add_argument("--patient", action="append", default=[], help="only this patient; may be repeated")
    reopen.add_argument("--until", default="", metavar="DATE", type=day, help="last day (default: 24 hours from now)")
    for parser in (accept, close, reopen):
        parser.add_argument("--month", required=True, metavar="YYYY-MM")


def _add_patients(verbs: Any) -> None:
    note = command(verbs, "note", _note, "the month note of a patient", json=True)
    note.add_argument("--save", action="store_true", help="keep it as it is composed now")
    shown = command(verbs, "evidence", _evidence, "all that a signer must see, with the token to sign it", json=True)
    sign = command(verbs, "sign", _sign, "sign exactly what `evidence` showed", json=True)
    sign.add_argument("--seen", required=True, metavar="TOKEN", help="the token that `evidence` printed")
    for parser in (shown, sign):
        parser.add_argument("--role", choices=(COORDINATOR, PRACTITIONER), required=True)
    hold = command(verbs, "hold", _hold, "do not bill these patients this month: all of them, or none", json=True)
    hold.add_argument("--because", required=True, metavar="TEXT")
    release = command(verbs, "release", _release, "bill these patients after all", json=True)
    for parser in (note, shown, sign):
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
    for parser in (hold, release):
        parser.add_argument("patient", nargs="+", help="id, MRN, or a search that finds one patient")
    for parser in (note, shown, sign, hold, release):
        parser.add_argument("--month", required=True, metavar="YYYY-MM")


def _month(found: Office, options: Options) -> Month:
    text = str(getattr(options, "month", ""))
    return Month.parse(text) if text else found.context.month()


def _board(options: Options) -> int:
    with office(options) as found:
        board = found.month_end.board(_month(found, options), options.revision)
    if options.json:
        print_json(board)
        return 0
    rows = [
        (line.name, line.mrn, clock_text(line.counted_seconds), clock_text(line.logged_seconds),
         " + ".join(code if n == 1 else f"{code}×{n}" for code, n in line.codes) or "—",
         line.held or "; ".join(b.words for b in line.blockers) or line.state.replace("_", " "))
        for line in board.lines
    ]  # fmt: skip
    print(f"{board.month.title}: {board.title}")
    print_table(("Patient", "MRN", "Counted", "Logged", "Codes", "Reason"), rows)
    totals = board.totals
    units = ", ".join(f"{code} × {count}" for code, count in totals.units) or "none"
    print(f"{totals.enrolled} enrolled, {totals.billable} billable, {totals.blocked} blocked,"
          f" {totals.held} on hold; codes: {units}")  # fmt: skip
    print(f"{clock_text(totals.counted_seconds)} counted; ${totals.fee:,.2f}: {fee_words(*board.fee_schedules)}")
    return 0


def _status(options: Options) -> int:
    with office(options) as found:
        desk = found.month_desk.desk(_month(found, options))
    if options.json:
        print_json({"standing": desk.standing, "steps": desk.steps, "queue": desk.queue.words,
                    "close_refused": desk.close_refused})  # fmt: skip
        return 0
    print(f"{desk.board.month.title}: {desk.standing.title}")
    print_table(("Step", "State", ""), [(step.title, step.state, step.words) for step in desk.steps])
    print(f"Signed by the practitioner: {desk.queue.words}")
    for reason in desk.close_refused:
        print(f"Not closed: {reason}")
    _print_standing(desk)
    return 0


def _print_standing(desk: MonthDesk) -> None:
    for revision in desk.standing.revisions:
        print(f"rev {revision.revision}: {revision.billable} billed, {clock_text(revision.counted_seconds)} counted,"
              f" ${revision.fee:,.2f}; by {revision.closed_by}; SHA-256 {revision.sha256}")  # fmt: skip
    if desk.standing.addenda:
        print(f"{desk.standing.addenda} entries came after the closing")


def _exceptions(options: Options) -> int:
    with office(options) as found:
        lines = found.month_desk.desk(_month(found, options)).exceptions
    if options.json:
        print_json(lines)
        return 0
    rows = [
        (line.severity, line.code, line.title, line.patient, line.detail, line.owner,
         f"OK: {line.accepted.reason}" if line.accepted else "on hold" if line.held else line.fix.label)
        for line in lines
    ]  # fmt: skip
    print_table(("Severity", "Id", "Exception", "Patient", "Detail", "Owner", "Fix"), rows)
    return 0


def _accept(options: Options) -> int:
    with office(options) as found:
        month = _month(found, options)
        found.month_exceptions.accept(month, options.finding, options.because)
    return print_either(options, {"accepted": options.finding}, "Accepted; it comes back when the facts change.")


def _note(options: Options) -> int:
    with office(options) as found:
        patient, month = patient_id(found, options.patient), _month(found, options)
        if options.save:
            found.month_notes.keep_proposed(patient, month)
        view = found.month_notes.open(patient, month)
    if options.json:
        print_json(view)
        return 0
    _print_sentences(view.saved or view.proposed)
    if not view.saved:
        print("Not saved yet: this is what would be composed now. Say --save to keep it.")
    elif not view.is_current:
        print("More was recorded since: say --save to compose it anew.")
    if view.contact_only:
        print("The entries tell of contact only: no intervention and no outcome.")
    return 0


def _print_sentences(sentences: Sequence[Sentence]) -> None:
    for part, heading in PARTS.items():
        told = [s.text for s in sentences if s.part == part]
        if told:
            print(f"{heading}: {' '.join(told)}")


def _evidence(options: Options) -> int:
    with office(options) as found:
        patient, month = patient_id(found, options.patient), _month(found, options)
        shown = found.month_signing.evidence(patient, month, options.role)
    if options.json:
        print_json(shown)
    else:
        _print_evidence(shown)
    return 0


def _print_evidence(shown: Evidence) -> None:
    codes = ", ".join(f"{code} × {count}" for code, count in shown.codes) or "nothing to bill"
    print(f"{shown.patient} · {shown.birth_on} · MRN {shown.mrn} · {shown.month.title}")
    print(f"{codes}; staff {clock_text(shown.staff_seconds)}, practitioner {clock_text(shown.practitioner_seconds)}")
    if shown.complexity:
        print(shown.complexity)
    for words in (*shown.blockers, *shown.flags):
        print(f"! {words}")
    _print_sentences(shown.note)
    for line in shown.entries:
        print(f"- {clock_text(line.seconds)} {line.who}: {line.why}{' (void)' if line.voided else ''}; {line.note}")
    for signature in shown.signatures:
        print(f"{signature.role}: {signature.signer}, {signature.state} {' '.join(signature.reasons)}".rstrip())
    print(f"To sign “{shown.statement}” say: ccm month sign … --role {shown.role} --seen {shown.seen}")


def _sign(options: Options) -> int:
    with office(options) as found:
        patient, month = patient_id(found, options.patient), _month(found, options)
        signature = found.month_signing.sign(patient, month, options.role, options.seen, passphrase(options)).value
    return print_either(options, {"signature": signature}, "Signed.")


def _hold(options: Options) -> int:
    with office(options) as found:
        month, before = _month(found, options), _holds(found, options)
        found.month_holds.change(month, holding(options.because, before))
    return print_either(options, {"held": list(before)}, "On hold: not billed this month.")


def _release(options: Options) -> int:
    with office(options) as found:
        month, before = _month(found, options), _holds(found, options)
        found.month_holds.change(month, releasing(before))
    return print_either(options, {"released": list(before)}, "Not on hold any more.")


def _holds(found: Office, options: Options) -> dict[str, str]:
    """Why each patient named is held so far; empty for one who is not."""
    shown = found.month_holds.shown(_month(found, options))
    return {patient: shown.get(patient, "") for patient in (patient_id(found, who) for who in options.patient)}


def _close(options: Options) -> int:
    skipped = dict(_skip(text) for text in options.skip)
    with office(options) as found:
        month = _month(found, options)
        found.month_closing.close(month, found.month_closing.standing(month).heads, skipped)
        standing = found.month_closing.standing(month)
    return _said_standing(options, standing)


def _skip(text: str) -> tuple[str, str]:
    key, equals, reason = text.partition("=")
    if not equals:
        raise BadInput("skip_unreadable", "A step to pass over has no reason.", "Write it like backup=On another disk.")
    return key.strip(), reason


def _reopen(options: Options) -> int:
    with office(options) as found:
        month = _month(found, options)
        scope = tuple(patient_id(found, who) for who in options.patient)
        closing = found.month_closing
        closing.reopen(month, closing.standing(month).heads, options.because, scope, _until(found, options.until))
        standing = closing.standing(month)
    return _said_standing(options, standing)


def _until(found: Office, text: str) -> int | None:
    """The end of that day in the practice's zone."""
    if not text:
        return None
    try:
        return midnight(date.fromisoformat(text) + timedelta(days=1), found.context.zone())
    except (ValueError, OverflowError) as error:  # also past the last day of the calendar
        raise BadInput("date_unreadable", "The day is not a date.", "Write it like 2026-11-09.") from error


def _said_standing(options: Options, standing: MonthStanding) -> int:
    return print_either(options, {"standing": standing}, f"{standing.month.title}: {standing.title}")
