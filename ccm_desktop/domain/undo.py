"""What one person on one computer can take back and bring back, from what the record says they saved.

Undo is a save of its own that names the one it takes back (ux.md 7.4): so the stacks need no memory of their
own, and stand as they were after a crash, a restart or a visit to another patient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WINDOW_SECONDS = 24 * 3600
"""Older saves are compared and restored on purpose, never by a key pressed once too often."""


@dataclass(frozen=True, slots=True)
class Save:
    """One saved version."""

    id: str
    what: str
    takes_back: str = ""
    """The save that it took back; empty for an edit."""

    @property
    def edit(self) -> str:
        """What the edit was that this makes, takes back or brings back."""
        return self.what.removeprefix("Undo: ").removeprefix("Redo: ") if self.takes_back else self.what


@dataclass(frozen=True, slots=True)
class Stacks:
    """The last of each is the next."""

    undo: tuple[Save, ...] = ()
    redo: tuple[Save, ...] = ()


def stacks(saves: Iterable[Save]) -> Stacks:
    """Of saves in the order in which they were made. An edit ends what could be brought back."""
    undo: list[Save] = []
    redo: list[Save] = []
    for save in saves:
        if not save.takes_back:
            undo.append(save)
            redo.clear()
        elif any(one.id == save.takes_back for one in undo):  # mostly the last; a finding takes back its own
            undo = [one for one in undo if one.id != save.takes_back]
            redo.append(save)
        elif redo and redo[-1].id == save.takes_back:
            redo.pop()
            undo.append(save)
    return Stacks(tuple(undo), tuple(redo))
