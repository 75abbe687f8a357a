"""Gives the keyboard back to where it was before something came up in front."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken


class KeyboardPlace:
    """Remembers one widget; it may be gone when its turn comes."""

    def __init__(self) -> None:
        self._before: QWidget | None = None

    def note(self) -> None:
        """Something comes up now."""
        self._before = QApplication.focusWidget()

    def give_back(self) -> bool:
        """It went away; False when the widget of before cannot have the keyboard any more."""
        before, self._before = self._before, None
        if before is None or not Shiboken.isValid(before) or not before.isVisible():
            return False
        before.setFocus()
        return True
