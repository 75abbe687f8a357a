"""Where words stand in a plan: in the fields of its lines as they are typed or saved, in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccm_desktop.domain.plan_sections import BY_KEY, SECTIONS
from ccm_desktop.domain.search import within
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_parts import CHOICES, STATES
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui import figures
from ccm_desktop.ui.care_plan.fields import FIELDS
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.care_plan.rows import Row, rows_of, single
from ccm_desktop.ui.care_plan.unsaved import opened_from, section_of_draft

_TYPED = ("line", "text", "day")
_AROUND = 40
"""Characters that are told before and after what was found."""
Elsewhere = Mapping[str, Sequence[tuple[str, str, str]]]
"""Lines of sections that other rooms show, by section: key, name and words of each."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place."""

    section: str
    label: str
    """Line and field, or the section's own name."""
    text: str
    start: int = 0
    length: int = 0
    opened: Opened | None = None
    field: str = ""
    key: str = ""
    """Of a line of another room."""

    @property
    def words(self) -> str:
        """`Medications · What it is for: … high blood pressure …`"""
        begin, end = max(0, self.start - _AROUND), self.start + self.length + _AROUND
        about = " ".join(self.text[begin:end].split())
        cut = f"{'… ' if begin else ''}{about}{' …' if end < len(self.text) else ''}"
        title = BY_KEY[self.section].title
        return ": ".join(part for part in (" · ".join(p for p in (title, self.label) if p), cut) if part)


def found(plan: CarePlanView, drafts: Sequence[PlanDraft], elsewhere: Elsewhere, wanted: str) -> tuple[Found, ...]:
    """Every place where the words stand; what is typed and not saved stands for what it is typed over."""
    typed = {draft.place: draft for draft in drafts}
    every = [(key, opened, typed.pop(opened.place, None)) for key, opened in _lines(plan)]
    every += [(section_of_draft(new), opened_from(new), new) for new in typed.values()]
    places: list[Found] = []
    for section in SECTIONS:
        places += _in_text(Found(section.key, "", section.title), wanted)
        note = plan.notes.get(section.key)
        if note is not None:
            places += _in_text(Found(section.key, "Asked", note.value.words), wanted)
        for key, name, words in elsewhere.get(section.key, ()):
            places += _in_text(Found(section.key, name, words, key=key), wanted)
        for key, opened, draft in every:
            if key == section.key:
                places += _in_line(key, opened, draft, wanted)
    return tuple(places)


def _lines(plan: CarePlanView) -> Iterator[tuple[str, Opened]]:
    for section in SECTIONS:
        form = single(plan, section.key)
        if form is not None:
            yield section.key, form
        for row in _flat(rows_of(plan, section.key)):
            if row.opened is not None:
                yield section.key, row.opened


def _flat(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from _flat(row.rows)


def _in_line(section: str, opened: Opened, draft: PlanDraft | None, wanted: str) -> Iterator[Found]:
    texts = draft.texts if draft else {}
    for number, form in enumerate(opened.forms):
        for name, called, kind in FIELDS[type(form.value)]:
            typed = kind in _TYPED and (number, name) in texts
            text = texts[number, name] if typed else _said(form.value, name, kind)
            label = f"{opened.title}, {called}" if called != opened.title else called
            yield from _in_text(Found(section, label, text, opened=opened, field=name), wanted)


def _said(value: Any, name: str, kind: str) -> str:
    """How the field says it on screen; ticks say nothing by themselves."""
    kept = getattr(value, name)
    if kind == "day":
        return figures.day(kept) if kept else ""
    if kind == "choice":
        field = (type(value), name)
        return str((CHOICES.get(field) or STATES.get(field, {})).get(kept, kept.replace("_", " ")))
    return str(kept) if kind in _TYPED else ""


def _in_text(place: Found, wanted: str) -> Iterator[Found]:
    at = within(place.text, wanted)
    if at is not None:
        yield Found(place.section, place.label, place.text, *at, place.opened, place.field, place.key)
