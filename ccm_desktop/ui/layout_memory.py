"""Remembers window size, column widths, text size and scheme between starts; never anything about a patient."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings


class LayoutMemory:
    """A small INI file; written when something changes, not only at a clean end."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def text(self, key: str, default: str) -> str:
        """A remembered word."""
        return str(self._settings.value(key, default))

    def remember(self, key: str, value: str) -> None:
        """Keep a word."""
        self._settings.setValue(key, value)
        self._settings.sync()

    def widths(self, table: str) -> dict[str, int]:
        """Column widths that a person chose in that table, by column key."""
        parts = (part.partition(":") for part in self.text(f"widths/{table}", "").split())
        return {key: int(width) for key, _, width in parts if width.isdecimal()}

    def remember_widths(self, table: str, widths: dict[str, int]) -> None:
        """Keep column widths."""
        self.remember(f"widths/{table}", " ".join(f"{key}:{width}" for key, width in widths.items()))
