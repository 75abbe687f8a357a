"""`ccm month summary`: the patient's summary of a month, from draft to given."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.plan_versions import the_only
from ccm_desktop.app.commands.reports import keep_paper
from ccm_desktop.app.commands.terminal import Options, command, day, office, print_either, print_json, say, target
from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.month_summary import DRAFT, GONE_OVER, PARTS, STATES
from ccm_desktop.services import local_words
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_copies import COPY_METHODS
from ccm_desktop.services.plan_printing import LANGUAGE_NAMES, SIZES
from ccm_desktop.services.summary_views import SummaryView

VERB = "summary"
_HEADINGS = {
    "phone": "Call my care team", "after_hours": "Nights, weekends and holidays", "changed": "What changed",
    "emergency": "Call 911 if", "same_day": "Call the same day if", "call": "Call if", "worried": "When to call",
    "did": "What was done", "next": "What comes next", "words": "Words of the care team",
}  # fmt: skip


def add_to(verbs: Any) -> None:
    """`summary show|edit|approve|give|print|withdraw`."""
    summary = verbs.add_parser(VERB, help="the patient's summary of the month: show, approve, print, record as given")
    actions = summary.add_subparsers(title="what to do", required=True, metavar="WHAT")
    show = command(actions, "show", _show, "the summary, where it stands, and the token to approve it", json=True)
    edit = command(actions, "edit", _edit, "leave lines out, add words, choose the language", json=True)
    edit.add_argument("--leave-out", action="append", default=[], metavar="KEY", help="key of a line, from `show`")
    edit.add_argument("--put-back", action="append", default=[], metavar="KEY", help="key of a line that was left out")
    edit.add_argument("--words", metavar="TEXT", help="the care team's own words; empty for none")
    approve = command(actions, "approve", _approve, "stand for exactly what `show` printed", json=True)
    approve.add_argument("--seen", required=True, metavar="TOKEN", help="the token that `show` printed")
    approve.add_argument("--gone-over", choices=tuple(GONE_OVER), default="no", help="with the patient, and how")
    give = command(actions, "give", _give, "record that the patient received it", json=True)
    give.add_argument("--how", choices=tuple(COPY_METHODS), default="printed")
    give.add_argument("--on", type=day, default="", metavar="DATE", help="the day; today when left out")
    paper = command(actions, "print", _print, "make the paper: the approved version, else a draft marked as one")
    paper.add_argument("--size", type=int, choices=SIZES, default=SIZES[0], help="points of the print")
    paper.add_argument("--out", type=target, required=True, metavar="FILE", help="file or folder")
    paper.add_argument("--replace", action="store_true", help="replace the file if it is there")
    undo = command(actions, "withdraw", _withdraw, "take back an approval, or that it was given", json=True)
    undo.add_argument("--because", required=True, metavar="TEXT")
    for parser in (show, edit, approve, give, paper, undo):
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        parser.add_argument("--month", default="", metavar="YYYY-MM", help="this month when left out")
    undo.add_argument("record", help="its id, from `show --json`")
    for parser in (show, edit, approve, paper):
        parser.add_argument("--language", choices=tuple(LANGUAGE_NAMES), default="",
                            help="the one chosen for it when left out, else the patient's own")  # fmt: skip
    for parser in (give, paper):
        parser.add_argument("--version", default="", metavar="NUMBER", help="an approved one, like 2 or 2-3f2a")


def _which(found: Office, options: Options) -> tuple[str, Month]:
    text = str(options.month)
    return patient_id(found, options.patient), Month.parse(text) if text else found.context.month()


def _show(options: Options) -> int:
    with office(options) as found:
        view = found.month_summaries.open(*_which(found, options), options.language)
    if options.json:
        print_json(view)
        return 0
    say(f"{view.name}, {view.month.title}: {STATES[view.state]}. {view.told}")
    for mark, texts in (("+", view.new), ("-", view.gone)):
        for text in texts:
            say(f"{mark} {text}")
    for part in PARTS:
        for line in view.lines:
            if line.part == part:
                attached = " (transcript attached)" if line.key in dict(view.transcripts) else ""
                say(f"{_HEADINGS[part]}: {line.text}{attached}  [{line.key}]")
    for line in view.left_out:
        say(f"Left out: {line.text}  [{line.key}]")
    for version, given in view.given:
        print(f"Version {version.called} given {local_words.instant(given.at, found.context.zone())}, {given.how}")
    say(view.reading)
    if view.state == DRAFT:
        print(f"To approve exactly this say: ccm month summary approve … --seen {view.seen}")
    return 0


def _edit(options: Options) -> int:
    if not (options.leave_out or options.put_back or options.language or options.words is not None):
        raise BadInput("summary_edit_nothing", "It is not said what to change.",
                       "Say --leave-out, --put-back, --words or --language.")  # fmt: skip
    with office(options) as found:
        service, (patient, month) = found.month_summaries, _which(found, options)
        view = service.open(patient, month)
        known = {line.key for line in (*view.lines, *view.left_out)}
        _require_known([*options.leave_out, *options.put_back], known)
        service.edit(
            view,
            left_out=({line.key for line in view.left_out} | set(options.leave_out)) - set(options.put_back),
            words=view.words if options.words is None else options.words,
            language=options.language or view.chosen,
        )
        view = service.open(patient, month)
    return print_either(options, {"summary": view}, f"Saved. {STATES[view.state]}. {view.told}")


def _require_known(keys: list[str], known: set[str]) -> None:
    if set(keys) - known:
        raise BadInput("summary_line_unknown", "There is no such line.", "Take its key from `ccm month summary show`.")


def _approve(options: Options) -> int:
    with office(options) as found:
        patient, month = _which(found, options)
        service = found.month_summaries
        version = service.approve(patient, month, options.seen, options.gone_over, options.language).value
        view = service.open(patient, month, options.language)
    return print_either(options, {"version": version}, f"Approved. {view.told}")


def _give(options: Options) -> int:
    with office(options) as found:
        patient, month = _which(found, options)
        view = found.month_summaries.open(patient, month)
        at = _instant(found, options.on)
        version = _version(view, options.version)
        record = found.month_summaries.give(patient, month, version, options.how, at).value
    return print_either(options, {"given": record}, f"Recorded [{record}].")


def _instant(found: Office, text: str) -> int | None:
    """The end of a day that is over; None for now."""
    zone = found.context.zone()
    if not text or text == local_words.iso_day(found.context.now(), zone):
        return None
    return to_epoch(datetime.combine(date.fromisoformat(text), time(23, 59, 59), zone))


def _version(view: SummaryView, words: str) -> str:
    """Entity of the approved version that is meant; empty for the one that it is now."""
    if not words:
        return ""
    wanted = words.strip().casefold().removeprefix("v")
    found = [(one.id, 0) for one in view.versions if wanted in (one.called, one.called.partition("-")[0])]
    return the_only(found, words)


def _print(options: Options) -> int:
    with office(options) as found:
        patient, month = _which(found, options)
        version = _version(found.month_summaries.open(patient, month), options.version)
        rendering = found.month_summaries.paper(patient, month, options.size, options.language, version)
        keep_paper(found, rendering, options)
    remark = rendering.remark().words if rendering.remark is not None else ""
    if remark:
        say(remark)
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        patient, _ = _which(found, options)
        found.month_summaries.withdraw(patient, options.record, options.because)
    return print_either(options, {"withdrawn": options.record}, "Taken back. The ledger keeps both.")
