"""Which words are spelled so: a general English list, and what this program's own files say (docs/decisions/0011)."""

from __future__ import annotations

import re
from functools import cache

from spellchecker import SpellChecker

from ccm_desktop.domain.phrases import DEFAULTS
from ccm_desktop.domain.spelling import stem, word_keys
from ccm_desktop.interop.resources import resource

_SHOWN, _LONGEST_FURTHER = 5, 12
_NAMES = re.compile(r'"[A-Za-z0-9_]+":')
"""Names of fields: no words of English."""
_OWN_FILES = (
    ("words", "care_words.txt"), ("codes", "drug_names.txt"), ("codes", "chronic_conditions.csv"),
    ("locale", "plain_words.en.json"),
)  # fmt: skip
_OWN_FOLDERS = (("instruments",), ("templates", "care_plans"))


class WordList:
    """What it is asked about are keys as `domain.spelling.word_key` makes them. Safe for several threads."""

    def __init__(self) -> None:
        self._checker = SpellChecker("en")
        self._checker.word_frequency.load_words(_own_words())

    def has(self, key: str) -> bool:
        """Whether it is spelled so."""
        return key in self._checker or stem(key) in self._checker

    def near(self, key: str) -> tuple[str, ...]:
        """Words one slip away, the most used first; a millisecond."""
        return self._best(self._checker.known(self._checker.edit_distance_1(key)))

    def further(self, key: str) -> tuple[str, ...]:
        """Words two slips away, the most used first; up to a second, so not where somebody waits for a key.

        None for a long word: each letter more makes it slower.
        """
        return self._best(self._checker.candidates(key) or set()) if len(key) <= _LONGEST_FURTHER else ()

    def _best(self, found: set[str]) -> tuple[str, ...]:
        ranked = sorted(found, key=lambda word: (-self._checker[word], word))
        return tuple(ranked[:_SHOWN])


def _own_words() -> frozenset[str]:
    files = [resource(*parts) for parts in _OWN_FILES]
    for folder in _OWN_FOLDERS:
        files += sorted(resource(*folder).glob("*.json"))
    texts = [_NAMES.sub("", path.read_text("utf-8")) for path in files]
    return word_keys([*texts, *(words for _, words in DEFAULTS)])


@cache
def english() -> WordList:
    """The list, read once; some 300 ms and 40 MB.

    Raises whatever reading the files of the library raises: OSError, ValueError, EOFError.
    """
    return WordList()
