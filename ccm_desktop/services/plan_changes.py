"""What differs between two versions of a care plan, and what takes a save back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.forms import ConditionAttestation, Form, SectionNote
from ccm_desktop.services.plan_parts import BY_TYPE, ONE_PER_PATIENT, SHORT, WITH_STATUS
from ccm_desktop.services.views import CarePlanView, GoalView, InterventionView, PlanChange

_NOT_READ = frozenset({"condition", "goal", "snomed", "rxnorm", "code", "chronic", "template"})
"""Fields that say nothing to a reader: links between items, codes, where words came from."""


def earlier(reader: Reader, ops: Sequence[Op]) -> Iterator[tuple[Any, str, tuple[str, ...]]]:
    """Values that take these heads back, each with its entity and the heads it replaces.

    An attestation stands: only a person can take back what a person attested.
    """
    values: list[tuple[Op, Any]] = [(op, reader.version(op.id)) for op in ops]
    born = {op.header.e for op, value in values if type(value) in WITH_STATUS and not op.header.prev}
    for op, value in values:
        entity = op.header.e
        cls: Any = type(value)
        heads = _heads(reader, cls, entity)
        before = [head for head in heads if head != op.id] or op.header.prev
        if cls is ConditionAttestation:
            continue
        if cls is SectionNote and not before:
            yield replace(value, state="open"), entity, heads
            continue
        if before:
            seen = fold.shown(plans.ops_of(reader.connection, before))
            yield reader.version(seen.id), entity, heads
        elif cls in BY_TYPE and cls not in ONE_PER_PATIENT:
            for ended, prev in gone(reader, cls, entity):
                yield ended, entity, prev
        elif entity not in born:
            yield cls(), entity, heads


def gone(reader: Reader, cls: Any, entity: str) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """What lets an item leave the plan, and the heads it replaces."""
    part = BY_TYPE[cls]
    held: Held[Any] | None = reader.held(part.status, entity)
    yield replace(held.value if held else part.status(), status=part.ended), held.heads if held else ()


def _heads(reader: Reader, cls: type, entity: str) -> tuple[str, ...]:
    held: Held[Any] | None = reader.held(cls, entity)
    return held.heads if held else ()


def changes(before: CarePlanView, after: CarePlanView) -> tuple[PlanChange, ...]:
    """Lines that were added, changed or removed, in the order of the plan."""
    old, new = dict(_lines(before)), dict(_lines(after))
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key, ""), new.get(key, "")
        if was != now:
            kind = "added" if not was else "changed" if now else "removed"
            found.append(PlanChange(kind, key[0], was, now))
    return tuple(found)


def plan_lines(plan: CarePlanView) -> Iterator[tuple[str, str]]:
    """Every item of the plan that says something: section and words, in the order of the plan."""
    return ((section, text) for (section, _), text in _lines(plan) if text)


def _lines(plan: CarePlanView) -> Iterator[tuple[tuple[str, str], str]]:
    """Every item of the plan in words, by section and entity."""
    yield _line("Summary", plan.summary)
    yield _line("Review", plan.review)
    for problem in plan.problems:
        yield _line("Problem", problem.code, problem.status)
        yield from _goals(problem.goals)
        yield from _interventions(problem.interventions)
    yield from _goals(plan.unattached_goals)
    for medication in plan.medications:
        yield _line("Medication", medication.order, medication.status, medication.review)
    for allergy in plan.allergies:
        yield _line("Allergy", allergy.substance, allergy.status)
    for member in plan.team:
        yield _line("Care team", member)
    for part in SHORT:
        for item in plan.short[part.section]:
            yield _line(part.title, item)
    yield _line("Advance directives", plan.directives)
    yield _line("After hours", plan.emergency)
    for key, note in sorted(plan.notes.items()):
        if note.value.state != "open":
            yield (_title(key), note.entity), _none(note.value)


def _title(section: str) -> str:
    return BY_KEY[section].title if section in BY_KEY else section


def _none(note: SectionNote) -> str:
    """`No known allergies, asked 2026-11-21`."""
    section = BY_KEY.get(note.section)
    said = "not applicable" if note.state == "not_applicable" else section.none if section else "nothing"
    return ", ".join(part for part in (said, note.words, note.noted_on) if part)


def _goals(goals: Iterable[GoalView]) -> Iterator[tuple[tuple[str, str], str]]:
    for goal in goals:
        yield _line("Goal", goal.text, goal.status)
        for progress in goal.progress:
            yield _line("Progress", progress)
        yield from _interventions(goal.interventions)


def _interventions(found: Iterable[InterventionView]) -> Iterator[tuple[tuple[str, str], str]]:
    for intervention in found:
        yield _line("Intervention", intervention.text, intervention.status)


def _line(section: str, *forms: Form[Any]) -> tuple[tuple[str, str], str]:
    return (section, forms[0].entity), " · ".join(word for form in forms for word in _words(form.value))


def _words(value: Any) -> Iterator[str]:
    for field in fields(value):
        text = getattr(value, field.name)
        if isinstance(text, tuple):
            text = ", ".join(text)
        if not isinstance(text, str) or not text or field.name in _NOT_READ:
            continue
        if field.name == "status":
            if text != "active":
                yield text.replace("_", " ")
        else:
            yield text
