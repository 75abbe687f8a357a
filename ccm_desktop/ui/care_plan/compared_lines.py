"""Lines of two versions side by side: new words underlined, old ones struck, each line with a word for what it is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QKeyEvent,
    QPainter,
    QPalette,
    QResizeEvent,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ccm_desktop.domain import word_diff
from ccm_desktop.domain.plan_diff import ADDED, SAME, PlanChange
from ccm_desktop.services.plan_changes import ASSESSMENT
from ccm_desktop.ui.care_plan.changed_words import kind_html, told_aloud, told_html
from ccm_desktop.ui.theme import Theme

_CHANGE = Qt.ItemDataRole.UserRole
_WHAT, _BEFORE, _AFTER, _RESTORE = range(4)
_OFFERS = {SAME: "", ADDED: "Take out"}
"""What stands in a row instead of "Restore this": before it was added, a line was not there."""
_STACKED_BELOW = 760
"""Width in pixels of 100 % text below which both versions stand in one column, one inside the other."""
_PAD = 6
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class _Lines(QAbstractTableModel):
    """The lines, with what a screen reader says of each cell."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[PlanChange, ...] = ()
        self._said: list[tuple[str, str, str, str]] = []
        self._titles = ("", "", "", "")

    def show(self, lines: Sequence[PlanChange]) -> None:
        """Other lines."""
        self.beginResetModel()
        self.lines, self._said = tuple(lines), [_said(line) for line in lines]
        self.endResetModel()

    def name(self, *titles: str) -> None:
        """What stands above the columns."""
        self._titles = (titles[0], titles[1], titles[2], "Restore (R)")
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, _WHAT, _RESTORE)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else _RESTORE + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == _CHANGE:
            return self.lines[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _RESTORE and self._said[index.row()][_RESTORE]:
            return "Make this line what it was before, as a new version (R)"
        return self._said[index.row()][index.column()] if role == Qt.ItemDataRole.AccessibleTextRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_title = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._titles[section] if is_title else super().headerData(section, orientation, role)


class ComparedLines(QTableView):
    """A row for every line of the plan.

    Signals:
        current_changed: the `PlanChange` now current, or None.
        restore_asked: the line now current is to be what it was before.
    """

    current_changed = Signal(object)
    restore_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stacked = False
        self._versions = "", ""
        self.lines_model = _Lines(self)
        self.setModel(self.lines_model)
        self.setAccessibleName("Lines of both versions")
        self.setItemDelegate(_RunDelegate(self, theme))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        mode_of = QHeaderView.ResizeMode
        modes = (mode_of.Interactive, mode_of.Stretch, mode_of.Stretch, mode_of.Fixed)
        for column, mode in zip((_WHAT, _BEFORE, _AFTER, _RESTORE), modes, strict=True):
            header.setSectionResizeMode(column, mode)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.clicked.connect(self._on_clicked)
        theme.changed.connect(self._fit)

    @property
    def lines(self) -> tuple[PlanChange, ...]:
        """The lines on show."""
        return self.lines_model.lines

    @property
    def stacked(self) -> bool:
        """Whether both versions stand in one column."""
        return self._stacked

    def show_lines(self, lines: Sequence[PlanChange], before: str, after: str) -> None:
        """Fill the table; the line in hand stays in hand, or the first is taken."""
        held = self.change()
        self._versions = before, after
        self.lines_model.show(lines)
        self._fit()
        keys = [line.key for line in lines]
        row = keys.index(held.key) if held is not None and held.key in keys else 0
        self._take(row if lines else -1)
        self._on_current()

    def offer_restoring(self, *, offered: bool) -> None:
        """Whether lines can be made what they were; who may not is not offered it."""
        self.setColumnHidden(_RESTORE, not offered)

    def change(self) -> PlanChange | None:
        """The line in hand."""
        row = self.currentIndex().row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def step(self, by: int) -> bool:
        """To the next line that differs, or the one before; False where there is none."""
        row = self.currentIndex().row() + by
        while 0 <= row < len(self.lines):
            if self.lines[row].kind != SAME:
                self._take(row)
                self.scrollTo(self.currentIndex())
                return True
            row += by
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """The header and two lines of text: below that the page scrolls nothing away unseen."""
        return QSize(200, self.horizontalHeader().sizeHint().height() + 3 * self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().column() == _RESTORE:
            self.restore_asked.emit()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.column() == _RESTORE:
            self.restore_asked.emit()

    def _take(self, row: int) -> None:
        self.setCurrentIndex(self.lines_model.index(row, _WHAT))

    def _on_current(self, *_rows: object) -> None:
        self.current_changed.emit(self.change())

    def _fit(self) -> None:
        """Columns for the width there is, rows as high as their words."""
        if not self.lines:
            return
        self._stacked = self.viewport().width() < _STACKED_BELOW * self._theme.scale
        before, after = self._versions
        self.lines_model.name("Line", before, f"{before}, then {after}" if self._stacked else after)
        self.setColumnHidden(_BEFORE, self._stacked)
        metrics = self.fontMetrics()
        self.setColumnWidth(_WHAT, metrics.averageCharWidth() * (15 if self._stacked else 20))
        wide = self.lines_model.headerData(_RESTORE, Qt.Orientation.Horizontal)
        self.setColumnWidth(_RESTORE, metrics.horizontalAdvance(str(wide)) + 6 * _PAD)
        self.resizeRowsToContents()


class _RunDelegate(QStyledItemDelegate):
    """Lays out and paints a cell as a small document; its marks are lines through and under words, not colour alone."""

    def __init__(self, table: ComparedLines, theme: Theme) -> None:
        super().__init__(table)
        self._table, self._theme = table, theme
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        if self._table.isColumnHidden(index.column()):
            return QSize()
        if index.column() in (_WHAT, _RESTORE):
            return QSize(0, 2 * self._table.fontMetrics().lineSpacing() + 2 * _PAD)
        self._lay_out(index)
        return QSize(0, round(self._document.size().height()) + 2 * _PAD)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        bare.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, bare, painter, bare.widget)
        self._lay_out(index)
        painter.save()
        painter.translate(option.rect.left() + _PAD, option.rect.top() + _PAD)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(self._theme.tokens.text))
        painter.setClipRect(QRectF(QRect(0, 0, option.rect.width() - _PAD, option.rect.height())))
        self._document.documentLayout().draw(painter, context)
        painter.restore()

    def _lay_out(self, index: _Index) -> None:
        line, column = index.data(_CHANGE), index.column()
        self._document.setDefaultFont(self._table.font())
        self._document.setTextWidth(self._table.columnWidth(column) - 2 * _PAD)
        self._document.setHtml(self._html(line, column))

    def _html(self, line: PlanChange, column: int) -> str:
        tokens = self._theme.tokens
        if column == _WHAT:
            return f"{kind_html(line, tokens)}<br>{escape(line.section)}"
        if column == _RESTORE:
            return f'<u style="color:{tokens.accent}">{_offer(line)}</u>'
        left_out = () if self._table.stacked else ((word_diff.ADDED,), (word_diff.REMOVED,))[column - 1]
        return told_html(line, tokens, left_out)


def _offer(line: PlanChange) -> str:
    """Nothing for an assessment: it was measured, and is corrected or withdrawn in its section, with a reason."""
    return "" if line.section == ASSESSMENT else _OFFERS.get(line.kind, "Restore this")


def _said(line: PlanChange) -> tuple[str, str, str, str]:
    """What a screen reader says in each cell; the first tells all that differs."""
    was, now = line.before, line.after
    if any(pair.is_answer for pair in line.told):  # answers without their questions say nothing
        was = "; ".join(f"{pair.label}: {pair.before}" for pair in line.told if pair.before)
        now = "; ".join(f"{pair.label}: {pair.after}" for pair in line.told if pair.after)
    return told_aloud(line), f"Before: {was or 'not there'}", f"After: {now or 'gone'}", _offer(line)
