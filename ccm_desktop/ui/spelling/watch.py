"""Looks after each field that is to be checked from the moment when it first has the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from ccm_desktop.ui.spelling.marks import SpellingMarks
from ccm_desktop.ui.spelling.spelling import Spelling
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.spelled import whose_words


class SpellingWatch(QObject):
    """Until `stop`. `patients` names whose charts are before the person."""

    def __init__(
        self, spelling: Spelling, theme: Theme, patients: Callable[[], tuple[str, ...]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._spelling, self._theme, self._patients = spelling, theme, patients
        theme.app.focusChanged.connect(self._on_focus)

    def stop(self) -> None:
        """Look no longer."""
        self._theme.app.focusChanged.disconnect(self._on_focus)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isinstance(now, QPlainTextEdit | QLineEdit) or not whose_words(now):
            return
        self._spelling.wake(self._patients())
        if now.findChild(SpellingMarks) is None:
            SpellingMarks(now, self._spelling, self._theme)
