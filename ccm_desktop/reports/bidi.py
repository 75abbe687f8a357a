"""Right-to-left text for a PDF that only knows left to right: joined letters in visual order.

PDF readers expect right-to-left glyphs in the order they stand on the page and turn them back
when text is copied. So each line is put into visual order here, by the Unicode bidirectional
algorithm without its explicit controls (those are printed visibly, never obeyed, because they
can disguise a name), and Arabic letters take the joined forms the fonts have.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ARABIC = re.compile("[\u0600-\u08ff]")
# a letter with the marks drawn over it (of the scripts whose letters and marks the fonts have)
_CLUSTER = re.compile(
    ".[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]*",
    re.DOTALL,
)
_MIRRORED = dict(zip("()[]{}<>«»⟨⟩‹›≤≥", ")(][}{><»«⟩⟨›‹≥≤", strict=True))
_FORM_BLOCKS = (range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))
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
                if len(spelled) == 1 or (len(spelled) == 2 and spelled[0] == "\u0644"):
                    forms.setdefault((kind.lstrip("<"), spelled), chr(number))
    return forms


def joined_letters(text: str) -> str:
    """Arabic letters replaced by their joined forms; all other text stays as it is."""
    if not _ARABIC.search(text):
        return text
    shaped: list[str] = []
    skip = -1
    for position, letter in enumerate(text):
        if position == skip:
            continue
        before, after = _neighbour(text, position, -1), _neighbour(text, position, +1)
        pair = letter + text[position + 1 : position + 2]
        joins_before = _joins_next(before) and _joins_previous(letter)
        ligature = (
            arabic_forms().get(("final" if joins_before else "isolated", pair)) if len(pair) == 2 else None
        )
        if letter == "\u0644" and ligature:
            shaped.append(ligature)
            skip = position + 1
            continue
        joins_after = _joins_next(letter) and _joins_previous(after)
        kind = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (joins_before, joins_after)
        )
        shaped.append(arabic_forms().get((kind or "isolated", letter), letter))
    return "".join(shaped)


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
