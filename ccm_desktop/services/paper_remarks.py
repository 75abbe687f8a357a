"""What staff are told beside the preview of a paper: letters it cannot show, its language, how hard it is to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ccm_desktop.reports.large_print import LargePrint
from ccm_desktop.reports.plan_words import written_in
from ccm_desktop.reports.reading_grade import Reading, is_long_enough, measure, sentences
from ccm_desktop.reports.unprintable import unprintable_in

_NAMED = 5
"""Fields that are named; more would hide the sentence that says what to do."""
_LONG_WORD = re.compile(r"(\S{40})\S+")
_SHORT = 160
"""Letters of a hard sentence that are shown: enough to find it by."""
_CALLED = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence beside the preview; never on the paper."""

    words: str
    is_warning: bool = False


def letters_remark(document: object) -> Remark:
    """A warning that names the fields; empty where every letter can be printed."""
    found = unprintable_in(document)
    words = letters_words(found, sum(found.values()))
    return Remark(words, bool(words))


def letters_words(found: Mapping[str, int], count: int) -> str:
    """`2 characters cannot be printed and stand as numbers, like ⟨U+6BCF⟩, in goals: goal. Write words instead.`

    `found`: as `unprintable_in` gives it; `count`: how often such a character stands on the paper.
    """
    if not count:
        return ""
    which = "1 character cannot be printed and stands as a number" if count == 1 else (
        f"{count} characters cannot be printed and stand as numbers")  # fmt: skip
    rest = len(found) - _NAMED
    named = "; ".join([*list(found)[:_NAMED], *([f"{rest} more"] if rest > 0 else [])])
    return f"{which}, like ⟨U+6BCF⟩, in {named}. Write words instead."


def written_remark(write: Callable[[Any], LargePrint], document: Any) -> Remark:
    """What whoever gives the paper away should know of it: it may not be legible to its reader at all."""
    paper, language = write(document), document.language
    warnings = []
    if paper.unprintable:
        warnings.append(letters_words(unprintable_in(document), paper.unprintable))
    others = [one for one in sentences(paper.sentences) if written_in(one) not in ("", language)]
    if others:
        which, were = ("A line", "was") if len(others) == 1 else (f"{len(others)} lines", "were")
        other = _CALLED[written_in(others[0])]
        warnings.append(f"{which} of this {_CALLED[language]} paper {were} typed in {other}.")
    reading = reading_words(measure(paper.sentences, language) if is_long_enough(paper.sentences) else None)
    return Remark(" ".join(filter(None, (*warnings, reading.words))), bool(warnings) or reading.is_warning)


def reading_words(found: Reading | None) -> Remark:
    """`Reading grade 7.2; aim 6 or less. Hardest: …`; for staff, never on the paper."""
    if found is None:
        return Remark("")
    if found.language == "es":
        start = f"Reading ease (Szigriszt) {found.value:.0f}; aim {found.aim:.0f} or more."
    else:
        start = f"Reading grade {found.value:.1f}; aim {found.aim:.0f} or less."
    whole = [_LONG_WORD.sub(r"\1…", one) for one in found.hardest]  # a word is never broken on screen
    shown = [one if len(one) <= _SHORT else f"{one[:_SHORT].rstrip()}…" for one in whole]
    hardest = f" Hardest: {' '.join(f'“{one}”' for one in shown)}" if shown else ""
    return Remark(start + hardest, not found.is_met)
