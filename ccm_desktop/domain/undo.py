"""What one person on one computer can take back and bring back, from what the record says they saved.

Undo is a save of its own that names the one it takes back (ux.md 7.4): so the stacks need no memory of their
own, and stand as they were after a crash, a restart or a visit to another patient.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


def stacks(saves: Iterable[Save], lapsed: Collection[str] = ()) -> Stacks:
    """Of saves in the order in which they were made. An edit ends what could be brought back.

    `lapsed`: edits that rested on what was withdrawn since; no key takes them back or brings them back.
    """
    undo: list[Save] = []
    redo: list[Save] = []
    edits: dict[str, str] = {}
    for save in saves:
        edits[save.id] = edits.get(save.takes_back, save.takes_back) or save.id
        if not save.takes_back:
            redo.clear()
        if edits[save.id] in lapsed:
            continue
        if not save.takes_back:
            undo.append(save)
        elif undo and undo[-1].id == save.takes_back:
            undo.pop()
            redo.append(save)
        elif redo and redo[-1].id == save.takes_back:
            redo.pop()
            undo.append(save)
    return Stacks(tuple(undo), tuple(redo))
