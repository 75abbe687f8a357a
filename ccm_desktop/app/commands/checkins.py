"""Symptom check-ins from the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.domain.checkins import LEVELS, Question, answer_of
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.checkins import STATES, CheckinLine, Given, NewCheckin, rhythm_words

_PATIENT = "id, MRN, or a search that finds one patient"
_RHYTHMS = {"weekly": 7, "biweekly": 14, "never": 0}


def add_to(commands: Commands) -> None:
    """`checkin schedule|due|questions|answer|import|list|withdraw`."""
    words = "symptom check-ins: who is asked how often, what was answered, and the work that makes"
    group = commands.add_parser("checkin", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    schedule = command(actions, "schedule", _schedule, "how often a patient is asked; without options: as it is")
    due = command(actions, "due", _due, "who is to be asked by today", json=True)
    due.add_argument("--all", action="store_true", help="those that are due later, or paused, too")
    due.add_argument("--mine", action="store_true", help="of your patients, and of nobody's")
    questions = command(actions, "questions", _questions, "what a patient is asked: the signs of the plan first",
                        json=True)  # fmt: skip
    answer = command(actions, "answer", _answer, "record answers; amber and red become a task")
    listed = command(actions, "list", _list, "what was answered, the newest first", json=True)
    for parser in (schedule, questions, answer, listed):
        parser.add_argument("patient", help=_PATIENT)
    schedule.add_argument("--every", default="", metavar="DAYS", help="weekly, biweekly, never, or a count of days")
    schedule.add_argument("--from", dest="first_on", default="", metavar="DATE", type=day, help="the first day")
    held = schedule.add_mutually_exclusive_group()
    held.add_argument("--pause", default="", metavar="WHY")
    held.add_argument("--resume", action="store_true")
    answer.add_argument("answers", nargs="*", metavar="QUESTION=ANSWER",
                        help="number or id as `questions` lists; yes, no or little")  # fmt: skip
    answer.add_argument("--rest-no", action="store_true", help="every other question was answered no")
    answer.add_argument("--words", action="append", default=[], metavar="QUESTION=TEXT")
    answer.add_argument("--on", default="", metavar="DATE", type=day, help="today when left out")
    imported = command(actions, "import", _import, "replies from a CSV: patient, date, question, answer, words",
                       json=True)  # fmt: skip
    imported.add_argument("file", type=Path)
    withdraw = command(actions, "withdraw", _withdraw, "it was recorded by mistake: what it led to goes with it")
    withdraw.add_argument("record", help="id as listed")
    withdraw.add_argument("--because", required=True, metavar="TEXT")


def _schedule(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        form = found.checkins.sheet(patient).schedule
        value = form.value
        if options.every:
            value = replace(value, every_days=_days(options.every))
        if options.first_on:
            value = replace(value, first_on=options.first_on)
        if options.pause or options.resume:
            value = replace(value, paused=bool(options.pause), why=options.pause)
        if value != form.value:
            if not value.every_days and not options.every:
                raise BadInput(
                    "checkin_rhythm", "This patient is not asked yet.", "Say --every weekly, or how many days."
                )
            found.checkins.plan(replace(form, value=value))
        due = found.checkins.sheet(patient).due
    if due is None:
        print(f"{STATES['none']}.")
    else:
        print(f"{rhythm_words(due.every_days)}: {STATES[due.state].lower()}, {due.due_on}.")
    return 0


def _days(text: str) -> int:
    if text in _RHYTHMS:
        return _RHYTHMS[text]
    if not text.isdecimal():
        raise BadInput(
            "checkin_rhythm", "This is no rhythm for check-ins.", f"Use {', '.join(_RHYTHMS)} or a count of days."
        )
    return int(text) or -1  # none is said by its word, not by 0


def _due(options: Options) -> int:
    with office(options) as found:
        lines, me = found.checkins.due(later=options.all), found.context.person
    lines = tuple(one for one in lines if not options.mine or one.owner == me or one.nobodys)
    if options.json:
        print_json(lines)
        return 0
    rows = [(one.due_on, STATES[one.state], one.missed, one.name, one.mrn, rhythm_words(one.every_days),
             LEVELS.get(one.last, one.last) or "-", one.owner_name or "-") for one in lines]  # fmt: skip
    print_table(("Due", "State", "Not answered", "Patient", "MRN", "How often", "Last", "Whose"), rows)
    return 0


def _questions(options: Options) -> int:
    with office(options) as found:
        asked = found.checkins.sheet(patient_id(found, options.patient)).questions
    if options.json:
        print_json(asked)
        return 0
    rows = [(number, one.ask, one.do or "-", one.urgency or "-", one.key) for number, one in enumerate(asked, 1)]
    print_table(("No.", "Question", "What to do", "How soon", "Id"), rows)
    return 0


def _answer(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        asked = found.checkins.sheet(patient).questions
        answers = {key: _understood(text) for key, text in _pairs(options.answers, asked).items()}
        words, rest = _pairs(options.words, asked), "no" if options.rest_no else ""
        given = tuple(Given(one, answers.get(one.key, rest), words.get(one.key, "")) for one in asked)
        record = found.checkins.record(NewCheckin(patient, given, options.on)).value
        line = found.checkins.line(record)
    print(f"{line.words.partition(':')[0]}. {record}")
    return 0


def _pairs(said: list[str], asked: tuple[Question, ...]) -> dict[str, str]:
    """By key of the question; each is named once, by its number or its id."""
    keys = {**{str(number): one.key for number, one in enumerate(asked, 1)}, **{one.key: one.key for one in asked}}
    found: dict[str, str] = {}
    for text in said:
        name, equals, value = text.partition("=")
        if not equals or name not in keys:
            raise BadInput("checkin_question", "A question is not one of this patient's, or has no = after it.",
                           "List them with: ccm checkin questions PATIENT.")  # fmt: skip
        if keys[name] in found:
            raise BadInput("checkin_twice", "A question is named twice.", "Name each once.")
        found[keys[name]] = value
    return found


def _understood(text: str) -> str:
    answer = answer_of(text)
    if not answer:
        raise BadInput("checkin_answer", "An answer is not understood.", "Use yes, no or little.")
    return answer


def _list(options: Options) -> int:
    with office(options) as found:
        lines = found.checkins.sheet(patient_id(found, options.patient)).lines
    if options.json:
        print_json(lines)
        return 0
    rows = [(one.answered_on, one.words, _work(one), one.by, one.record_id) for one in lines]
    print_table(("On", "Answers", "Work", "By", "Id"), rows)
    return 0


def _work(one: CheckinLine) -> str:
    if not one.task:
        return "-"
    return f"open: {one.task}" if one.is_open else one.outcome


def _import(options: Options) -> int:
    with office(options) as found:
        brought = found.checkin_import.import_file(options.file).value
    if options.json:
        print_json({"new": brought.new, "unchanged": brought.unchanged, "levels": dict(brought.levels)})
    else:
        print(f"{brought.words}.")
    return 0


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.checkins.withdraw(options.record, options.because)
    print("Withdrawn.")
    return 0
