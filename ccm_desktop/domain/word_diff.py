"""What differs between two texts, word by word: what stays, what is struck, what is new (ux.md 7.4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

SAME, REMOVED, ADDED = "same", "removed", "added"
MOST_STEPS = 250_000
"""Words of one text times words of the other; beyond it the middle is shown as replaced, so that no text holds
anybody up: about 500 words on each side, four printed pages, in a tenth of a second."""
_JOINERS = frozenset("'’./,-%:")
"""Inside a word they belong to it: `130/80`, `1,000`, `patient's`."""
_SIGNS = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\U00020000", "\U0003ffff"))
"""Kana and ideographs."""


class Run(NamedTuple):
    """Neighbouring words of one kind, with the blanks before them."""

    kind: str
    """same | removed | added"""
    text: str


class _Word(NamedTuple):
    blank: str
    """Before the word."""
    text: str


@lru_cache(maxsize=1024)  # a page asks for the height of a row, its words and what is said of them
def runs(before: str, after: str) -> tuple[Run, ...]:
    """Both texts in one: `same` and `removed` together are `before`, `same` and `added` together are `after`."""
    if before == after:
        return (Run(SAME, before),) if before else ()
    merged = groupby(_grouped(_aligned(_words(before), _words(after))), key=attrgetter("kind"))
    return tuple(Run(kind, "".join(run.text for run in found)) for kind, found in merged)


def replaced(before: str, after: str) -> tuple[Run, ...]:
    """One text for the other as a whole: what a word of both means is not told by the word alone."""
    return tuple(Run(kind, text) for kind, text in ((REMOVED, before), (ADDED, after)) if text)


def old(found: Sequence[Run]) -> str:
    """The text before, of its runs."""
    return "".join(run.text for run in found if run.kind != ADDED)


def new(found: Sequence[Run]) -> str:
    """The text after."""
    return "".join(run.text for run in found if run.kind != REMOVED)


def parted(found: Sequence[Run]) -> tuple[Run, ...]:
    """For reading both texts in one: a blank between a word that went and one that took its place."""
    return tuple(
        Run(run.kind, f" {run.text}") if place and (found[place - 1].kind, run.kind) == (REMOVED, ADDED)
        and not run.text[:1].isspace() else run
        for place, run in enumerate(found)
    )  # fmt: skip


def spoken(found: Sequence[Run]) -> str:
    """Read aloud: `removed: 140/90; added: 130/80`; empty where nothing differs."""
    told = (f"{run.kind}: {run.text.strip()}" for run in found if run.kind != SAME and run.text.strip())
    return "; ".join(told)


def _grouped(found: Iterator[Run]) -> Iterator[Run]:
    """Between two words that stay, all that goes before all that comes: one look instead of many."""
    waiting: list[Run] = []
    for run in filter(attrgetter("text"), found):
        if run.kind == SAME:
            yield from sorted(waiting, key=_removed_first)
            waiting.clear()
            yield run
        else:
            waiting.append(run)
    yield from sorted(waiting, key=_removed_first)


def _removed_first(run: Run) -> bool:
    return run.kind == ADDED


def _aligned(left: list[_Word], right: list[_Word]) -> Iterator[Run]:
    start, end = _common(left, right)
    middle_left, middle_right = left[start : len(left) - end], right[start : len(right) - end]
    for one, other in zip(left[:start], right[:start], strict=True):
        yield from _kept(one, other)
    if len(middle_left) * len(middle_right) > MOST_STEPS:
        yield from (Run(REMOVED, word.blank + word.text) for word in middle_left)
        yield from (Run(ADDED, word.blank + word.text) for word in middle_right)
    else:
        yield from _longest(middle_left, middle_right)
    for one, other in zip(left[len(left) - end :], right[len(right) - end :], strict=True):
        yield from _kept(one, other)


def _common(left: list[_Word], right: list[_Word]) -> tuple[int, int]:
    """How many words are the same at the beginning, and then at the end."""
    most, start, end = min(len(left), len(right)), 0, 0
    while start < most and left[start].text == right[start].text:
        start += 1
    while end < most - start and left[-1 - end].text == right[-1 - end].text:
        end += 1
    return start, end


def _longest(left: list[_Word], right: list[_Word]) -> Iterator[Run]:
    """By the longest common subsequence of words: fewest words are struck or new."""
    lengths = [[0] * (len(right) + 1)]
    for one in reversed(left):
        below, row = lengths[-1], [0] * (len(right) + 1)
        for at in range(len(right) - 1, -1, -1):
            row[at] = below[at + 1] + 1 if one.text == right[at].text else max(below[at], row[at + 1])
        lengths.append(row)
    lengths.reverse()
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i].text == right[j].text:
            yield from _kept(left[i], right[j])
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            yield Run(REMOVED, "".join(left[i]))
            i += 1
        else:
            yield Run(ADDED, "".join(right[j]))
            j += 1
    yield from (Run(REMOVED, "".join(word)) for word in left[i:])
    yield from (Run(ADDED, "".join(word)) for word in right[j:])


def _kept(one: _Word, other: _Word) -> Iterator[Run]:
    """A word that stays; blanks before it may still differ."""
    if one.blank != other.blank:
        yield Run(REMOVED, one.blank)
        yield Run(ADDED, other.blank)
        yield Run(SAME, one.text)
    else:
        yield Run(SAME, one.blank + one.text)


def _words(text: str) -> list[_Word]:
    """The text in words, each with the blanks before it; blanks at the end are a word without letters."""
    found: list[_Word] = []
    blank, word, kind = "", "", ""
    for place, letter in enumerate(text):
        now = _kind(text, place, kind)
        if word and (now != kind or now == "sign"):
            found.append(_Word(blank, word))
            blank, word = "", ""
        if now == "blank":
            blank += letter
        else:
            word += letter
        kind = now
    if word or blank:
        found.append(_Word(blank, word))
    return found


def _kind(text: str, place: int, before: str) -> str:
    """word | mark | sign | blank. A sign is a whole word: Chinese and Japanese put no blanks between theirs."""
    letter = text[place]
    if letter.isspace():
        return "blank"
    if any(first <= letter <= last for first, last in _SIGNS):
        return "sign"
    if letter.isalnum() or letter == "_":
        return "word"
    if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf"):
        return before if before in ("word", "mark") else "mark"  # an accent or joiner stays with its letter
    inside = before == "word" and letter in _JOINERS and place + 1 < len(text) and text[place + 1].isalnum()
    return "word" if inside else "mark"
