"""How the window looks to this person on this computer: scheme and text size, remembered between starts."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.theme import Theme

SCHEMES = {"system": "As the computer", "light": "Light", "dark": "Dark"}
SIZES = (100, 112, 125, 150, 175, 200)
"""Percent of text (ux.md 3.3)."""
DEFAULT_SCHEME, DEFAULT_SIZE = "system", 100


class Appearance(QObject):
    """The one place where scheme and text size change; `theme.changed` says so."""

    def __init__(self, theme: Theme, memory: LayoutMemory, parent: QObject) -> None:
        super().__init__(parent)
        self.theme, self.memory = theme, memory
        self.scheme = memory.text("scheme", DEFAULT_SCHEME)
        size = memory.text("text", str(DEFAULT_SIZE))
        self.size = int(size) if size.isdecimal() else DEFAULT_SIZE
        theme.apply(self.scheme, self.size)

    def show_scheme(self, scheme: str) -> None:
        """Light, dark or system."""
        self.scheme = scheme
        self.memory.remember("scheme", scheme)
        self.theme.apply(self.scheme, self.size)

    def show_size(self, percent: int) -> None:
        """Text from 100 to 200 percent."""
        self.size = max(SIZES[0], min(SIZES[-1], percent))
        self.memory.remember("text", str(self.size))
        self.theme.apply(self.scheme, self.size)

    def larger(self) -> None:
        """The next size up."""
        self.show_size(next((size for size in SIZES if size > self.size), SIZES[-1]))

    def smaller(self) -> None:
        """The next size down."""
        self.show_size(next((size for size in reversed(SIZES) if size < self.size), SIZES[0]))
