"""How hard a text is to read, for the staff who may make it easier (docs/decisions/0010-reading-grade.md).

English: the Flesch-Kincaid grade, aim 6 or less. Spanish: the Szigriszt-Pazos scale, on which higher is
easier and INFLESZ calls 65 and more "fairly easy"; aim 70 or more. Both warn, neither blocks.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from ccm_desktop.reports.plan_words import written_in

_LETTER = "[A-Za-zÀ-ɏ]"
_WORD = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")
"""Of the Latin alphabet: no formula of ours counts the syllables of another."""
_SENTENCE = re.compile(r"(?<=[.!?:…])\s+")
_SHORTEST = 5
"""Words of a sentence, or of a whole paper, that can be called hard."""
_SHOWN = 3
AIM = {"en": 6.0, "es": 70.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured."""

    language: str
    value: float
    """English: the school grade. Spanish: points from 0 to 100, higher is easier."""
    hardest: tuple[str, ...] = ()
    """Sentences that miss the aim by themselves, the hardest first."""

    @property
    def aim(self) -> float:
        return AIM[self.language]

    @property
    def is_met(self) -> bool:
        return self.value <= self.aim if self.language == "en" else self.value >= self.aim


def sentences(texts: Iterable[str]) -> list[str]:
    """What has words; each text is a paragraph or the item of a list."""
    return [part for text in texts for part in _SENTENCE.split(text.strip()) if _WORD.search(part)]


def is_long_enough(texts: Iterable[str]) -> bool:
    """Whether a figure says anything: of an address and a heading alone the formulas make a grade of 0."""
    return sum(len(_words(one)) for one in texts) >= _SHORTEST


def measure(texts: Iterable[str], language: str) -> Reading | None:
    """What of it is not written in another of our languages; None where that has no words."""
    ours = [one for one in sentences(texts) if written_in(one) in ("", language)]
    if not ours:
        return None
    value = _value(ours, language)
    judged = [(_value([one], language), one) for one in dict.fromkeys(ours) if len(_words(one)) >= _SHORTEST]
    hard = [(found, one) for found, one in judged if not Reading(language, found).is_met]
    hard.sort(reverse=language == "en")
    return Reading(language, value, tuple(one for _, one in hard[:_SHOWN]))


def _value(sentences: list[str], language: str) -> float:
    words = [word for one in sentences for word in _words(one)]
    syllables = sum(map(_counter(language), words))
    per_sentence, per_word = len(words) / len(sentences), syllables / len(words)
    if language == "es":
        return 206.835 - 62.3 * per_word - per_sentence
    return max(0.0, 0.39 * per_sentence + 11.8 * per_word - 15.59)


def _words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


@cache
def _counter(language: str) -> Callable[[str], int]:
    """Counts the syllables of a word; its library is read at the first measure."""
    if language == "es":
        from pyphen import Pyphen

        spanish = Pyphen(lang="es", left=1, right=1)
        return lambda word: 1 + len(spanish.positions(word))
    logging.getLogger("syllapy").disabled = True  # it would tell the log each word it does not know
    import syllapy

    return lambda word: max(1, syllapy.count(word.replace("’", "'")))
