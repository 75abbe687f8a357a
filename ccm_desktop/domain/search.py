"""Finding people: `maria` finds `María`, `5/4/46` finds a birthday, in any order of words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def name_key(family: str, given: str) -> tuple[str, str]:
    """Equal for names that one could take for each other on screen."""
    return fold(family.strip()), fold(given.strip())


def haystack(*, names: Iterable[str], birth_on: str, mrn: str, phones: Iterable[str]) -> str:
    """Everything a search looks in, folded once."""
    parts = [fold(name) for name in names]
    if len(birth_on) == 10:
        year, month, day = birth_on.split("-")
        short = f"{int(month)}/{int(day)}/{year[2:]}"
        parts += [
            f"{month}/{day}/{year}",
            f"{month}{day}{year}",
            short,
            f"{int(month)}/{int(day)}/{year}",
            year,
        ]
    parts.append(fold(mrn))
    for phone in phones:
        digits = "".join(filter(str.isdigit, phone))
        parts += [digits[-4:], digits[-7:], digits[-10:]] if len(digits) >= 4 else [digits]
    return " ".join(part for part in parts if part)


def tokens(text: str) -> tuple[str, ...]:
    """The words of a search; all of them must be found. Commas are as lists print names: `Ortiz, María`."""
    return tuple(fold(text).replace(",", " ").split())


def matches(folded: str, wanted: tuple[str, ...]) -> bool:
    """Whether every word is in the haystack."""
    return all(token in folded for token in wanted)


def within(text: str, wanted: str) -> tuple[int, int] | None:
    """Where words first stand in a text as they follow each other, whatever case, accents and blanks: first
    character and how many. None where they do not."""
    words = " ".join(fold(wanted).split())
    if not words or words not in " ".join(fold(text).split()):
        return None
    folded, origin = "", list[int]()
    for at, character in enumerate(text):
        piece = " " if character.isspace() else fold(character)
        if piece == " " and (not folded or folded.endswith(" ")):
            continue
        folded += piece
        origin += [at] * len(piece)
    first = folded.find(words)
    return None if first < 0 else (origin[first], origin[first + len(words) - 1] + 1 - origin[first])
