"""Which of two instructions about a line of the plan holds (product A-42): a person decides, nothing is merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KEEP, FOLLOW, OTHER, WITHDRAWN = "keep", "follow", "other", "withdrawn"
CHOICES = {
    KEEP: "Keep what the plan says",
    FOLLOW: "Follow the other instruction",
    OTHER: "Neither: something else",
}
"""What a practitioner decides."""
SAID = {**CHOICES, WITHDRAWN: "Withdrawn: raised by mistake"}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision."""

    id: str
    choice: str
    over: tuple[str, ...]
    why: str = ""
    """A reason, or, of what is neither side, what holds."""


def standing(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Those that no later one took the place of; two, when two people decided at once."""
    replaced = {before for one in decisions for before in one.over}
    return tuple(one for one in decisions if one.id not in replaced)


def is_open(decisions: Sequence[Decision]) -> bool:
    """Nobody has decided, or two have, and differently."""
    return len({_holds(one) for one in standing(decisions)}) != 1


def _holds(one: Decision) -> tuple[str, str]:
    """What a decision says; two reasons for one side do not differ, the words of something else do."""
    return one.choice, "" if one.choice in (KEEP, FOLLOW, WITHDRAWN) else " ".join(one.why.split())


def said(choice: str) -> str:
    """A decision in words; a newer program's by its own key."""
    return SAID.get(choice, choice)
