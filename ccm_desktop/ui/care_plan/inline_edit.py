"""Writes a line's words where they stand: Enter keeps, Esc takes back, Ctrl+Enter keeps and goes on with another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.ui.care_plan.fields import writer_of
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.widgets.spelled import check_spelling

Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PADDING, _MOST_LINES = 10, 6
_BESIDE, _ENDLESS = 14, 10_000
"""What a cell keeps beside its words, and more than any text is high."""


class InlineText(QPlainTextEdit):
    """The words of one line, as high as they need.

    Signals:
        kept: Enter; True: and another line after it.
    """

    kept = Signal(bool)

    def __init__(self, opened: Opened, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.opened = opened
        self._least = 0
        self.setPlainText(text)
        self.selectAll()
        self.setTabChangesFocus(True)
        self.setAccessibleName(f"{opened.title}: words")
        check_spelling(self, writer_of(name_field(opened)))
        self.document().setDocumentMargin(1)
        self.textChanged.connect(self.grow)

    def cover(self, high: int) -> None:
        """Be as high as the cell at least: its words stand below."""
        self._least = high
        self.grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.grow()  # only now it is known where lines end

    def grow(self) -> None:
        """As many lines as the words take, up to six."""
        lines = max(1, int(self.document().size().height()))
        always, never = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if lines > _MOST_LINES else never)
        lines = min(_MOST_LINES, lines)
        self.setFixedHeight(max(self._least, self.fontMetrics().lineSpacing() * lines + _PADDING))

    def event(self, event: QEvent) -> bool:
        # The form beside has shortcuts of its own for these keys.
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.key() in (*_ENTER, Qt.Key.Key_Escape):  # type: ignore[attr-defined]  # it is a key
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.kept.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            super().keyPressEvent(event)


class InlineEdit(QStyledItemDelegate):
    """Makes the editor of a line that can be written.

    Signals:
        began: a line is being written; its `InlineText`.
        wrote: what it opens, and the words.
        left: what it opens; what was written is taken back.
        another_asked: what it opens, and the words it has now; a line like it is wanted after it.
        ended: nothing is being written any more.
    """

    began = Signal(object)
    wrote = Signal(object, str)
    left = Signal(object)
    another_asked = Signal(object, str)
    ended = Signal()

    def __init__(self, role: int, draft_of: Callable[[str], PlanDraft | None], parent: QObject) -> None:
        super().__init__(parent)
        self._role, self._draft_of = role, draft_of
        self._text: InlineText | None = None

    @property
    def text(self) -> InlineText | None:
        """What is being written in; None while nothing is."""
        return self._text

    @property
    def writing(self) -> bool:
        """Whether a line is being written."""
        return self._text is not None

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        opened: Opened = index.data(self._role)
        draft, words = self._draft_of(opened.place), name_text(opened)
        if draft is not None:  # with the versions that it was typed over
            opened = replace(opened, forms=draft.forms)
            words = draft.texts.get((0, name_field(opened)), words)
        self._text = InlineText(opened, words, parent)
        self._text.kept.connect(self._on_kept)
        self.began.emit(self._text)
        return self._text

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words are in the room there is: who reads a plan reads whole lines (ux.md 7.2)."""
        base, tree = super().sizeHint(option, index), self.parent()
        if not isinstance(tree, QTreeView):
            return base
        depth, above = 1, index.parent()
        while above.isValid():
            depth, above = depth + 1, above.parent()
        room = tree.columnWidth(index.column()) - depth * tree.indentation() - _BESIDE
        metrics = QFontMetrics(_drawn_in(tree.font(), index.data(Qt.ItemDataRole.FontRole)))
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if metrics.horizontalAdvance(words) <= room:
            return base
        whole = metrics.boundingRect(QRect(0, 0, max(room, 1), _ENDLESS), Qt.TextFlag.TextWordWrap, words).height()
        return QSize(base.width(), base.height() - metrics.height() + whole)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The words are there from the beginning."""

    def setModelData(self, editor: QWidget, _model: Any, _index: Index) -> None:
        """The keyboard went elsewhere: what was written is kept."""
        if editor is self._text:
            self._finish()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)
        if isinstance(editor, InlineText):
            editor.cover(option.rect.height())

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        super().destroyEditor(editor, index)
        text = self._text
        if text is not None and editor is text:  # Esc: nothing was kept of it
            self._text = None
            self.left.emit(text.opened)
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab keeps what was written; Qt's own would go on writing in the next line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self._on_kept(another=False)
            return True
        return super().eventFilter(watched, event)

    def _on_kept(self, another: bool) -> None:
        text = self._finish()
        if text is not None:
            opened, words = text.opened, text.toPlainText()
            self.closeEditor.emit(text, QStyledItemDelegate.EndEditHint.NoHint)
            if another:
                self.another_asked.emit(opened, words)

    def _finish(self) -> InlineText | None:
        text, self._text = self._text, None
        if text is not None:
            self.wrote.emit(text.opened, text.toPlainText())
        return text


def name_field(opened: Opened) -> str:
    """The field that names a line."""
    return BY_TYPE[type(opened.forms[0].value)].name


def name_text(opened: Opened) -> str:
    """The words that name a line."""
    return str(getattr(opened.forms[0].value, name_field(opened)))


def _drawn_in(own: QFont, wanted: object) -> QFont:
    """The line's weight in the tree's size: a line keeps the size of text it was made in, and is not drawn in it."""
    drawn = QFont(own)
    if isinstance(wanted, QFont):
        drawn.setWeight(wanted.weight())
    return drawn
