"""Words that are typed often: `/vm` and a space become a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ccm_desktop.domain.errors import BadInput

Phrase = tuple[str, str]
"""Its key, without the stroke, and its words."""
DEFAULTS: tuple[Phrase, ...] = (
    ("vm", "Left voicemail with callback number; no health information left."),
    ("refill", "Refill request sent to the pharmacy; patient told when to pick it up."),
    ("bp", "Home blood pressure readings reviewed with patient:"),
)
MOST, LONGEST = 100, 1_000
_KEY = re.compile(r"[a-z0-9_]{1,20}")
_TYPED = re.compile(r"(?:^|(?<=\s))/([A-Za-z0-9_]{1,20})$")


def typed_key(before: str) -> str:
    """The key, with its stroke, that ends the text before the cursor; empty for none."""
    found = _TYPED.search(before)
    return found[0] if found else ""


def expansion(typed: str, phrases: Iterable[Phrase]) -> str:
    """What `/key` stands for; empty when it is no key, and then stays as it is."""
    return dict(phrases).get(typed[1:].lower(), "")


def listed(phrases: Iterable[Phrase]) -> str:
    """For editing: one a line, `vm = Left voicemail…`."""
    return "\n".join(f"{key} = {words}" for key, words in phrases)


def parsed(text: str) -> tuple[Phrase, ...]:
    """The list as it was edited; refuses a line that says nothing clear, and a key twice."""
    found: list[Phrase] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            key, _, words = (part.strip() for part in line.partition("="))
            found.append((key.removeprefix("/").lower(), words))
            _check(found, number)
    return tuple(found)


def _check(found: Sequence[Phrase], number: int) -> None:
    key, words = found[-1]
    if not _KEY.fullmatch(key) or not words:
        raise BadInput("phrase_unclear", f"Line {number} is no phrase.",
                       "Write it like: vm = Left voicemail with callback number.")  # fmt: skip
    if any(key == other for other, _ in found[:-1]):
        raise BadInput("phrase_twice", f"Line {number} has a key that another line has.", "Choose another key.")
    if len(words) > LONGEST or len(found) > MOST:
        raise BadInput("phrase_too_long", f"Line {number} is too long, or there are too many lines.",
                       f"Use at most {MOST} phrases of {LONGEST} characters.")  # fmt: skip
