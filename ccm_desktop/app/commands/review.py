"""Chart review from the command line: sample, answers, findings, paper."""

from __future__ import annotations

from typing import Any

from ccm_desktop.app.commands.patients import patient_id
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
from ccm_desktop.domain.audit_sample import METHODS, RANDOM
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.chart_review import ANSWERS, FINDING, QUESTIONS, YES, Answer
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.audit_draw import Draw
from ccm_desktop.services.chart_review import FindingLine
from ccm_desktop.services.office import Office
from ccm_desktop.services.reporting import save


def add_to(commands: Commands) -> None:
    """`review draw|list|answer|findings|resolve|print`."""
    review = commands.add_parser("review", help="review a sample of charts, and follow its findings")
    actions = review.add_subparsers(title="actions", required=True, metavar="ACTION")
    draw = command(actions, "draw", _draw, "draw a sample of billable patient-months and keep it", json=True)
    draw.add_argument("--sample", type=int, required=True, metavar="N")
    draw.add_argument("--seed", required=True, metavar="SEED", help="a number or word: the same one draws the same")
    draw.add_argument("--by", choices=tuple(METHODS), default=RANDOM, help="how to draw")
    listed = command(actions, "list", _list, "the sampled charts and how far their review is", json=True)
    answer = command(actions, "answer", _answer, "answer all questions of one chart", json=True)
    answer.add_argument("patient", help="id, MRN, or a search that finds one patient")
    answer.add_argument("--say", action="append", default=[], metavar="QUESTION=ANSWER[:NOTE]",
                        help=f"questions: {', '.join(QUESTIONS)}; answers: {', '.join(ANSWERS)}")  # fmt: skip
    answer.add_argument("--rest-yes", action="store_true", help="the other questions were looked at and are in order")
    answer.add_argument("--owner", default="", metavar="PERSON", help="who is to resolve the findings (default: you)")
    findings = command(actions, "findings", _findings, "open findings of all months, and the month's resolved ones",
                       json=True)  # fmt: skip
    printed = command(actions, "print", _print, "the review of the month as PDF")
    printed.add_argument("--out", type=target, required=True, metavar="FILE")
    printed.add_argument("--replace", action="store_true", help="replace the file if it is there")
    resolve = command(actions, "resolve", _resolve, "say what was done about a finding", json=True)
    resolve.add_argument("finding", help="its id, from `ccm review findings --json`")
    resolve.add_argument("--because", required=True, metavar="TEXT")
    for parser in (draw, listed, answer, findings, printed):
        parser.add_argument("--month", default="", metavar="YYYY-MM")
    for parser in (listed, findings, printed):
        add_selection(parser)


def _month(found: Office, options: Options) -> Month:
    return Month.parse(options.month) if options.month else found.context.month()


def _draw(options: Options) -> int:
    with office(options) as found:
        month = _month(found, options)
        count = found.chart_review.draw(month, Draw(options.sample, options.seed, options.by)).value
    return print_either(options, {"drawn": count}, f"{count} drawn. See them with `ccm review list`.")


def _list(options: Options) -> int:
    with office(options) as found:
        month = _month(found, options)
        board = found.chart_review.board(month, selection_of(found, options, month))
    if options.json:
        print_json(board)
        return 0
    for sample in board.samples or (f"No sample of {month.title} was drawn.",):
        print(sample)
    rows = [
        (line.patient, f"{len(line.answers) - line.not_in_order} of {len(line.answers)}" if line.answers else "—",
         line.reviewed_by or "not reviewed", line.open_findings, line.patient_id)
        for line in board.lines
    ]  # fmt: skip
    print_table(("Patient", "In order", "Reviewed by", "Open findings", "Id"), rows)
    return 0


def _answer(options: Options) -> int:
    with office(options) as found:
        owner = _owner(found, options.owner)
        said = dict(_said_of(text, owner) for text in options.say)
        rest = {question: Answer(question, YES) for question in QUESTIONS} if options.rest_yes else {}
        answers = (rest | said).values()
        if unknown := set(said) - set(QUESTIONS):
            raise BadInput("review_question", f"There is no question {', '.join(sorted(unknown))}.",
                           f"Use one of: {', '.join(QUESTIONS)}.")  # fmt: skip
        new = found.chart_review.answer(_month(found, options), patient_id(found, options.patient), answers).value
    return print_either(options, {"findings": new}, f"Kept; {new} new findings.")


def _said_of(text: str, owner: str) -> tuple[str, Answer]:
    question, _, rest = text.partition("=")
    answer, _, note = rest.partition(":")
    question, answer = question.strip(), answer.strip()
    return question, Answer(question, answer, note.strip(), owner if answer == FINDING else "")


def _owner(found: Office, name: str) -> str:
    if not name:
        return found.context.person
    people = [p for p in found.people.everybody() if p.active and name.casefold() in (p.id, p.name.casefold())]
    if len(people) != 1:
        raise BadInput("owner_unclear", "It is not clear who owns the findings.", "Give a full name from the staff.")
    return people[0].id


def _findings(options: Options) -> int:
    with office(options) as found:
        month = _month(found, options)
        lines = found.chart_review.board(month, selection_of(found, options, month)).findings
    if options.json:
        print_json(lines)
        return 0
    print_table(("State", "Month", "Patient", "Question", "Finding", "Owner", "Done", "Id"), list(map(_row, lines)))
    return 0


def _row(line: FindingLine) -> tuple[Any, ...]:
    return ("open" if line.open else "resolved", line.month, line.patient, line.question, line.text, line.owner,
            line.resolution or "—", line.finding_id)  # fmt: skip


def _resolve(options: Options) -> int:
    with office(options) as found:
        found.chart_review.resolve(options.finding, options.because)
    return print_either(options, {"resolved": options.finding}, "Resolved.")


def _print(options: Options) -> int:
    with office(options) as found:
        month = _month(found, options)
        rendering = found.chart_review.report(month, selection_of(found, options, month))
        content = rendering.render(TerminalProgress("Writing"))
        saved = save(rendering, content, options.out, replace=options.replace)
        found.reporting.record(rendering, content, "saved")
    print(f"{saved.path}: SHA-256 {saved.sha256}")
    return 0
