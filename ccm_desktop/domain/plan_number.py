"""How a version of a care plan is called: two computers may give one number to two versions (decision 12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_DIGITS = 4
Numbered = tuple[str, int]
"""Entity of a version, empty for one that is still to be recorded, and its number."""


def marked(entity: str, number: int) -> str:
    """`9-3f2a`: the number, and the end of the entity, which is drawn by lot.

    On paper always so: whoever prints cannot know to what else another computer gives that number.
    """
    return f"{number}-{entity[-_DIGITS:]}" if entity else str(number)


def titles(versions: Iterable[Numbered]) -> dict[str, str]:
    """What each of them is called in a list, by entity: the number, with its mark where it is not the only one."""
    every = list(versions)
    used = Counter(number for _, number in every)
    return {entity: str(number) if used[number] == 1 else marked(entity, number) for entity, number in every}


def called(versions: Iterable[Numbered], words: str) -> list[Numbered]:
    """Those that `9`, `v9` or `9-3f2a` can mean; more than one where two have that number."""
    wanted = words.strip().casefold().removeprefix("v")
    return [one for one in versions if wanted in (str(one[1]), marked(*one))]
