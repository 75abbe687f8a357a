"""Which words are spelled so: a general English list, and what this program's own files say (docs/decisions/0011)."""

from __future__ import annotations

import re
from functools import cache

from spellchecker import SpellChecker

from ccm_desktop.domain.phrases import DEFAULTS
from ccm_desktop.domain.spelling import stem, word_key, word_keys, words_to_check
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
        self._own = _own_words()
        self._checker.word_frequency.load_words(self._own)
        self._never_offered = _words_of("never_offered.txt")

    def has(self, key: str) -> bool:
        """Whether it is spelled so."""
        return key in self._checker or stem(key) in self._checker

    def near(self, key: str) -> tuple[str, ...]:
        """Words one slip away, the likeliest first; a millisecond."""
        return self._best(key, self._checker.known(self._checker.edit_distance_1(key)))

    def further(self, key: str) -> tuple[str, ...]:
        """Words two slips away, the likeliest first; up to a second, so not where somebody waits for a key.

        None for a long word: each letter more makes it slower.
        """
        return self._best(key, self._checker.candidates(key) or set()) if len(key) <= _LONGEST_FURTHER else ()

    def _best(self, key: str, found: set[str]) -> tuple[str, ...]:
        """Few err in the first letter unless it changed places with the second; then words said here, and in films."""
        beginnings = (key[:1], key[1::-1])

        def rank(word: str) -> tuple[bool, bool, int, str]:
            return not word.startswith(beginnings), word not in self._own, -self._checker[word], word

        return tuple(sorted(found - self._never_offered, key=rank)[:_SHOWN])


def _words_of(file: str) -> frozenset[str]:
    lines = resource("words", file).read_text("utf-8").splitlines()
    return word_keys(line for line in lines if not line.startswith("#"))


def _own_words() -> frozenset[str]:
    files = [resource(*parts) for parts in _OWN_FILES]
    for folder in _OWN_FOLDERS:
        files += sorted(resource(*folder).glob("*.json"))
    texts = [_NAMES.sub("", path.read_text("utf-8")) for path in files]
    texts += [words for _, words in DEFAULTS]
    lines = (line for text in texts for line in text.splitlines())
    return frozenset(word_key(one.word) for line in lines for one in words_to_check(line))


@cache
def english() -> WordList:
    """The list, read once; some 300 ms and 40 MB.

    Raises whatever reading the files of the library raises: OSError, ValueError, EOFError.
    """
    return WordList()
