"""What staff are told beside the preview of a paper that holds letters it cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccm_desktop.reports.unprintable import unprintable_in

_NAMED = 5
"""Fields that are named; more would hide the sentence that says what to do."""


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
