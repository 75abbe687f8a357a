"""Where words can be underlined: a text of several lines, and a single line.

Neither way touches the text: nothing is marked as edited, no draft is written, and undo knows nothing of it
(a QSyntaxHighlighter would say `textChanged` each time the dictionary changes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QWidget

from ccm_desktop.domain.spelling import Span


class Surface(QObject):
    """What both can do; positions count characters from the beginning of the text.

    Signals:
        edited: the text is another; carries where the change ended.
        shown: the same, once the field stands as it is to be painted.
        moved: the cursor is elsewhere; carries where.
    """

    edited = Signal(int)
    shown = Signal()
    moved = Signal(int)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        """Each with the place where it begins."""
        raise NotImplementedError

    def underline(self, spans: Sequence[Span], colour: QColor) -> None:
        """These words and no others."""
        raise NotImplementedError

    def place_of(self, point: QPoint | None) -> int:
        """The place under a point of the widget that is written in; that of the cursor for none."""
        raise NotImplementedError

    def go_to(self, place: int) -> None:
        """Put the cursor there."""
        raise NotImplementedError

    def below_cursor(self) -> QPoint:
        """On the screen."""
        cursor: QRect | QRectF = self.widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        whole = cursor.toRect() if isinstance(cursor, QRectF) else cursor  # each kind of field has its own
        return self.widget.mapToGlobal(whole.bottomLeft())

    def replace(self, span: Span, words: str) -> None:
        """Put words in the place of one, if it still stands there; one step of undo."""
        raise NotImplementedError

    def standard_menu(self) -> QMenu:
        """Cut, copy, paste."""
        raise NotImplementedError

    def pointed_at(self) -> QWidget:
        """What gets the clicks."""
        return self.widget


class TextSurface(Surface):
    """Several lines."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._drawn: dict[tuple[int, int], QTextEdit.ExtraSelection] = {}
        self._colour = QColor()
        edit.document().contentsChange.connect(self._on_contents)
        edit.textChanged.connect(self.shown)
        edit.cursorPositionChanged.connect(self._on_cursor)

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        block = self._edit.document().begin()
        while block.isValid():
            yield block.position(), block.text()
            block = block.next()

    def underline(self, spans: Sequence[Span], colour: QColor) -> None:
        # Their cursors move along with the text: a key into a long text draws next to none of them anew.
        still = {(one.cursor.selectionStart(), one.cursor.selectionEnd()): one for one in self._drawn.values()}
        wanted = {(span.start, span.end): span for span in spans}
        if colour == self._colour and still.keys() == wanted.keys() and len(still) == len(self._drawn):
            self._drawn = still
            return
        if colour != self._colour:
            self._colour, still = colour, {}
        self._drawn = {at: still.get(at) or self._selection(span) for at, span in wanted.items()}
        self._edit.setExtraSelections(list(self._drawn.values()))

    def place_of(self, point: QPoint | None) -> int:
        cursor = self._edit.textCursor() if point is None else self._edit.cursorForPosition(point)
        return cursor.position()

    def go_to(self, place: int) -> None:
        cursor = self._edit.textCursor()
        cursor.setPosition(place)
        self._edit.setTextCursor(cursor)

    def replace(self, span: Span, words: str) -> None:
        cursor = self._cursor(span)
        if cursor.selectedText() == span.word:
            cursor.insertText(words)

    def standard_menu(self) -> QMenu:
        return self._edit.createStandardContextMenu()

    def pointed_at(self) -> QWidget:
        return self._edit.viewport()

    def _selection(self, span: Span) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        made.cursor, made.format = self._cursor(span), _wave(self._colour)
        return made

    def _cursor(self, span: Span) -> QTextCursor:
        cursor = QTextCursor(self._edit.document())
        cursor.setPosition(span.start)
        cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _on_contents(self, at: int, _removed: int, added: int) -> None:
        self.edited.emit(at + added)

    def _on_cursor(self) -> None:
        self.moved.emit(self._edit.textCursor().position())


class LineSurface(Surface):
    """A single line, which takes looks only as an input method gives them."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        edit.textChanged.connect(self._on_text)
        edit.cursorPositionChanged.connect(self._on_cursor)

    def paragraphs(self) -> Iterator[tuple[int, str]]:
        yield 0, self._edit.text()

    def underline(self, spans: Sequence[Span], colour: QColor) -> None:
        look, at = _wave(colour), self._edit.cursorPosition()
        kind = QInputMethodEvent.AttributeType.TextFormat
        looks = [QInputMethodEvent.Attribute(kind, one.start - at, one.end - one.start, look) for one in spans]
        QCoreApplication.sendEvent(self._edit, QInputMethodEvent("", looks))

    def place_of(self, point: QPoint | None) -> int:
        return self._edit.cursorPosition() if point is None else self._edit.cursorPositionAt(point)

    def go_to(self, place: int) -> None:
        self._edit.setCursorPosition(place)

    def replace(self, span: Span, words: str) -> None:
        if self._edit.text()[span.start : span.end] == span.word:
            self._edit.setSelection(span.start, span.end - span.start)
            self._edit.insert(words)

    def standard_menu(self) -> QMenu:
        return self._edit.createStandardContextMenu()

    def _on_text(self) -> None:
        self.edited.emit(self._edit.cursorPosition())
        self.shown.emit()

    def _on_cursor(self, _before: int, now: int) -> None:
        self.moved.emit(now)


def surface_of(edit: QPlainTextEdit | QLineEdit) -> Surface:
    """The way to underline in that field."""
    return TextSurface(edit) if isinstance(edit, QPlainTextEdit) else LineSurface(edit)


def _wave(colour: QColor) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(colour)
    return look
