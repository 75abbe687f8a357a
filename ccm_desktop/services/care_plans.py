"""Care plans: every save is a version that can be shown, compared and taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from ccm_desktop.domain.calendar import is_day, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.line_review import last_of, of_this_pass
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_diff import PlanChange
from ccm_desktop.domain.plan_number import titles
from ccm_desktop.domain.plan_sections import BY_KEY as SECTION_KEYS
from ccm_desktop.domain.undo import Save
from ccm_desktop.interop import code_maps
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.plan_sections import section_entity, sharing_entity
from ccm_desktop.models.queries import drafts, months, plans
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import finding_records, instructions, teach_backs
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import ConditionCode, Form, GoalText, SectionNote, Sharing
from ccm_desktop.services.line_looks import looks_of
from ccm_desktop.services.medication_tasks import open_tasks, task_of
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_assembly import build
from ccm_desktop.services.plan_changes import changes
from ccm_desktop.services.plan_copies import GivenCopy, give_copy, given_of, version_unknown
from ccm_desktop.services.plan_forms import held_in, held_now
from ccm_desktop.services.plan_homes import following
from ccm_desktop.services.plan_parts import BY_TYPE, CHOICES, ONE_PER_PATIENT
from ccm_desktop.services.plan_record import record_version, require_readable
from ccm_desktop.services.plan_status import standing_on
from ccm_desktop.services.plan_undo import stacks_of, taken_back
from ccm_desktop.services.plan_views import CarePlanView, PlanVersionLine
from ccm_desktop.services.plan_way import way_of
from ccm_desktop.services.review_causes import follow_save
from ccm_desktop.services.review_words import of_its_day
from ccm_desktop.services.tasks import write_task
from ccm_desktop.services.template_marks import own_words

_STATE_WORDS = {"none_known": "nothing known", "not_applicable": "does not apply", "open": "opened again"}
_PLAN = Changed.CARE_PLAN | Changed.PATIENTS
LATEST = 2**62
"""An instant after all others, in milliseconds."""
_NOTHING_TO_UNDO = ("nothing_to_undo", "You saved nothing here in the last day.", "Edit the plan instead.")
_NOTHING_TO_REDO = ("nothing_to_redo", "Nothing was taken back that could be brought back.", "Edit the plan instead.")
_ANOTHER_CAME = ("saved_since", "This is not your last change here any more: something was saved or taken back since.",
                 "Look at the plan as it is, and change it there.")  # fmt: skip


class CarePlanService:
    """Shows and keeps care plans."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def view(self, patient: str) -> CarePlanView:
        """The plan as it is now."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            plan = self._built(reader, patient)
            found = stacks_of(self._context, reader, patient)
            tasks, said = open_tasks(reader, patient), instructions.lines_of(reader, patient)
            told, way = teach_backs.lines_of(reader, patient), way_of(reader, patient)
            looks, today = looks_of(self._context, reader, patient), self._today(reader)
        return replace(
            plan, undo=_next(found.undo), redo=_next(found.redo), tasks=tasks, way=way,
            differing=instructions.open_by_line(said), again={one.line: one.told for one in told if one.again},
            beside=(*instructions.history_of(said), *teach_backs.history_of(told)), looked=last_of(looks),
            looked_at=len(last_of(of_this_pass(looks, plan.review.value.reviewed_on, today))),
        )  # fmt: skip

    def version(self, version_id: str) -> CarePlanView:
        """The plan as it was saved then."""
        with self._context.reading() as reader:
            row = plans.version(reader.connection, version_id)
            if row is None:
                raise version_unknown()
            return self._built(reader, row.patient, tuple(json.loads(row.heads)))

    def save(
        self, patient: str, forms: Sequence[Form[Any]], what: str = "", *, place: str = "", follow_up: bool = False
    ) -> Outcome[tuple[str, ...]]:
        """Keep changed forms as one new version; a form without entity is a new item.

        Returns the entities in the order of `forms`. A form that was opened on an older version
        becomes a second head: both stay visible until somebody decides. `place`: the draft that this was,
        forgotten in the same commit. With `follow_up` a medication that is not taken as ordered becomes a task.
        """
        require(self._context, Verb.CARE)
        for form in forms:
            check(form.value)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            if any(isinstance(form.value, GoalText) and form.heads for form in forms):
                forms = (*forms, *following(held_now(tx, patient).forms, forms))
            require_readable(tx, patient, [(type(form.value), form.entity) for form in forms])
            entities: list[str] = []
            for form in forms:
                entity = form.entity or _new_entity(patient, form.value, entities)
                value = own_words(tx, of_its_day(tx, _classified(form)))
                tx.record(value, entity=entity, patient=patient, prev=form.heads)
                entities.append(entity)
            for section in {BY_TYPE[type(form.value)].section for form in forms if _is_new_item(form)}:
                reopen_section(tx, patient, section)
            tasks = [task for form in forms if follow_up for task in task_of(self._context, tx, patient, form)]
            for task in tasks:
                write_task(tx, task)
            follow_save(self._context, tx, patient, zip(entities, forms, strict=True), what, follow_up=follow_up)
            record_version(tx, patient, what)
            if place:
                drafts.drop(tx.connection, (self._context.person, patient, place))
        return Outcome(tuple(entities), _PLAN | Changed.TASKS if tasks else _PLAN)

    def add_problem(self, patient: str, display: str, icd10: str = "", onset_on: str = "") -> Outcome[str]:
        """A new problem, classified by the code map."""
        code = ConditionCode(display.strip(), icd10, onset_on=onset_on)
        outcome = self.save(patient, (Form("", code),), f"Added problem {display.strip()}")
        return Outcome(outcome.value[0], outcome.changed)

    def note_section(self, patient: str, section: str, state: str, words: str = "") -> Outcome[None]:
        """Somebody asked, and a section has nothing or does not apply; `open` takes that back."""
        require(self._context, Verb.CARE)
        found = SECTION_KEYS.get(section)
        if found is None or not found.none:
            raise BadInput("section_none", "That section cannot be empty by choice.", "Write down what is in it.")
        with self._context.transaction() as tx:
            who_is(tx, patient)
            today = self._today(tx)
            view = standing_on(build(patient, held_now(tx, patient).forms), today)
            standing = next(one for one in view.sections if one.key == section)
            if state != "open" and standing.items:
                raise Refusal("section_has_items", f"{found.title} is not empty.", "Take its lines out first.")
            note = SectionNote(section, state, today.isoformat(), words.strip())
            check(note)
            entity = section_entity(patient, section)
            require_readable(tx, patient, [(SectionNote, entity)])
            held = tx.held(SectionNote, entity)
            tx.record(note, entity=entity, patient=patient, prev=held.heads if held else ())
            record_version(tx, patient, section_words(section, state))
        return Outcome(None, _PLAN)

    def undo(self, patient: str, what: str = "") -> Outcome[str]:
        """Take back this person's last save on this device, as a new version; nothing is erased.

        Returns what was taken back, in words. Once more takes back the one before it; `redo` brings it back.
        `what`: the save that is meant, by its words; any when empty.
        Raises `Refusal`: nothing to take back, another save came last, or somebody changed since what it wrote.
        """
        return self._step(patient, "Undo", _NOTHING_TO_UNDO, what)

    def redo(self, patient: str) -> Outcome[str]:
        """Bring back what was taken back last, as a new version; the same refusals."""
        return self._step(patient, "Redo", _NOTHING_TO_REDO)

    def _step(self, patient: str, word: str, nothing: tuple[str, str, str], what: str = "") -> Outcome[str]:
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            found = stacks_of(self._context, tx, patient)
            stack = found.undo if word == "Undo" else found.redo
            if not stack:
                raise Refusal(*nothing)
            if what and _words(stack[-1]) != what:
                raise Refusal(*_ANOTHER_CAME)
            if not write_taken_back(self._context, tx, patient, stack[-1], word):
                raise Refusal(*nothing)  # a version that was made for a signature changed no line
            finding_records.step_with(self._context, tx, stack[-1].id, undo=word == "Undo")
        return Outcome(_words(stack[-1]), _PLAN | Changed.TASKS)

    def compare(self, before: str, after: str) -> tuple[PlanChange, ...]:
        """What changed from one saved version to another, line by line."""
        return changes(self.version(before), self.version(after))

    def copy_given(self, patient: str, version_id: str, how: str, to_whom: str = "patient") -> Outcome[str]:
        """The patient, or somebody else by name, received that version; returns the id of the record."""
        return give_copy(self._context, patient, GivenCopy(version_id, how, to_whom))

    def _built(self, reader: Reader, patient: str, heads: tuple[str, ...] | None = None) -> CarePlanView:
        """The plan as it is now, or as a version has it that enumerates `heads`, as it stands today."""
        names = {person.id: person.title for person in people_of(reader)}
        held = held_now(reader, patient, names) if heads is None else held_in(reader, patient, heads, names)
        plan = build(patient, held.forms, self._versions(reader, patient, names), held.newer)
        return standing_on(plan, self._today(reader))

    def _today(self, reader: Reader) -> date:
        return local_day(self._context.clock.now(), self._context.zone_of(reader))

    def _versions(self, reader: Reader, patient: str, names: Mapping[str, str]) -> tuple[PlanVersionLine, ...]:
        given = given_of(reader, patient, self._context.zone_of(reader))
        rows = months.plan_versions(reader.connection, LATEST, patient).get(patient, ())
        called = titles((row[0], row[1]) for row in rows)
        return tuple(
            PlanVersionLine(
                i, number, status, at // 1000, names.get(by, by), what,
                given.get(i, ()), called[i],
            )
            for i, number, status, at, by, what in reversed(rows)
        )  # fmt: skip


def _new_entity(patient: str, value: object, before: Sequence[str]) -> str:
    """Of what the plan did not have yet; who may have a new line is kept with the line that it came with."""
    if isinstance(value, Sharing) and before:
        return sharing_entity(before[0])
    return patient if type(value) in ONE_PER_PATIENT else new_id()


def write_taken_back(context: Context, tx: Transaction, patient: str, save: Save, word: str = "Undo") -> bool:
    """Take that save back within a transaction of the caller; False where it changed no line.

    Raises `Refusal`, before anything is written, where what the save wrote was changed since.
    """
    written = taken_back(context, tx, save)
    if not written:
        return False
    require_readable(tx, patient, [(type(value), entity) for value, entity, _ in written])
    for value, entity, prev in written:
        tx.record(value, entity=entity, patient=patient, prev=prev)
    record_version(tx, patient, f"{word}: {_words(save)}", takes_back=save.id)
    return True


def section_words(section: str, state: str) -> str:
    """What the save is called that notes a section as empty, or opens it again."""
    return f"{SECTION_KEYS[section].title}: {_STATE_WORDS[state]}"


def _next(stack: tuple[Save, ...]) -> str:
    return _words(stack[-1]) if stack else ""


def _words(save: Save) -> str:
    return save.edit or "the last change"


def check(value: Any) -> None:
    """Refuse an item without its name, a date that is none, a word that is not in its list."""
    part = BY_TYPE.get(type(value))
    if part is not None and part.name and not str(getattr(value, part.name)).strip():
        raise BadInput(f"{part.name}_missing", *part.unnamed)
    for field in fields(value):
        text = getattr(value, field.name)
        if field.name.endswith("_on") and text and not is_day(text):
            raise BadInput("date_unreadable", "A date is not understood.", "Write it like 11/21/2026.")
        choices = CHOICES.get((type(value), field.name))
        if choices is not None and text and text not in (*choices, "removed"):
            raise BadInput("choice_unknown", "A word is not in its list.", f"Use one of: {', '.join(choices)}.")


def _classified(form: Form[Any]) -> Form[Any]:
    """A new problem, by the code map; one that it does not know is a family of its own."""
    code = form.value
    if form.heads or not isinstance(code, ConditionCode) or code.families:
        return form
    display, icd10 = code.display.strip(), code.icd10.strip().upper()
    found = code_maps.shipped().classify(icd10=icd10)
    families = found.families or ((display,) if display else ())
    return replace(form, value=replace(code, display=display, icd10=icd10, families=families, chronic=found.chronic))


def _is_new_item(form: Form[Any]) -> bool:
    """A first line ends what was noted of an empty section; it does not come back when the line goes."""
    return not form.heads and type(form.value) in BY_TYPE


def reopen_section(tx: Transaction, patient: str, section: str) -> None:
    """There is something now in a section of which somebody said that it has nothing."""
    held = tx.held(SectionNote, section_entity(patient, section))
    if held is not None and held.value.state != "open":
        tx.record(replace(held.value, state="open"), entity=section_entity(patient, section), patient=patient,
                  prev=held.heads)  # fmt: skip
