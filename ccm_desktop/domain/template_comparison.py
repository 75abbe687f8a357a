"""What of a template a care plan has already, and what its lines were filled with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ccm_desktop.domain.plan_template import (
    LONGEST_VALUE,
    VARIABLE,
    PlanTemplate,
    TemplateLine,
    mark_of,
    normalized,
    raw_lines,
    variables_in,
)

_SHARED_WORDS, _SHARED_PART = 2, 0.75
_SECTIONS = {"goal": "goal", "watch": "sign", "due": "due"}
"""By kind of a template's line; every other kind is work."""
_WATCH, _DO = "watch for ", " what to do "
"""How templates wrote a sign into an intervention before there was a section for signs, normalized."""
_COMPARED = {
    "goal": ("description", "measure", "target"),
    "work": ("description", "responsible", "frequency"),
    "sign": ("description", "do", "urgency"),
    "due": ("description", "every_months"),
}


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A goal, an intervention, a sign to watch for or a due item that stands in a plan."""

    entity: str
    description: str
    measure: str = ""
    target: str = ""
    responsible: str = ""
    frequency: str = ""
    section: str = "work"
    """goal | work | sign | due"""
    template: str = ""
    """Template and version, `key@version`, whose words these still are."""
    owner: str = ""
    do: str = ""
    urgency: str = ""
    every_months: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A line beside what the plan has of it."""

    line: TemplateLine
    state: str
    """new | exists | differs (the same goal with another target, the same work by another or in other words)"""
    item: PlanItem | None = None

    @property
    def is_elsewhere(self) -> bool:
        """A sign that stands in the plan as an intervention, as templates wrote it before."""
        return self.item is not None and self.item.section != _section(self.line)


def values_found(template: PlanTemplate, items: Iterable[PlanItem]) -> dict[str, str]:
    """What the variables were filled with when lines of this template came into a plan, read from their words.

    Only from lines that are still a template's, of a goal only with the same measure, and only where the text says
    more than the variable alone.
    """
    marked = [item for item in items if mark_of(item.template)[0] == template.key]
    found: dict[str, str] = {}
    for line in raw_lines(template):
        for text, words in (pair for item in marked for pair in _told_by_both(line, item)):
            for key, value in _read_back(text, words):
                found.setdefault(key, value)
    return found


def compare(lines: Iterable[TemplateLine], items: Collection[PlanItem], key: str = "") -> tuple[Difference, ...]:
    """What of the template is new to a plan.

    A goal is the same by its measure or by its words in any order, everything else by its exact words, whatever
    template or person it came from: two templates that share a goal do not double it. Among lines that are still
    words of the template `key`, an intervention or a sign is the same by most of its words: another version says it
    in others. A sign is found too where it stands as an intervention. What is exactly one line of the template is
    not taken for another.
    """
    wanted, words = tuple(lines), {item.entity: normalized(item.description) for item in items}
    same = {line.id: _same(line, items, words) for line in wanted}
    taken = {item.entity for item in same.values() if item is not None}
    free = [item for item in items if item.entity not in taken]
    return tuple(_difference(line, same[line.id] or _alike(line, free, words, key)) for line in wanted)


def _section(line: TemplateLine) -> str:
    return _SECTIONS.get(line.kind, "work")


def _same(line: TemplateLine, items: Collection[PlanItem], words: Mapping[str, str]) -> PlanItem | None:
    said, measure = normalized(line.description), normalized(line.measure)
    for item in items:
        if item.section == _section(line) and (
            words[item.entity] == said or (measure and normalized(item.measure) == measure)
        ):
            return item
    return next((item for item in items if _is_old_sign(line, item, words) and _gist(words[item.entity]) == said), None)


def _alike(line: TemplateLine, items: Collection[PlanItem], words: Mapping[str, str], key: str) -> PlanItem | None:
    said, section = _gist(normalized(line.description)), _section(line)
    return next((item for item in items
                 if (item.section == section or _is_old_sign(line, item, words))
                 and (section in ("goal", "due") or mark_of(item.template)[0] == key)
                 and _is_alike(_gist(words[item.entity]), said)), None)  # fmt: skip


def _is_old_sign(line: TemplateLine, item: PlanItem, words: Mapping[str, str]) -> bool:
    return line.kind == "watch" and item.section == "work" and words[item.entity].startswith(_WATCH)


def _gist(words: str) -> str:
    """Of a sign that stands as an intervention, the sign: all of them share the words around it."""
    return words.partition(_DO)[0].removeprefix(_WATCH)


def _difference(line: TemplateLine, item: PlanItem | None) -> Difference:
    if item is None:
        return Difference(line, "new")
    found = Difference(line, "exists", item)
    same = all(normalized(one) == normalized(other) for one, other in _said_of(line, item))
    return found if same or found.is_elsewhere else Difference(line, "differs", item)


def _said_of(line: TemplateLine, item: PlanItem) -> Iterator[tuple[str, str]]:
    """What both say, field by field. A person who sees to a goal is the patient's own; an owner is only lacking."""
    for name in _COMPARED[_section(line)]:
        yield str(getattr(line, name)), str(getattr(item, name))
    if line.kind == "goal" and not item.owner:
        yield line.owner, item.owner


def _is_alike(one: str, other: str) -> bool:
    """Whether two goals share most of their longer words: `Blood pressure below 130/80 at home`."""
    first, second = ({word for word in text.split() if len(word) > 3} for text in (one, other))
    shared = len(first & second)
    return shared >= _SHARED_WORDS and shared >= _SHARED_PART * min(len(first), len(second))


def _told_by_both(line: TemplateLine, item: PlanItem) -> Iterator[tuple[str, str]]:
    """A text of the template and the words of the plan that may have been made of it."""
    if item.section == _section(line) and normalized(item.measure) == normalized(line.measure):
        yield from ((line.description, item.description), (line.target, item.target), (line.do, item.do))
    elif line.kind == "watch" and item.section == "work":
        yield line.words, item.description


def _read_back(text: str, words: str) -> Iterator[tuple[str, str]]:
    """The values that make the words out of the text; none where they do not, or it is nothing but variables."""
    keys = variables_in(text)
    if not keys or not re.search(r"\w", VARIABLE.sub("", text)):
        return
    pattern = "(.+?)".join(re.escape(part) for part in VARIABLE.split(text)[::2])
    match = re.fullmatch(pattern, words)
    if match and max(map(len, match.groups())) <= LONGEST_VALUE:
        yield from zip(keys, match.groups(), strict=True)
