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
        self.menu = surface.standard_menu()
        super().__init__(self.menu)
        self._surface, self._spelling, self._span = surface, spelling, span
        self.menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu.setAccessibleName(f"Spelling of {span.word}")
        self._own_first = self.menu.actions()[0]
        near = spelling.near(span.word)
        self._waiting: QAction | None = None
        if near:
            self._suggest(near, self._own_first)
        else:
            self._waiting = self._insert(LOOKING, self._own_first)
            self._waiting.setEnabled(False)
            spelling.further(span.word).succeeded.connect(self._on_found)
        self.menu.insertSeparator(self._own_first)
        self._insert(ADD, self._own_first).triggered.connect(partial(spelling.add, span.word))
        self._insert(IGNORE, self._own_first).triggered.connect(partial(spelling.ignore, span.word))
        self.menu.insertSeparator(self._own_first)

    def popup(self, at: QPoint) -> None:
        """With the first thing that can be chosen in hand."""
        self.menu.popup(at)
        self.menu.setActiveAction(next(one for one in self.menu.actions() if one.isEnabled()))

    def _insert(self, words: str, before: QAction) -> QAction:
        made = QAction(words, self.menu)
        self.menu.insertAction(before, made)
        return made

    def _suggest(self, found: tuple[str, ...], before: QAction) -> None:
        for word in found:
            words = in_case_of(self._span.word, word)
            self._insert(words, before).triggered.connect(partial(self._surface.replace, self._span, words))

    def _on_found(self, found: tuple[str, ...]) -> None:
        if self._waiting is None:
            return
        if found:
            self._suggest(found, self._waiting)
            self.menu.removeAction(self._waiting)
            self.menu.setActiveAction(self.menu.actions()[0])
        else:
            self._waiting.setText(NONE)
        self._waiting = None
