"""Underlines in one field the words that the dictionary does not have, and offers what may have been meant."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from ccm_desktop.domain.spelling import Span, words_to_check
from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.spelling.menu import SpellingMenu
from ccm_desktop.ui.spelling.spelling import Spelling
from ccm_desktop.ui.spelling.surfaces import surface_of
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.parts import on_keys
from ccm_desktop.ui.widgets.spelled import whose_words

_MOST, _MOST_KEPT = 300, 500
_NOT_TYPING = -1
KEYS = "Ctrl+;"


class SpellingMarks(QObject):
    """Lives as long as its field. The word that is being typed is not underlined before it is finished."""

    def __init__(self, edit: QPlainTextEdit | QLineEdit, spelling: Spelling, theme: Theme) -> None:
        super().__init__(edit)
        self._edit, self._spelling, self._theme = edit, spelling, theme
        self._surface = surface_of(edit)
        self._looked_up: dict[str, tuple[Span, ...]] = {}
        """What is wrong in a paragraph, by its text: only one that changed is looked at again."""
        self._wrong: dict[str, bool] = {}
        """The same of each word, so that of such a paragraph only new words are looked up."""
        self._typed_at = _NOT_TYPING
        self.spans: tuple[Span, ...] = ()
        """What is underlined."""
        self._surface.edited.connect(self._on_edited)
        self._surface.shown.connect(self._on_shown)
        self._surface.moved.connect(self._on_moved)
        spelling.changed.connect(self._anew)
        theme.changed.connect(self._on_theme)
        edit.installEventFilter(self)
        if self._surface.pointed_at() is not edit:
            self._surface.pointed_at().installEventFilter(self)
        on_keys(edit, KEYS, self.ask)
        self._show()

    def span_at(self, place: int) -> Span | None:
        """The underlined word at that place of the text."""
        return next((span for span in self.spans if span.start <= place <= span.end), None)

    def ask(self) -> None:
        """Suggestions for the underlined word at the cursor, or for the next one, from the beginning at the end."""
        self._end_word()
        place = self._surface.place_of(None)
        following = [span for span in self.spans if span.end >= place]
        if self.spans:
            span = (following or self.spans)[0]
            self._surface.go_to(span.end)
            SpellingMenu(self._surface, self._spelling, span).open_at(self._surface.below_cursor())
        else:
            announce(self._edit, "No word is underlined")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched is self._edit:
            self._end_word()
        elif event.type() == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            return self._offer(watched, event)
        return False

    def _offer(self, watched: QObject, event: QContextMenuEvent) -> bool:
        """Suggestions, if an underlined word is meant; else the field's own menu comes as always."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if not by_key and watched is not self._surface.pointed_at():
            return False
        span = self.span_at(self._surface.place_of(None if by_key else event.pos()))
        if span is None or not self._may_write():
            return False
        SpellingMenu(self._surface, self._spelling, span).open_at(event.globalPos())
        return True

    def _on_edited(self, ended_at: int) -> None:
        self._typed_at = ended_at if self._edit.hasFocus() else _NOT_TYPING

    def _on_shown(self) -> None:
        self._show()
        finished = self.span_at(self._typed_at - 1) if self._typed_at > 0 else None
        if finished is not None and finished.end == self._typed_at - 1:
            announce(self._edit, f"{finished.word}: not in the dictionary")

    def _on_moved(self, place: int) -> None:
        if place != self._typed_at:
            self._end_word()

    def _end_word(self) -> None:
        if self._typed_at != _NOT_TYPING:
            self._typed_at = _NOT_TYPING
            self._show()

    def _anew(self) -> None:
        self._looked_up.clear()
        self._wrong.clear()
        self._show()

    def _on_theme(self) -> None:
        self._surface.underline(self.spans, self._colour())

    def _show(self) -> None:
        found = tuple(self._find())[:_MOST]
        if found or self.spans:
            self.spans = found
            self._surface.underline(found, self._colour())

    def _find(self) -> list[Span]:
        if not self._spelling.checks(whose_words(self._edit)) or not self._may_write():
            return []
        found = []
        for begins, text in self._surface.paragraphs():
            for span in self._wrong_in(text):
                start, end = begins + span.start, begins + span.end
                if not start <= self._typed_at <= end:
                    found.append(Span(start, end, span.word))
        return found

    def _wrong_in(self, text: str) -> tuple[Span, ...]:
        found = self._looked_up.get(text)
        if found is None:
            found = tuple(one for one in words_to_check(text) if self._is_wrong(one.word))
            if len(self._looked_up) >= _MOST_KEPT:
                self._looked_up.clear()
            self._looked_up[text] = found
        return found

    def _is_wrong(self, word: str) -> bool:
        found = self._wrong.get(word)
        if found is None:
            found = self._wrong[word] = not self._spelling.is_right(word)
        return found

    def _may_write(self) -> bool:
        return self._edit.isEnabled() and not self._edit.isReadOnly()

    def _colour(self) -> QColor:
        return QColor(self._theme.tokens.error_fg)
