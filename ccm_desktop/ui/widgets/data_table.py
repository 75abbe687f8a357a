"""The table of every list: fixed row height, sorting by header, an empty state instead of white."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.cells import CellDelegate
from ccm_desktop.ui.widgets.empty_state import EmptyState
from ccm_desktop.ui.widgets.rows_model import Column, RowsModel

_LEAST_ROWS = 4
_LEAST_LAST = 120
"""The last column gives way down to this width before the table scrolls sideways."""


class DataTable(QTableView):
    """Rows of one kind.

    Signals:
        opened: Enter or double click on a row.
        current_changed: another row is current, or None.
        chosen_changed: other rows are selected, where several may be.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    chosen_changed = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[Any]],
        key: Callable[[Any], Hashable],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows_model: RowsModel[Any] = RowsModel(columns, key, self)
        self._theme = theme
        self._hide_first: tuple[str, ...] = ()
        self._memory: LayoutMemory | None = None
        self._chosen: dict[str, int] = {}
        self._fitting = False
        self.setModel(self.rows_model)
        self.setAccessibleName(name)
        self.setItemDelegate(CellDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.empty_state = EmptyState(self.viewport())
        self._set_up_header(columns)
        self.doubleClicked.connect(self._on_opened)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Load rows; the first becomes current when none is."""
        self.rows_model.set_rows(rows)
        self.settle()

    def settle(self) -> None:
        """After rows or filter changed: a current row for the keyboard, words when there is none."""
        self.empty_state.setVisible(not self.rows_model.rows)
        if self.rows_model.rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.rows_model.index(0, 0))

    def set_empty_text(self, text: str) -> None:
        """What stands there when no row does."""
        self.empty_state.say(text)

    def hide_first(self, keys: tuple[str, ...]) -> None:
        """Columns to give up first when the window is narrow."""
        self._hide_first = keys

    def remember_in(self, memory: LayoutMemory) -> None:
        """Column widths that a person chose come back at the next start."""
        self._memory = memory
        self._chosen = memory.widths(self.accessibleName())
        self._fit()

    def current_row(self) -> Any | None:
        """The current row."""
        return self.rows_model.row_at(self.currentIndex())

    def choose_several(self) -> None:
        """Let several rows be selected: Shift and arrows, Ctrl+A, or the mouse with Shift and Ctrl."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().selectionChanged.connect(self.chosen_changed)

    def chosen_rows(self) -> list[Any]:
        """The selected rows, from top to bottom."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.rows_model.rows[place] for place in places if place < len(self.rows_model.rows)]

    def step(self, rows: int) -> None:
        """Go that many rows down, as far as there are rows."""
        place = min(self.currentIndex().row() + rows, len(self.rows_model.rows) - 1)
        if place >= 0:
            self.setCurrentIndex(self.rows_model.index(place, 0))

    def select_key(self, key: Hashable) -> None:
        """Make the row of that key current."""
        place = self.rows_model.place_of(key)
        if place >= 0:
            self.setCurrentIndex(self.rows_model.index(place, 0))

    def select_none(self) -> None:
        """No row is current: what is in hand is none of them."""
        self.setCurrentIndex(QModelIndex())

    def _set_up_header(self, columns: Sequence[Column[Any]]) -> None:
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        for place, column in enumerate(columns):
            self.setColumnWidth(place, column.width)
        header.sectionResized.connect(self._on_section_resized)

    def _on_theme(self) -> None:
        height = max(self._theme.px(30), self.fontMetrics().height() + self._theme.px(12))
        self.verticalHeader().setDefaultSectionSize(height)
        self.empty_state.set_colour(self._theme.tokens.text2, self._theme.px(48))
        self.updateGeometry()
        self.viewport().update()

    def _on_opened(self, index: QModelIndex) -> None:
        row = self.rows_model.row_at(index)
        if row is not None:
            self.opened.emit(row)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.current_changed.emit(self.rows_model.row_at(current))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._on_opened(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty_state.setGeometry(self.viewport().rect())
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "rows_model"):
            self._on_theme()

    def minimumSizeHint(self) -> QSize:
        """The header and a few rows; a page with less room scrolls as a whole."""
        rows = _LEAST_ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(super().minimumSizeHint().width(), self.horizontalHeader().sizeHint().height() + rows)

    def _fit(self) -> None:
        """Give up the least important columns rather than scroll sideways."""
        columns, room = self.rows_model.columns, self.viewport().width()
        widths = {c.key: round(self._chosen.get(c.key, c.width) * self._theme.scale) for c in columns}
        hidden: list[str] = []
        needed = sum(widths.values())
        for key in self._hide_first:
            if needed > room:
                hidden.append(key)
                needed -= widths[key]
        for key in reversed(hidden.copy()):  # the last one given up may have made room for one before it
            if needed + widths[key] <= room:
                hidden.remove(key)
                needed += widths[key]
        last = next(c.key for c in reversed(columns) if c.key not in hidden)
        widths[last] = max(widths[last] - max(0, needed - room), min(widths[last], self._theme.px(_LEAST_LAST)))
        self._fitting = True
        for place, column in enumerate(columns):
            self.setColumnHidden(place, column.key in hidden)
            self.setColumnWidth(place, widths[column.key])
        self._fitting = False

    def _on_section_resized(self, place: int, _before: int, width: int) -> None:
        is_last = place == max(n for n in range(len(self.rows_model.columns)) if not self.isColumnHidden(n))
        least = self.horizontalHeader().minimumSectionSize()
        if self._fitting or is_last or width <= least or self._memory is None:
            return  # only what a person did: the last column stretches, and larger text widens the least width
        self._chosen[self.rows_model.columns[place].key] = round(width / self._theme.scale)
        self._memory.remember_widths(self.accessibleName(), self._chosen)
