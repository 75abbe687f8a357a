"""Versions and reviews of care plans from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ccm_desktop.app.commands.patients import patient_id
from ccm_desktop.app.commands.people import person_id
from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    day,
    office,
    print_json,
    print_table,
    say,
)
from ccm_desktop.domain.care_plan import IN_FORCE
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.line_review import SAID
from ccm_desktop.domain.plan_diff import KINDS
from ccm_desktop.domain.plan_freshness import LEVELS
from ccm_desktop.domain.plan_number import Numbered, called, marked
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.domain.review_triggers import TRIGGERS
from ccm_desktop.domain.word_diff import ADDED, REMOVED, Run, parted
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_reviews import switched
from ccm_desktop.services.plan_versions import PlanComparison
from ccm_desktop.services.plan_views import PlanVersionLine
from ccm_desktop.services.reporting import save

_MARKS = {ADDED: ("{+", "+}"), REMOVED: ("[-", "-]")}


def add_to(actions: Commands) -> None:
    """`plan versions|compare|changes|freshness|reviewed|asked|hand-over|trigger|interval`."""
    for name, run, words in (
        ("versions", _versions, "list the saved versions"),
        ("compare", _compare, "what differs between two versions, word by word"),
        ("changes", _changes, "what changed since a day"),
        ("freshness", _freshness, "how current the plan is, with reasons"),
        ("reviewed", _reviewed, "record a review that changed nothing"),
    ):
        parser = command(actions, name, run, words, json=name != "reviewed")
        parser.add_argument("patient", help="id, MRN, or a search that finds one patient")
        if name == "compare":
            parser.add_argument("before", help="number of the earlier version; 0 for the plan before its first save")
            parser.add_argument("after", help="number of the later version")
        if name == "changes":
            parser.add_argument("--since", required=True, metavar="DATE", type=day)
        if name in ("compare", "changes"):
            parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the comparison as a document")
            parser.add_argument("--replace", action="store_true", help="overwrite the file")
        if name == "reviewed":
            parser.add_argument("--note", required=True, help="why nothing had to change, in one line")
            parser.add_argument("--next", default="", metavar="DATE", dest="next_on", type=day,
                                help="instead of the interval")  # fmt: skip
    command(actions, "asked", _asked, "plans that something asks to be reviewed before their day", json=True)
    given = command(actions, "hand-over", _hand_over, "what asks for the review becomes a task; dropped, it asks again")
    given.add_argument("patient", help="id, MRN, or a search that finds one patient")
    given.add_argument("--to", default="", metavar="PERSON", help="the patient's coordinator when left out")
    given.add_argument("--by", default="", metavar="DATE", type=day,
                       help="the day of what is most urgent when left out")  # fmt: skip
    trigger = command(actions, "trigger", _trigger, "show or switch what asks for a review before its day")
    trigger.add_argument("name", nargs="?", choices=tuple(TRIGGERS))
    trigger.add_argument("state", nargs="?", choices=("on", "off"))
    interval = command(actions, "interval", _interval, "show or set the practice's days between reviews")
    interval.add_argument("days", nargs="?", type=int)


def _versions(options: Options) -> int:
    with office(options) as found:
        versions = found.care_plans.view(patient_id(found, options.patient)).versions
        if options.json:
            print_json(versions)
            return 0
        for version in versions:
            say(f"{found.plan_papers.words(version)} [{IN_FORCE.get(version.status, version.status)}]")
            for copy in version.copies:
                say(f"  {copy}")
    return 0


def _compare(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        versions = found.care_plans.view(patient).versions
        before, after = _numbered(versions, options.before), _numbered(versions, options.after)
        return _show(found, found.plan_versions.between(patient, before, after), options)


def _changes(options: Options) -> int:
    with office(options) as found:
        patient = patient_id(found, options.patient)
        return _show(found, found.plan_versions.since(patient, date.fromisoformat(options.since)), options)


def _show(found: Office, comparison: PlanComparison, options: Options) -> int:
    if options.pdf is not None:
        rendering = found.plan_papers.comparison(comparison)
        content = rendering.render(Unobserved())
        saved = save(rendering, content, options.pdf, replace=options.replace)
        found.reporting.record(rendering, content, "saved")
        print(f"{saved.path}: {len(content):,} bytes, SHA-256 {saved.sha256}")
        return 0
    if options.json:
        print_json({"before": comparison.before, "after": comparison.after, "changes": comparison.changes})
        return 0
    say(f"Before: {found.plan_papers.words(comparison.before)}")
    say(f"After: {found.plan_papers.words(comparison.after)}")
    for change in comparison.changes:
        say(f"{KINDS[change.kind]}: {change.section}{f' {change.name}' if change.name else ''}")
        for pair in change.differing:
            say(f"  {pair.label}: {''.join(_marked(run) for run in parted(pair.runs))}")
    if not comparison.changes:
        print("Nothing differs.")
    return 0


def _freshness(options: Options) -> int:
    with office(options) as found:
        standing = found.plan_freshness.of(found.care_plans.view(patient_id(found, options.patient)))
    if options.json:
        print_json(standing)
        return 0
    print(LEVELS[standing.level])
    for reason in standing.reasons:
        say(f"- {LEVELS[reason.level]}: {reason.words}")
    return 0


def _reviewed(options: Options) -> int:
    with office(options) as found:
        form = found.plan_reviews.opened(patient_id(found, options.patient))
        found.plan_reviews.no_change(form, options.note, options.next_on)
        due = found.plan_reviews.opened(form.entity).value.review_on
    print(f"Reviewed, no change. The next review is due {due}.")
    return 0


def _asked(options: Options) -> int:
    with office(options) as found:
        lines = found.plan_reviews.asked()
    if options.json:
        print_json(lines)
        return 0
    print_table(("Due", "Patient", "MRN", "Because"), [(one.due_on, one.name, one.mrn, one.words) for one in lines])
    return 0


def _hand_over(options: Options) -> int:
    with office(options) as found:
        patient, person = patient_id(found, options.patient), person_id(found, options.to) if options.to else ""
        print(found.plan_reviews.hand_over(patient, person, options.by).value)
    return 0


def _trigger(options: Options) -> int:
    if options.name and not options.state:
        raise BadInput("state_missing", "It is not said whether it is on or off.",
                       f"Write: ccm plan trigger {options.name} off.")  # fmt: skip
    with office(options) as found:
        form = found.plan_reviews.policy()
        if options.name:
            value = switched(form.value, options.name, on=options.state == "on")
            found.plan_reviews.choose(replace(form, value=value))
            form = found.plan_reviews.policy()
    for key, words in TRIGGERS.items():
        print(f"{key}: {'off' if key in form.value.no_review_after else 'on'} ({words})")
    return 0


def _interval(options: Options) -> int:
    with office(options) as found:
        form = found.plan_reviews.policy()
        if options.days is not None:
            found.plan_reviews.choose(replace(form, value=replace(form.value, review_days=options.days)))
            form = found.plan_reviews.policy()
    print(f"A plan is reviewed every {form.value.review_days} days.")
    return 0


def _numbered(versions: tuple[PlanVersionLine, ...], number: str) -> str:
    """Id of the version of that number, `v6`, `6` or `6-3f2a`; empty for 0."""
    if number.removeprefix("v") == "0":
        return ""
    return the_only(called(((line.version_id, line.number) for line in versions), number), number)


def the_only(found: Sequence[Numbered], number: str) -> str:
    """Id of the version that was meant."""
    if not found:
        raise BadInput("version_unknown", f"The plan has no version {number}.",
                       "List them with: ccm plan versions PATIENT.")  # fmt: skip
    if len(found) > 1:
        raise BadInput("version_unclear", f"Two computers gave the number {number}.",
                       f"Say which: {' or '.join(marked(*one) for one in found)}.")  # fmt: skip
    return found[0][0]


def _marked(run: Run) -> str:
    """`below [-140/90-] {+130/80+}`"""
    start, end = _MARKS.get(run.kind, ("", ""))
    words = run.text.lstrip()
    return f"{run.text[: len(run.text) - len(words)]}{start}{words}{end}" if words else run.text


def show_review(found: Office, patient: str) -> int:
    """The lines of the plan in the order of a review, and what was said of each: in this one, or when it was last."""
    rows, passed = [], found.line_reviews.of(patient)
    for line in passed.lines:
        look = line.said or line.last
        said = f"{SAID[look.said]}{f': {look.words}' if look.words else ''}" if look is not None else ""
        when = f"{look.on.isoformat()}{' (this review)' if line.said is not None else ''}" if look is not None else ""
        noted = f"{line.progress} ({line.progress_on})" if line.progress else ""
        rows.append((line.title, line.name, noted, said, when, look.by if look is not None else "", line.entity))
    print_table(("Line", "Words", "Last noted", "Said", "On", "By", "Id"), rows)
    print(f"{len(passed.answers)} of {len(passed.lines)} answered in this review.")
    return 0
