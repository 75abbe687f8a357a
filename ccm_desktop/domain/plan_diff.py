"""Two versions of a care plan line by line: added, changed, removed, moved, or as it was (ux.md 7.4).

Lines are plain words; whoever makes them decides which fields there are. Each difference is told once: a goal
under another problem is one moved goal, and what serves it moved with it without a word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ccm_desktop.domain import word_diff
from ccm_desktop.domain.word_diff import Run

ADDED, CHANGED, REMOVED, MOVED, SAME = "added", "changed", "removed", "moved", "same"
KINDS = {ADDED: "Added", CHANGED: "Changed", REMOVED: "Removed", MOVED: "Moved", SAME: "As it was"}
UNDER, PLACE = "Under", "Place"
_USUAL = ("Status", "active")
"""A state that is not worth a word in a sentence."""
Key = tuple[str, str]
"""Section and entity."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a plan in words."""

    section: str
    entity: str
    fields: tuple[tuple[str, str], ...]
    """Label and words, the item's own name first; empty words for an empty field."""
    under: str = ""
    """Entity of the item it belongs to."""
    is_ordered: bool = False
    """Whether people decide its place among those that belong to the same item."""
    is_named: bool = True
    """Whether the first field is what the item is called."""
    answers: tuple[tuple[str, str], ...] = ()
    """Label and words of what was asked: one of several answers, which is replaced and never changed inside."""

    @property
    def key(self) -> Key:
        return self.section, self.entity

    @property
    def words(self) -> str:
        """All of it in one sentence."""
        return " · ".join(field[1] for field in self._told)

    @property
    def labeled(self) -> str:
        """The same with what each field is: on paper no form stands around it."""
        named = self.fields[:1] if self.is_named else ()
        return " · ".join(words if (name, words) in named else f"{name}: {words}" for name, words in self._told)

    @property
    def _told(self) -> Iterator[tuple[str, str]]:
        answered = ", ".join(words for _, words in self.answers)
        return (field for field in (*self.fields, ("Answers", answered)) if field[1] and field != _USUAL)


_NOBODY = Line("", "", ())


class FieldPair(NamedTuple):
    """One field in both versions."""

    label: str
    before: str
    after: str
    is_answer: bool = False
    """Of a question: said by the question it answers, and another one as a whole."""

    @property
    def differs(self) -> bool:
        """Whether it is another; a place or parent is only told when it is, even where words cannot tell it."""
        return self.before != self.after or self.label in (UNDER, PLACE)

    @property
    def runs(self) -> tuple[Run, ...]:
        """Word by word. An answer is replaced, never changed inside."""
        if self.is_answer and self.differs:
            return word_diff.replaced(self.before, self.after)
        return word_diff.runs(self.before, self.after)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One line of two versions."""

    kind: str
    """A key of `KINDS`."""
    section: str
    before: str
    """The line as a sentence; empty where it was not there."""
    after: str
    entity: str = ""
    fields: tuple[FieldPair, ...] = ()
    """All that say something in either version, the item's name first."""
    is_named: bool = True
    """Whether the first field is what the item is called."""

    @property
    def name(self) -> str:
        """What the item is called; empty where only its section says what it is."""
        return (self.fields[0].after or self.fields[0].before) if self.is_named and self.fields else ""

    @property
    def key(self) -> Key:
        return self.section, self.entity

    @property
    def differing(self) -> tuple[FieldPair, ...]:
        """Fields that differ; that a line which came or went is active goes without saying."""
        return tuple(
            pair for pair in self.fields
            if pair.differs and (self.kind in (CHANGED, MOVED) or (pair.label, pair.after or pair.before) != _USUAL)
        )  # fmt: skip

    @property
    def told(self) -> tuple[FieldPair, ...]:
        """What is worth reading: the item's name and what differs; of a line that stayed, all of it."""
        if self.kind == SAME:
            return tuple(pair for pair in self.fields if (pair.label, pair.after) != _USUAL)
        first = self.fields[:1] if self.is_named else ()
        return (*first, *(pair for pair in self.differing if pair not in first))


