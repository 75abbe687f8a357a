"""Right-to-left text for a PDF that only knows left to right: joined letters in visual order.

PDF readers expect right-to-left glyphs in the order they stand on the page and turn them back
when text is copied. So each line is put into visual order here, by the Unicode bidirectional
algorithm without its explicit controls (those are printed visibly, never obeyed, because they
can disguise a name), and Arabic letters take the joined forms the fonts have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_ARABIC = re.compile("[\u0600-\u08ff]")
# A letter with the marks drawn over it from its right end. Hebrew and Arabic marks are drawn from
# the left end of their letter, so plain reversal puts them where they belong.
_CLUSTER = re.compile(".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]*", re.DOTALL)
_MIRRORED = dict(zip("()[]{}<>«»⟨⟩‹›≤≥", ")(][}{><»«⟩⟨›‹≥≤", strict=True))
_FORM_BLOCKS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))
_LAM_ALEF = ("\u0644\u0622", "\u0644\u0623", "\u0644\u0625", "\u0644\u0627")
_TATWEEL = "\u0640"
_JOINER = "\u200d"


@cache
def arabic_forms() -> dict[tuple[str, str], str]:
    """(`initial`, letters) → the one character that shows them so, from the Unicode data."""
    forms: dict[tuple[str, str], str] = {}
    for block in _FORM_BLOCKS:
        for number in block:
            kind, _, letters = unicodedata.decomposition(chr(number)).partition("> ")
            if letters and "0020" not in letters.split():
                spelled = "".join(chr(int(letter, 16)) for letter in letters.split())
                if len(spelled) == 1 or spelled in _LAM_ALEF:
                    forms.setdefault((kind.lstrip("<"), spelled), chr(number))
    return forms


def joined_letters(text: str, drawable: Callable[[str], bool]) -> str:
    """Arabic letters replaced by their joined forms, where these are drawable; all else stays."""
    if not _ARABIC.search(text):
        return text
    shaped: list[str] = []
    position = 0
    while position < len(text):
        letters = text[position : position + 2]
        if letters not in _LAM_ALEF:
            letters = text[position]
        form = arabic_forms().get((_place(text, position, letters), letters), "")
        shaped.append(form if form and drawable(form) else letters)
        position += len(letters)
    return "".join(shaped)


def _place(text: str, position: int, letters: str) -> str:
    """`initial`, `medial`, `final` or `isolated`: how the letters join their neighbours."""
    joins_before = _joins_next(_neighbour(text, position, -1)) and _joins_previous(letters[0])
    last = position + len(letters) - 1
    joins_after = _joins_next(letters[-1]) and _joins_previous(_neighbour(text, last, +1))
    if joins_before:
        return "medial" if joins_after else "final"
    return "initial" if joins_after else "isolated"


def _neighbour(text: str, position: int, step: int) -> str:
    position += step
    while 0 <= position < len(text):
        if unicodedata.category(text[position]) != "Mn":
            return text[position]
        position += step
    return ""


def _joins_next(letter: str) -> bool:
    return letter in (_TATWEEL, _JOINER) or ("initial", letter) in arabic_forms()


def _joins_previous(letter: str) -> bool:
    return letter in (_TATWEEL, _JOINER) or ("final", letter) in arabic_forms()


def reads_right_to_left(paragraph: str) -> bool:
    """Whether the first letter with a direction of its own runs right to left."""
    if _RIGHT_TO_LEFT.search(paragraph):
        for letter in paragraph:
            direction = unicodedata.bidirectional(letter)
            if direction in ("L", "R", "AL"):
                return direction != "L"
    return False


def visual_order(line: str, right_to_left: bool = False) -> str:
    """One line of a paragraph, in the order its glyphs stand from left to right."""
    if not _RIGHT_TO_LEFT.search(line):
        return line
    base = int(right_to_left)
    levels = _levels(line, base)
    clusters = [(match.start(), match[0]) for match in _CLUSTER.finditer(line)]
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(clusters):
            end = start
            while end < len(clusters) and levels[clusters[end][0]] >= level:
                end += 1
            clusters[start:end] = reversed(clusters[start:end])
            start = end + 1
    return "".join(_mirrored(text) if levels[place] % 2 else text for place, text in clusters)


def _mirrored(cluster: str) -> str:
    return _MIRRORED.get(cluster[0], cluster[0]) + cluster[1:]


def _levels(line: str, base: int) -> list[int]:
    kinds = _resolve_numbers([unicodedata.bidirectional(letter) for letter in line], "R" if base else "L")
    _resolve_neutrals(kinds, "R" if base else "L")
    levels = [{"L": base * 2, "R": 1}.get(kind, 2) for kind in kinds]
    for position in range(len(line.rstrip()), len(line)):
        levels[position] = base
    return levels


def _resolve_numbers(kinds: list[str], base: str) -> list[str]:
    """Rules W1 to W7: marks, digits, signs and separators."""
    strong, previous = base, base
    for i, kind in enumerate(kinds):
        kinds[i] = previous if kind == "NSM" else "AN" if kind == "EN" and strong == "AL" else kind
        previous = kinds[i]
        strong = previous if previous in ("L", "R", "AL") else strong
    for i in range(1, len(kinds) - 1):
        if kinds[i - 1] == kinds[i + 1] and (kinds[i], kinds[i + 1]) in {
            ("ES", "EN"),
            ("CS", "EN"),
            ("CS", "AN"),
        }:
            kinds[i] = kinds[i + 1]
    for i in [*range(1, len(kinds)), *range(len(kinds) - 2, -1, -1)]:
        if kinds[i] == "ET" and "EN" in (kinds[i - 1] if i else "", *kinds[i + 1 : i + 2]):
            kinds[i] = "EN"
    strong = base
    for i, kind in enumerate(kinds):
        kinds[i] = "R" if kind == "AL" else kind
        if kinds[i] in ("L", "R"):
            strong = kinds[i]
        elif kind == "EN" and strong == "L":
            kinds[i] = "L"
    return kinds


def _resolve_neutrals(kinds: list[str], base: str) -> None:
    """Rules N1 and N2: what has no direction takes that of both neighbours, or the paragraph's."""
    start = 0
    while start < len(kinds):
        end = start
        while end < len(kinds) and kinds[end] not in ("L", "R", "EN", "AN"):
            end += 1
        if end > start:
            before = base if start == 0 else "L" if kinds[start - 1] == "L" else "R"
            after = base if end == len(kinds) else "L" if kinds[end] == "L" else "R"
            kinds[start:end] = [before if before == after else base] * (end - start)
        start = end + 1
