"""Which words of a text a dictionary is asked about, and what counts as the same word.

Never asked about: what is typed as an abbreviation or a code (`COPD`, `eGFR`, `A1c`, `10mg`, `/vm`), single
letters, addresses, and letters of another script: a line under them would be wrong more often than right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ccm_desktop.domain.search import fold

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")
_NO_PROSE = re.compile(r"@|://|^www\.|^/\w")
LONGEST_WORD = 40
"""Characters; what is longer is no word of English."""


@dataclass(frozen=True, slots=True)
class Span:
    """A word and where it stands in its paragraph."""

    start: int
    end: int
    word: str


def words_to_check(paragraph: str) -> Iterator[Span]:
    """The words of a paragraph, as they are typed, that are to be looked up."""
    for token in _TOKEN.finditer(paragraph):
        if _NO_PROSE.search(token[0]):
            continue
        for found in _WORD.finditer(token[0]):
            if _is_prose(found[0]):
                at = token.start()
                yield Span(at + found.start(), at + found.end(), found[0])


def word_key(word: str) -> str:
    """What is looked up and kept: small letters without accents, one kind of apostrophe."""
    return fold(word.replace("’", "'"))


def word_keys(texts: Iterable[str]) -> frozenset[str]:
    """Every word of these texts, abbreviations too: names, for instance."""
    return frozenset(word_key(found[0]) for text in texts for found in _WORD.finditer(text))


def stem(key: str) -> str:
    """Without the ending of a possessive: `ortiz's` is `ortiz`."""
    return key.removesuffix("'s").removesuffix("'")


def in_case_of(written: str, suggestion: str) -> str:
    """A suggestion with a capital where the word that it replaces has one."""
    return suggestion[:1].upper() + suggestion[1:] if written[:1].isupper() else suggestion


def _is_prose(word: str) -> bool:
    return 1 < len(word) <= LONGEST_WORD and word[1:].islower() and (word.isascii() or word_key(word).isascii())
