"""Assessments from the command line."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments import scoring
from ccm_desktop.domain.instruments.instrument import AREAS, WHO_ANSWERED, Follow, Instrument
from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentsView
from ccm_desktop.services.assessments import Dealt, NewAssessment
from ccm_desktop.services.office import Office

WORDS, BY_HAND = "words", "by-hand"
"""In the place of an instrument: a finding in words; the score of an instrument that is not shipped."""
_PATIENT = "id, MRN, or a search that finds one patient"


def add_to(commands: Commands) -> None:
    """`assessment list|instruments|record|withdraw`."""
    group = commands.add_parser("assessment", help="what was found out about a patient's needs")
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    listed = command(actions, "list", _list, "the latest result of each area, its change, and what is due", json=True)
    listed.add_argument("patient", help=_PATIENT)
    listed.add_argument("--all", action="store_true", help="every result, the withdrawn ones included")
    shown = command(actions, "instruments", _instruments, "the instruments, or the questions of one", json=True)
    shown.add_argument("instrument", nargs="?", default="", help="its key, to see questions and answers")
    _record_options(command(actions, "record", _record, "keep an assessment, or with --correct another version of one"))
    withdraw = command(actions, "withdraw", _withdraw, "an assessment does not hold")
    withdraw.add_argument("assessment", help="its id, from `ccm assessment list --all`")
    withdraw.add_argument("--because", required=True, metavar="TEXT")


def _record_options(record: Commands) -> None:
    record.add_argument("patient", help=_PATIENT)
    record.add_argument("instrument", help=f"key of an instrument, `{WORDS}` or `{BY_HAND}`")
    record.add_argument("answers", nargs="*", metavar="QUESTION=ANSWER", help="see `ccm assessment instruments KEY`")
    record.add_argument("--area", default="", choices=("", *AREAS), metavar="AREA", help=f"one of: {', '.join(AREAS)}")
    record.add_argument("--name", default="", help=f"of the instrument, with `{BY_HAND}`")
    record.add_argument("--score", default="", help=f"like 24 or 24/30, with `{BY_HAND}`")
    record.add_argument("--finding", default="", metavar="TEXT", help="in your own words")
    record.add_argument("--on", default="", metavar="DATE", type=day, help="2026-10-05; today when left out")
    record.add_argument("--language", default="")
    record.add_argument("--by", choices=tuple(WHO_ANSWERED), default="patient", help="who answered")
    record.add_argument("--outcome", action="append", default=[], metavar="PROTOCOL=KEY[:NOTE]",
                        help="how a sign of danger was dealt with; nothing is saved without it")  # fmt: skip
    record.add_argument("--follow", action="store_true", help="make the tasks and escalations that the result offers")
    record.add_argument("--correct", default="", metavar="ID", help="the assessment that this corrects")
    record.add_argument("--because", default="", metavar="TEXT", help="why it is corrected")


def _list(options: Options) -> int:
    with office(options) as found:
        view = found.assessments.view(patient_id(found, options.patient))
    if options.json:
        print_json(view)
    elif options.all:
        rows = [(line.result.value.assessed_on, AREAS[line.result.value.area], line.result.value.title or "In words",
                 line.words, "" if line.holds else "withdrawn", line.result.by, line.assessment_id)
                for line in _lines(view)]  # fmt: skip
        print_table(("On", "Area", "With", "Result", "State", "Who", "Id"), rows)
    else:
        print_table(("Area", "With", "Result", "On", "Change", "Due"), list(_areas(view)))
    return 0


def _areas(view: AssessmentsView) -> Sequence[tuple[str, ...]]:
    rows = []
    for area in view.areas:
        if not area.tracks:
            rows.append((area.title, "", "not assessed yet", "", "", ""))
        for one in area.tracks:
            due = f"{one.due_on}{' due' if one.overdue else ''}"
            rows.append((area.title, one.title, one.latest.words, one.latest.result.value.assessed_on, one.change, due))
    return rows


def _lines(view: AssessmentsView) -> list[AssessmentLine]:
    held = [line for area in view.areas for track in area.tracks for line in track.lines]
    return sorted((*held, *view.withdrawn), key=lambda line: line.result.value.assessed_on, reverse=True)


def _instruments(options: Options) -> int:
    with office(options) as found:
        every = found.assessments.instruments
        one = found.assessments.instrument(options.instrument) if options.instrument else None
    if options.json:
        print_json(one or every)
    elif one is None:
        rows = [(i.key, AREAS[i.area], i.title, len(i.questions), i.source) for i in every]
        print_table(("Key", "Area", "Instrument", "Questions", "Source"), rows)
    else:
        _print_questions(one)
    return 0


def _print_questions(instrument: Instrument) -> None:
    print(f"{instrument.title}, version {instrument.version}. {instrument.source}\n{instrument.intro}")
    for one in instrument.questions:
        marks = "".join((" (needed)" if one.needed else "", "" if one.scored else " (not scored)"))
        print(f"{one.key}{marks}: {one.ask}")
        if one.measure is not None:
            print(f"    {one.measure.unit}, {one.measure.least:g} to {one.measure.most:g}")
        else:
            several = "several of " if one.several else ""
            print(f"    {several}{' · '.join(f'{option.key} {option.words}' for option in one.options)}")


def _record(options: Options) -> int:
    with office(options) as found:
        new = _new(found, options)
        if options.correct:
            opened = found.assessments.line(options.correct)
            if opened.patient_id != patient_id(found, options.patient):
                raise BadInput("assessment_unknown", "This assessment is of another patient.", "Check both.")
            entity = found.assessments.correct(opened, new, options.because).value
        else:
            entity = found.assessments.record(patient_id(found, options.patient), new).value
        line = found.assessments.line(entity)
    print(entity)
    print(f"{line.result.value.title or 'In words'}: {line.words}")
    return 0


def _new(found: Office, options: Options) -> NewAssessment:
    instrument = "" if options.instrument in (WORDS, BY_HAND) else options.instrument
    if options.instrument == WORDS and (options.name or options.score):
        raise BadInput("words_only", "A finding in words has no name and no score.", f"Use `{BY_HAND}` for a score.")
    if options.instrument == BY_HAND and not (options.name and options.score):
        raise BadInput("instrument_name_missing", "The name or the score is missing.", "Give --name and --score.")
    answers = dict(_pair(text, "QUESTION=ANSWER") for text in options.answers)
    if len(answers) < len(options.answers):
        raise BadInput("answer_twice", "A question is answered twice.", "Give each once.")
    follow: tuple[Follow, ...] = ()
    if options.follow and instrument:
        follow = scoring.score(found.assessments.instrument(instrument), answers).follow
    return NewAssessment(
        options.area, instrument, answers, options.name, options.score, options.finding, options.on,
        options.language, options.by, tuple(_dealt(text) for text in options.outcome), follow,
    )  # fmt: skip


def _dealt(text: str) -> Dealt:
    protocol, rest = _pair(text, "PROTOCOL=KEY[:NOTE]")
    outcome, _, note = rest.partition(":")
    return Dealt(protocol, outcome, note)


def _pair(text: str, shape: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not key or not mark or not value:
        raise BadInput("pair_unreadable", f"An argument is not written like {shape}.", "Write it so.")
    return key, value


def _withdraw(options: Options) -> int:
    with office(options) as found:
        found.assessments.withdraw(found.assessments.line(options.assessment), options.because)
    print("Withdrawn; the history keeps it, and what it led to stays.")
    return 0
