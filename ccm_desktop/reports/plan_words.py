"""The words of papers for people, in the languages we have: data files under `resources/locale`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "locale"
LANGUAGES = ("en", "es")
_MARKERS = {
    "en": frozenset(("the and or of to with without at on in is are be my your it for from if when each every per not "
                     "below above than this that you as has have do don't until after before").split()),
    "es": frozenset(("un una con sin en por para al que su sus mis es si cuando cada más menos tiene hasta antes "
                     "después").split()),
}  # fmt: skip
"""Small words that stand in one of our languages only; without those of names, like Las Vegas or de la Cruz."""
_SPELT = {
    "en": ("en", "eng", "english", "inglés", "ingles"),
    "es": ("es", "spa", "esp", "spanish", "español", "espanol", "castellano", "castilian"),
}


class Labels:
    """What a paper says by itself; free text stays as it was typed."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language, self._texts = language, texts

    def __call__(self, key: str, **values: str) -> str:
        """The text; `values` fill its places. What was typed is never read as a place to fill."""
        return self._texts[key].format(**values) if values else self._texts[key]

    def day(self, value: date) -> str:
        """`December 5, 2026`, `5 de diciembre de 2026`."""
        month = self._texts["months"].split()[value.month - 1]
        return self("day", month=month, day=str(value.day), year=str(value.year))

    def instant(self, local: datetime) -> str:
        """`December 5, 2026, 9:12 AM`, `5 de diciembre de 2026, 9:12 a. m.`"""
        half = self("morning" if local.hour < 12 else "afternoon")
        return f"{self.day(local.date())}, {local.hour % 12 or 12}:{local:%M} {half}"

    def sections(self) -> Mapping[str, str]:
        """What the parts of a plan are called, by key."""
        start = "section_"
        return {key.removeprefix(start): text for key, text in self._texts.items() if key.startswith(start)}


@cache
def labels(language: str) -> Labels:
    """The words of that language."""
    return Labels(language, _read(f"plan_papers.{language}.json"))


def language_of(written: str) -> str:
    """en | es from what stands in a chart: `Spanish`, `es-MX`, `spa`. Empty for anything else."""
    words = re.split(r"[\W_]+", written.strip().casefold(), maxsplit=1)[0]
    return next((code for code, known in _SPELT.items() if words in known), "")


def written_in(text: str) -> str:
    """en | es by the small words of a text; empty where they do not tell."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.casefold())
    english, spanish = (sum(word in _MARKERS[language] for word in words) for language in LANGUAGES)
    return "" if english == spanish else "en" if english > spanish else "es"


def plain(text: str, language: str, *, dosing: bool = False) -> str:
    """The text with the short forms of charts written out, where the table knows one meaning only.

    In `language`, unless the rest of the text is in the other one: a sentence half of each helps nobody.
    `dosing` is for what stands within a sentence of how a medicine is taken: it also takes short forms
    that mean something else in other places.
    """
    pattern, words = _table(language, dosing)
    rest = written_in(pattern.sub(" ", text))
    if rest not in ("", language):
        pattern, words = _table(rest, dosing)
    return pattern.sub(lambda found: _written_out(found, words, begins=not dosing and found.start() == 0), text)


def _written_out(found: re.Match[str], words: Mapping[str, str], *, begins: bool) -> str:
    text = found.group()
    full = words.get(text) or words[text.casefold()]
    return full[0].upper() + full[1:] if begins else full


@cache
def _table(language: str, dosing: bool) -> tuple[re.Pattern[str], Mapping[str, str]]:
    groups = _read_groups(f"plain_words.{language}.json")
    exact = groups["as_written"] | (groups["dosing"] if dosing else {})
    loose = groups["terms"]
    found = [(word, re.escape(word)) for word in exact] + [(word, f"(?i:{re.escape(word)})") for word in loose]
    longest = sorted(found, key=lambda item: -len(item[0]))
    pattern = "|".join(expression for _, expression in longest)
    return re.compile(rf"(?<![\w/])(?:{pattern})(?![\w/])"), {**loose, **exact}


@cache
def _read(name: str) -> Mapping[str, str]:
    found: dict[str, str] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return found


@cache
def _read_groups(name: str) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return found
