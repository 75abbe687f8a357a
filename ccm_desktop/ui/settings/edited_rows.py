"""A few dozen rows whose cells are edited where they stand; some cells of a row may stay closed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

Row = tuple[str, ...]
_EDITABLE = Qt.ItemDataRole.UserRole
_KEY, _LACKS = _EDITABLE + 1, _EDITABLE + 2


class _OpenCells(QStyledItemDelegate):
    def createEditor(  # type: ignore[override]  # None is how Qt is told that a cell stays closed
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget | None:
        if index.column() not in (index.sibling(index.row(), 0).data(_EDITABLE) or ()):
            return None
        return super().createEditor(parent, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if words := index.data(_LACKS):
            option.text = f"{option.text} ▲ {words}".strip()


def _nothing(_key: str, _column: int, _text: str) -> str:
    return ""


class EditedRows(QTreeWidget):
    """Rows of text; a row may have a key in place of its first cell's words.

    `lacks`, by the row's key, the column and what stands there, says what a cell needs before all can be kept.
    """

    def __init__(self, name: str, headings: tuple[str, ...], lacks: Callable[[str, int, str], str] = _nothing) -> None:
        super().__init__()
        self._lacks = lacks
        self.setAccessibleName(name)
        self.setHeaderLabels(list(headings))
        self.setRootIsDecorated(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setItemDelegate(_OpenCells(self))
        self.itemChanged.connect(self._mark)

    def insert(self, cells: Row, editable: Collection[int], place: int | None = None, key: str = "") -> int:
        """A row at that place, or at the end; returns where it is."""
        item = QTreeWidgetItem(list(cells))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setData(0, _EDITABLE, list(editable))
        item.setData(0, _KEY, key)
        for column, text in enumerate(cells):
            item.setToolTip(column, text)
            self._mark(item, column)
        at = self.topLevelItemCount() if place is None else place
        self.insertTopLevelItem(at, item)
        return at

    def _mark(self, item: QTreeWidgetItem, column: int) -> None:
        """What it lacks stands in the cell: in its place where it is empty, else with it and in the tooltip."""
        words = self._lacks(str(item.data(0, _KEY)), column, item.text(column))
        if words == (item.data(column, _LACKS) or ""):
            return
        item.setData(column, _LACKS, words)
        item.setToolTip(column, f"{item.text(column)} ▲ {words}".strip() if words else item.text(column))
        item.setData(column, Qt.ItemDataRole.AccessibleDescriptionRole, words)

    def rows(self) -> list[Row]:
        """Every row as it stands, with its key in place of its first words."""
        found = []
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None:
                texts = tuple(item.text(column).strip() for column in range(self.columnCount()))
                found.append((item.data(0, _KEY) or texts[0], *texts[1:]))
        return found

    def current_row(self) -> int:
        """Where the cursor is; -1 for nowhere."""
        return self.currentIndex().row()

    def go_to(self, place: int, column: int) -> None:
        """Put the cursor into a cell."""
        item = self.topLevelItem(place)
        if item is not None:
            self.setCurrentItem(item, column)

    def remove_current(self) -> None:
        """Take the row in hand away."""
        if self.current_row() >= 0:
            self.takeTopLevelItem(self.current_row())

    def move_current(self, step: int) -> None:
        """Move the row in hand up (-1) or down (1)."""
        place, column = self.current_row(), self.currentColumn()
        if place >= 0 and 0 <= place + step < self.topLevelItemCount():
            item = self.takeTopLevelItem(place)
            if item is not None:
                self.insertTopLevelItem(place + step, item)
                self.setCurrentItem(item, column)
