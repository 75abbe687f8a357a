"""What differs between two versions of a care plan, and what lets an item leave it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, replace
from datetime import date
from typing import Any

from ccm_desktop.domain import plan_diff
from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.instruments.instrument import AREAS, WHO_ANSWERED
from ccm_desktop.domain.plan_diff import Line, PlanChange
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services import conflict_words, local_words
from ccm_desktop.services.forms import (
    AssessmentResult,
    Caregiver,
    CareTeamMember,
    ConditionAttestation,
    Form,
    PreventiveItem,
    SectionNote,
    Sharing,
)
from ccm_desktop.services.plan_parts import BY_TYPE, CHOICES, SHORT, WITHHELD
from ccm_desktop.services.plan_sharing import sharing_of
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView, ProblemView

ASSESSMENT = "Assessment"
"""Section of lines that are never restored: an assessment is corrected or withdrawn, with a reason."""
_LINKS = ("goal", "condition")
"""Fields that name the item a line belongs to, the nearest first."""
_NOT_READ = frozenset({*_LINKS, "code", "chronic", "families", "template", "position",
                       "attested_by"})  # fmt: skip
"""Fields that say nothing to a reader: links and places, which are told apart; codes, where words came from."""
_APART = frozenset(part.title for part in SHORT)
"""Lines that do not stand below what they belong to."""
_PlanLine = tuple[str, tuple[Form[Any], ...]]
"""Section, and what the line is edited by."""


def _months(every: int) -> str:
    return "" if every == 0 else "every month" if every == 1 else f"every {every} months"


def _where(outside: bool) -> str:
    return "outside the practice" if outside else "in the practice"


def _lasts(attested: bool) -> str:
    return "attested" if attested else ""


def _withheld(is_withheld: bool) -> str:
    return WITHHELD if is_withheld else ""


def _sections(keys: tuple[str, ...]) -> str:
    return "; ".join(BY_KEY[key].title if key in BY_KEY else key for key in keys) or "nothing"


_SAID: dict[tuple[type, str], Callable[[Any], str]] = {
    (PreventiveItem, "every_months"): _months,
    (CareTeamMember, "outside"): _where,
    (ConditionAttestation, "expected_12_months"): _lasts,
    (Caregiver, "may_see"): _sections,
    (Sharing, "withheld"): _withheld,
}
"""Fields whose value alone says nothing to a reader."""


def gone(reader: Reader, cls: Any, entity: str) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """What lets an item leave the plan, and the heads it replaces; a section said to be empty is open again."""
    if cls is SectionNote:
        noted: Held[Any] | None = reader.held(cls, entity)
        if noted is not None:
            yield replace(noted.value, state="open"), noted.heads
        return
    part = BY_TYPE[cls]
    held: Held[Any] | None = reader.held(part.status, entity)
    yield replace(held.value if held else part.status(), status=part.ended), held.heads if held else ()


def compared(before: CarePlanView, after: CarePlanView) -> tuple[PlanChange, ...]:
    """Every line of both versions, in the order of the plan; those that are as they were, too."""
    return plan_diff.compare([_said(forms) for forms in _lines(before)], [_said(forms) for forms in _lines(after)])


def changes(before: CarePlanView, after: CarePlanView) -> tuple[PlanChange, ...]:
    """Lines that were added, changed, removed or moved."""
    return tuple(change for change in compared(before, after) if change.kind != plan_diff.SAME)


def change_of(section: str, before: Form[Any] | None, after: Form[Any]) -> PlanChange:
    """What another value of one line would change in it, word by word as a comparison shows it; None: it is new."""
    return plan_diff.compare([_said((section, (before,)))] if before else [], [_said((section, (after,)))])[0]


def plan_lines(plan: CarePlanView) -> Iterator[tuple[str, str]]:
    """Every item of the plan that says something: section and words, in the order of the plan."""
    return ((section, words) for section, _, words in named_lines(plan))


def line_words(section: str, *forms: Form[Any]) -> tuple[tuple[str, str], ...]:
    """What one line says, field by field, its name first."""
    return tuple((label, words) for label, words in _said((section, forms)).fields if words)


def named_lines(plan: CarePlanView) -> Iterator[tuple[str, str, str]]:
    """The same with the entity that each is known by, between them."""
    lines = [_said(forms) for forms in _lines(plan)]
    names = {line.entity: line.fields[0][1] for line in lines if line.is_named}
    for line in lines:
        if line.words:
            under = names.get(line.under, "") if line.section in _APART else ""  # the others stand below it
            yield line.section, line.entity, f"{line.labeled} · Belongs to: {under}" if under else line.labeled


def plan_forms(plan: CarePlanView) -> dict[plan_diff.Key, tuple[Form[Any], ...]]:
    """What each line of the plan is edited by, with the versions it shows; an attestation is no edit of anybody's."""
    return {
        (section, _entity(forms)): tuple(one for one in forms if not isinstance(one.value, ConditionAttestation))
        for section, forms in _lines(plan)
    }


