"""Which keys a command has: those it came with, or those this person on this computer gave it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

from ccm_desktop.ui.layout_memory import LayoutMemory

_MEMORY = "keys"
NONE = "none"
"""Remembered where somebody took a command's keys away."""

FIXED: Mapping[str, str] = {
    "Ctrl+Return": "Save the form",
    "Esc": "Leave the form, or close what is in front",
    "Tab": "Next control",
    "Shift+Tab": "Control before",
    "Return": "Open or press what is chosen",
    "Space": "Press or tick what is chosen",
    "F2": "Edit what is chosen",
    "Ctrl+;": "Spelling of the underlined word, or of the next one",
    "Ctrl+A": "Select all",
    "Ctrl+C": "Copy",
    "Ctrl+V": "Paste",
    "Ctrl+X": "Cut",
    "Ins": "Care plan: add what most likely comes next to the line in hand",
    "Ctrl+Shift+B": "Care plan: add problem",
    "Ctrl+Shift+G": "Care plan: add goal",
    "Ctrl+Shift+V": "Care plan: add intervention",
    "Ctrl+Shift+L": "Care plan: insert template",
    "F4": "Care plan: assessments",
    "F5": "Care plan: teach-back",
    "F11": "Care plan: attest the problem in hand as chronic",
    "F12": "Care plan: a different instruction",
}
"""Keys that belong to forms and fields; they stay as they are."""

_EDITS = {"Space", "Backspace", "Del", "Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown"}
_SCREEN_READERS = {"Ins", "CapsLock"}


class KeyMap:
    """The keys of every command; what differs from the defaults is remembered.

    `defaults` holds each command's keys (`; ` between alternates), `words` how it is called,
    `menus` the letters that open a menu with Alt.
    """

    def __init__(
        self, defaults: Mapping[str, str], words: Mapping[str, str], menus: Mapping[str, str], memory: LayoutMemory
    ) -> None:
        self._defaults = {key: _portable(text) for key, text in defaults.items()}
        self._words, self._menus, self._memory = words, menus, memory

    def keys(self, command: str) -> tuple[str, ...]:
        """Its keys in portable words; the first is the one to learn."""
        own = self._memory.text(f"{_MEMORY}/{command}", "")
        if not own:
            return self._defaults[command]
        first = () if own == NONE else _portable(own)
        return (*first, *(keys for keys in self._defaults[command][1:] if keys not in first))

    def first(self, command: str) -> str:
        """The keys to show beside a name; empty for none."""
        return next(iter(self.keys(command)), "")

    def default(self, command: str) -> str:
        """The keys to learn that it came with."""
        return next(iter(self._defaults[command]), "")

    def by_default(self, keys: str) -> str:
        """The command that came with these keys; empty for none."""
        return next((command for command, own in self._defaults.items() if keys in own), "")

    def is_changed(self, command: str) -> bool:
        """Whether a person chose them."""
        return self.keys(command) != self._defaults[command]

    def owner(self, keys: str) -> str:
        """The command that has these keys now; empty for none."""
        return next((command for command in self._defaults if keys in self.keys(command)), "")

    def refusal(self, command: str, keys: str) -> str:
        """Why a command cannot have these keys, in words; empty when it can."""
        return _refusal_of_any(keys) or self._taken(command, keys)

    def give(self, command: str, keys: str) -> None:
        """From now on the command has these keys, and its alternates; empty for none."""
        self._memory.remember(f"{_MEMORY}/{command}", "" if keys == self.default(command) else keys or NONE)

    def reset(self) -> None:
        """Every command has the keys it came with."""
        for command in self._defaults:
            if self.is_changed(command):
                self._memory.remember(f"{_MEMORY}/{command}", "")

    def _taken(self, command: str, keys: str) -> str:
        if keys in FIXED:
            return f"{shown(keys)} is fixed: {FIXED[keys]}. Choose other keys."
        if keys in self._menus:
            return f"{shown(keys)} opens the menu {self._menus[keys]}. Choose other keys."
        other = self.owner(keys)
        if other and other != command:
            return f"{shown(keys)} already does “{self._words[other]}”. Choose other keys, or change that one first."
        return ""


def shown(keys: str) -> str:
    """Keys as this computer writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def portable(combination: QKeyCombination) -> str:
    """Pressed keys as they are remembered."""
    return QKeySequence(combination).toString()


def _portable(text: str) -> tuple[str, ...]:
    return tuple(sequence.toString() for sequence in QKeySequence.listFromString(text) if not sequence.isEmpty())


def _refusal_of_any(keys: str) -> str:
    """Keys that nobody should have: they type, or belong to the system or to a screen reader (ux.md 5.13)."""
    held, key = _parts(keys)
    if key in _SCREEN_READERS:
        return f"{shown(keys)} belongs to screen readers. Choose other keys."
    if {"Ctrl", "Alt"} <= held:
        return "Ctrl and Alt together type characters on many keyboards. Choose other keys."
    if keys == "Ctrl+Shift+U":
        return f"{shown(keys)} types characters on Linux. Choose other keys."
    if not held & {"Ctrl", "Alt", "Meta"} and (len(key) == 1 or key in _EDITS):
        return f"{shown(keys)} alone is needed for typing. Hold Ctrl or Alt with it."
    return ""


def _parts(keys: str) -> tuple[set[str], str]:
    """`Ctrl+Shift++` is Ctrl and Shift, and the key `+`."""
    held: set[str] = set()
    while True:
        modifier, plus, rest = keys.partition("+")
        if not plus or not rest or not modifier:
            return held, keys
        held.add(modifier)
        keys = rest
