"""What may have been meant by one word, above the field's own menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction

from ccm_desktop.domain.spelling import Span, in_case_of
from ccm_desktop.ui.spelling.spelling import Spelling
from ccm_desktop.ui.spelling.surfaces import Surface

ADD, IGNORE, NONE, LOOKING = "Add to my words", "Ignore here", "No suggestions", "Looking for suggestions…"


class SpellingMenu(QObject):
    """Opens at once; what takes long to find comes into it when it is found. Goes when it is closed."""

    def __init__(self, surface: Surface, spelling: Spelling, span: Span) -> None:
        self._menu = surface.standard_menu()
        super().__init__(self._menu)
        self._surface, self._span = surface, span
        self._menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._menu.setAccessibleName(f"Spelling of {span.word}")
        self._waiting: QAction | None = None
        fields_own = self._menu.actions()[0]
        self._below = self._menu.insertSeparator(fields_own)
        self._insert(ADD, fields_own).triggered.connect(partial(spelling.add, span.word))
        self._insert(IGNORE, fields_own).triggered.connect(partial(spelling.ignore, span.word))
        self._menu.insertSeparator(fields_own)
        near = spelling.near(span.word)
        self._suggest(near)
        if not near:
            self._waiting = self._insert(LOOKING, self._below)
            self._waiting.setEnabled(False)
            spelling.further(span.word).succeeded.connect(self._on_found)

    def open_at(self, place: QPoint) -> None:
        """With the first thing that can be chosen in hand."""
        self._menu.popup(place)
        self._take_first()

    def _take_first(self) -> None:
        actions = self._menu.actions()
        self._menu.setActiveAction(next(one for one in actions if one.isEnabled() and not one.isSeparator()))

    def _insert(self, words: str, before: QAction) -> QAction:
        made = QAction(words, self._menu)
        self._menu.insertAction(before, made)
        return made

    def _suggest(self, found: tuple[str, ...]) -> None:
        for word in found:
            words = in_case_of(self._span.word, word)
            chosen = partial(self._surface.replace, self._span, words)
            self._insert(words, self._below).triggered.connect(chosen)

    def _on_found(self, found: tuple[str, ...]) -> None:
        if self._waiting is not None and found:
            self._menu.removeAction(self._waiting)
            self._suggest(found)
            self._take_first()
        elif self._waiting is not None:
            self._waiting.setText(NONE)
        self._waiting = None