def _lines(plan: CarePlanView) -> Iterator[_PlanLine]:
    """Every item of the plan, section by section: what stands here is compared, printed and restored."""
    for section, forms in _items(plan):
        yield section, (*forms, *sharing_of(plan, forms[0]))


def _items(plan: CarePlanView) -> Iterator[_PlanLine]:
    yield _line("Summary", plan.summary)
    yield _line("Review", plan.review)
    for problem in plan.problems:
        yield _line("Problem", problem.code, problem.status, _attested(problem))
        yield from _goals(problem.goals)
        yield from _interventions(problem.interventions)
    yield from _goals(plan.unattached_goals)
    yield from _interventions(plan.unattached_interventions)
    for medication in plan.medications:
        yield _line("Medication", medication.order, medication.status, medication.review)
    for allergy in plan.allergies:
        yield _line("Allergy", allergy.substance, allergy.status)
    for one in plan.assessments:
        yield _line(ASSESSMENT, one.result, one.standing)
    for member in plan.team:
        yield _line("Care team", member)
    for part in SHORT:
        for item in plan.short[part.section]:
            yield _line(part.title, item)
    yield _line("Advance directives", plan.directives)
    yield _line("After hours", plan.emergency)
    for key, note in sorted(plan.notes.items()):
        if note.value.state != "open":
            yield _line(BY_KEY[key].title if key in BY_KEY else key, note)


def _attested(problem: ProblemView) -> Form[ConditionAttestation]:
    """What counts: the word of a person here."""
    return problem.attestation_shown if problem.is_attested else Form(problem.code.entity, ConditionAttestation(False))


def _none(note: SectionNote) -> str:
    """`No known allergies, asked 2026-11-21`."""
    section = BY_KEY.get(note.section)
    said = "not applicable" if note.state == "not_applicable" else section.none if section else "nothing"
    return ", ".join(part for part in (said, note.words, _words(note, "noted_on")) if part)


def _goals(goals: Iterable[GoalView]) -> Iterator[_PlanLine]:
    for goal in goals:
        yield _line("Goal", goal.text, goal.status)
        for progress in goal.progress:
            yield _line("Progress", progress)
        yield from _interventions(goal.interventions)


def _interventions(found: Iterable[InterventionView]) -> Iterator[_PlanLine]:
    for intervention in found:
        yield _line("Intervention", intervention.text, intervention.status)


def _entity(forms: tuple[Form[Any], ...]) -> str:
    """What a line is known by in both versions: of an assessment what it is of, since each result is its own item."""
    value = forms[0].value
    return value.track if isinstance(value, AssessmentResult) else forms[0].entity


def _assessed(value: AssessmentResult) -> tuple[tuple[str, str], ...]:
    """A result as it is read, what it is of first."""
    return (
        ("Assessment", ": ".join(filter(None, (AREAS.get(value.area, value.area), value.title)))),
        ("Score", value.score),
        ("Result", value.result),
        ("Finding", value.finding),
        ("Assessed", _words(value, "assessed_on")),
        ("Answered by", WHO_ANSWERED.get(value.answered_by, value.answered_by)),
    )


def _answered(value: AssessmentResult) -> tuple[tuple[str, str], ...]:
    """Each question by the word it is kept under; by what was asked where that is a code, or one for several."""
    short = [one.question.replace("_", " ").strip() for one in value.answers]
    return tuple(
        (word.capitalize() if word.replace(" ", "").isalpha() and short.count(word) == 1 else one.ask, one.words)
        for one, word in zip(value.answers, short, strict=True)
    )


def _line(section: str, *forms: Form[Any]) -> _PlanLine:
    return section, forms


def _said(line: _PlanLine) -> Line:
    """An item in words: its own fields, what it belongs to, and whether people put it in its place."""
    section, forms = line
    value = forms[0].value
    if isinstance(value, SectionNote):
        return Line(section, forms[0].entity, (("Nothing to list", _none(value)),))
    if isinstance(value, AssessmentResult):
        return Line(section, _entity(forms), _assessed(value), answers=_answered(value))
    told: dict[str, str] = {}
    if any(form.is_newer for form in forms):
        told["From a newer program"] = "cannot be read here"
    for form in forms:
        for field in fields(form.value):
            if field.name not in _NOT_READ:
                name = conflict_words.label(field.name)
                told[f"{name} (state)" if name in told else name] = _words(form.value, field.name)
    links = (str(getattr(value, name, "")) for name in _LINKS)
    is_ordered = any(hasattr(form.value, "position") for form in forms)
    is_named = fields(forms[0].value)[0].default is MISSING  # an item cannot be without its name
    return Line(section, forms[0].entity, tuple(told.items()), next(filter(None, links), ""), is_ordered, is_named)


def _words(of: Any, field: str) -> str:
    value = getattr(of, field)
    choices = CHOICES.get((type(of), field))
    if choices is not None:
        return choices.get(str(value), str(value))
    if (special := _SAID.get((type(of), field))) is not None:
        return special(value)
    if field.endswith("_on") and isinstance(value, str) and is_day(value):
        return local_words.day(date.fromisoformat(value))
    return conflict_words.words(None, {}, field, value)