def compare(before: Sequence[Line], after: Sequence[Line]) -> tuple[PlanChange, ...]:
    """Every line of both versions once, in the order of the later one; what is gone stands where it was."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    names = _names((*before, *after))
    places = _places(old, names), _places(new, names)
    moved = _moved(old, new)
    found = []
    for key in _order(old, new):
        was, now = old.get(key), new.get(key)
        pairs = _pairs(was, now)
        moves = _moves(was, now, names, places if key in moved else None) if was and now else ()
        pairs += moves
        kind = _kind(was, now, pairs)
        found.append(
            PlanChange(
                kind,
                key[0],
                _sentence(was, [one.before for one in moves]),
                _sentence(now, [one.after for one in moves]),
                key[1],
                pairs,
                (now or was or _NOBODY).is_named,
            )
        )
    return tuple(found)


def _sentence(line: Line | None, where: Sequence[str]) -> str:
    """All of a line, with where it stands once that is another place."""
    return " · ".join((line.words, *where)) if line and line.words else ""


def _kind(was: Line | None, now: Line | None, pairs: tuple[FieldPair, ...]) -> str:
    """An item that says nothing is not there yet: the summary of a new plan has an entity but no words."""
    had, has = was is not None and bool(was.words), now is not None and bool(now.words)
    if not had or not has:
        return ADDED if has else REMOVED if had else SAME
    differing = {pair.label for pair in pairs if pair.differs}
    return CHANGED if differing - {UNDER, PLACE} else MOVED if differing else SAME


def _pairs(was: Line | None, now: Line | None) -> tuple[FieldPair, ...]:
    fields = _paired(was.fields if was else (), now.fields if now else (), is_answer=False)
    return (*fields, *_paired(was.answers if was else (), now.answers if now else (), is_answer=True))


def _paired(
    was: Iterable[tuple[str, str]], now: Iterable[tuple[str, str]], *, is_answer: bool
) -> tuple[FieldPair, ...]:
    had, has = dict(was), dict(now)
    labels = dict.fromkeys((*has, *had))
    pairs = (FieldPair(label, had.get(label, ""), has.get(label, ""), is_answer) for label in labels)
    return tuple(pair for pair in pairs if pair.before or pair.after)


def _moves(
    was: Line, now: Line, names: Mapping[str, str], places: tuple[Mapping[Key, str], Mapping[Key, str]] | None
) -> tuple[FieldPair, ...]:
    if was.under != now.under:
        return (FieldPair(UNDER, _name(names, was.under), _name(names, now.under)),)
    if places is not None:
        return (FieldPair(PLACE, places[0][was.key], places[1][now.key]),)
    return ()


def _name(names: Mapping[str, str], entity: str) -> str:
    return names.get(entity, "an item not in the plan") if entity else "no problem"


def _names(lines: Iterable[Line]) -> dict[str, str]:
    """What items are called: their first field, in the later version."""
    return {line.entity: next((words for _, words in line.fields if words), "another item") for line in lines}


def _siblings(lines: Mapping[Key, Line]) -> dict[Key, list[Key]]:
    found: dict[Key, list[Key]] = defaultdict(list)
    for key, line in lines.items():
        if line.is_ordered:
            found[line.section, line.under].append(key)
    return found


def _places(lines: Mapping[Key, Line], names: Mapping[str, str]) -> dict[Key, str]:
    """`first of 4`, `2 of 4, after Walk daily`: a number alone may be the same although others went past it."""
    found = {}
    for group in _siblings(lines).values():
        for at, key in enumerate(group):
            after = f"{at + 1} of {len(group)}, after {names[group[at - 1][1]]}"
            found[key] = after if at else f"first of {len(group)}"
    return found


def _moved(old: Mapping[Key, Line], new: Mapping[Key, Line]) -> set[Key]:
    """Items whose place among their kind is another one: as few as explain the new order."""
    was, found = _siblings(old), set()
    for group, keys in _siblings(new).items():
        rank = {key: at for at, key in enumerate(was.get(group, ()))}
        stayed = [key for key in keys if key in rank]
        kept = _rising([rank[key] for key in stayed])
        found |= {key for at, key in enumerate(stayed) if at not in kept}
    return found


def _rising(ranks: Sequence[int]) -> set[int]:
    """Places of one longest rising subsequence."""
    ends: list[int] = []
    at_end: list[int] = []
    before: list[int] = []
    for place, rank in enumerate(ranks):
        at = bisect_left(ends, rank)
        before.append(at_end[at - 1] if at else -1)
        ends[at:] = [rank] if at == len(ends) else [rank, *ends[at + 1 :]]
        at_end[at:] = [place] if at == len(at_end) else [place, *at_end[at + 1 :]]
    found, place = set[int](), at_end[-1] if at_end else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def _order(old: Mapping[Key, Line], new: Mapping[Key, Line]) -> list[Key]:
    """The later order; what is gone comes after what it followed."""
    following: dict[Key | None, list[Key]] = defaultdict(list)
    last: Key | None = None
    for key in old:
        if key in new:
            last = key
        else:
            following[last].append(key)
    order = list(following[None])
    for key in new:
        order += [key, *following[key]]
    return order
