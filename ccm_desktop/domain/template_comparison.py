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


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A goal or an intervention that stands in a plan."""

    entity: str
    description: str
    measure: str = ""
    target: str = ""
    responsible: str = ""
    frequency: str = ""
    is_goal: bool = False
    template: str = ""
    """Template and version, `key@version`, whose words these still are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A line beside what the plan has of it."""

    line: TemplateLine
    state: str
    """new | exists | differs (the same goal with another target, the same work by another or in other words)"""
    item: PlanItem | None = None


def values_found(template: PlanTemplate, items: Iterable[PlanItem]) -> dict[str, str]:
    """What the variables were filled with when lines of this template came into a plan, read from their words.

    Only from lines that are still a template's, of a goal only with the same measure, and only where the text says
    more than the variable alone.
    """
    marked = [item for item in items if mark_of(item.template)[0] == template.key]
    found: dict[str, str] = {}
    for line in raw_lines(template):
        measure, is_goal = normalized(line.measure), line.kind == "goal"
        for item in (one for one in marked if one.is_goal == is_goal and normalized(one.measure) == measure):
            for text, words in ((line.description, item.description), (line.target, item.target)):
                for key, value in _read_back(text, words):
                    found.setdefault(key, value)
    return found


def compare(lines: Iterable[TemplateLine], items: Collection[PlanItem], key: str = "") -> tuple[Difference, ...]:
    """What of the template is new to a plan.

    A goal is the same by its measure or by its words in any order, an intervention by its exact words,
    whatever template or person it came from: two templates that share a goal do not double it. Among lines that
    are still words of the template `key`, an intervention is the same by most of its words: another version
    says it in others. What is exactly one line of the template is not taken for another.
    """
    wanted, words = tuple(lines), {item.entity: normalized(item.description) for item in items}
    same = {line.id: _same(line, items, words) for line in wanted}
    taken = {item.entity for item in same.values() if item is not None}
    free = [item for item in items if item.entity not in taken]
    return tuple(_difference(line, same[line.id] or _alike(line, free, words, key)) for line in wanted)


def _same(line: TemplateLine, items: Iterable[PlanItem], words: Mapping[str, str]) -> PlanItem | None:
    said, measure = normalized(line.description), normalized(line.measure)
    for item in items:
        if item.is_goal == (line.kind == "goal") and (
            words[item.entity] == said or (measure and normalized(item.measure) == measure)
        ):
            return item
    return None


def _alike(line: TemplateLine, items: Iterable[PlanItem], words: Mapping[str, str], key: str) -> PlanItem | None:
    said, is_goal = _gist(normalized(line.description)), line.kind == "goal"
    return next((item for item in items if item.is_goal == is_goal and (is_goal or mark_of(item.template)[0] == key)
                 and _is_alike(_gist(words[item.entity]), said)), None)  # fmt: skip


def _gist(words: str) -> str:
    """Of a sign to watch for, the sign: all of them share the words around it."""
    return words.partition(" what to do ")[0].removeprefix("watch for ")


def _difference(line: TemplateLine, item: PlanItem | None) -> Difference:
    if item is None:
        return Difference(line, "new")
    told = (item.description, item.measure, item.target, item.responsible, item.frequency)
    said = (line.description, line.measure, line.target, line.responsible, line.frequency)
    same = all(normalized(one) == normalized(other) for one, other in zip(told, said, strict=True))
    return Difference(line, "exists" if same else "differs", item)


def _is_alike(one: str, other: str) -> bool:
    """Whether two goals share most of their longer words: `Blood pressure below 130/80 at home`."""
    first, second = ({word for word in text.split() if len(word) > 3} for text in (one, other))
    shared = len(first & second)
    return shared >= _SHARED_WORDS and shared >= _SHARED_PART * min(len(first), len(second))


def _read_back(text: str, words: str) -> Iterator[tuple[str, str]]:
    """The values that make the words out of the text; none where they do not, or it is nothing but variables."""
    keys = variables_in(text)
    if not keys or not re.search(r"\w", VARIABLE.sub("", text)):
        return
    pattern = "(.+?)".join(re.escape(part) for part in VARIABLE.split(text)[::2])
    match = re.fullmatch(pattern, words)
    if match and max(map(len, match.groups())) <= LONGEST_VALUE:
        yield from zip(keys, match.groups(), strict=True)
