"""A table of frozen rows with declared columns; it sorts and filters by its own key lists.

A sort proxy over a Python model takes seconds at 5,000 rows; key lists take milliseconds (ux.md D7).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.domain.patient_status import Chip

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole
CHIP_ROLE = Qt.ItemDataRole.UserRole + 1
BAR_ROLE = Qt.ItemDataRole.UserRole + 2
DIM_ROLE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: how a row shows, sorts and is spoken in it."""

    key: str
    title: str
    text: Callable[[Row], str]
    width: int
    sort_key: Callable[[Row], Any] | None = None
    """The text when left out."""
    right: bool = False
    chip: Callable[[Row], Chip] | None = None
    bar: Callable[[Row], Ladder] | None = None
    """Where the month stands, drawn beside the text."""
    spoken: Callable[[Row], str] | None = None

    @property
    def alignment(self) -> Qt.AlignmentFlag:
        """Of the cells and of the title above them."""
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Shows rows; keeps the selection by key when they are loaded anew."""

    def __init__(
        self, columns: Sequence[Column[Row]], key: Callable[[Row], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._all: list[Row] = []
        self._rows: list[Row] = []
        self._keep: Callable[[Row], bool] | None = None
        self.struck: Callable[[Row], bool] | None = None
        """Which rows hold no more: their words are struck through."""
        self._sort_column = -1
        self._descending = False
        self.dimmed: Callable[[Row], bool] | None = None
        """Rows that are over and shown for a while yet."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows on show, in their order."""
        return self._rows

    @property
    def all_rows(self) -> Sequence[Row]:
        """All rows, shown or not."""
        return self._all

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; the same keys in the same order repaint only what differs."""
        self._all = list(rows)
        self._arrange()

    def set_filter(self, keep: Callable[[Row], bool] | None) -> None:
        """Show only the rows that `keep` accepts."""
        self._keep = keep
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the order in which rows were given."""
        self._sort_column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def row_at(self, index: Index) -> Row | None:
        """The row of an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def place_of(self, key: Hashable) -> int:
        """Where the row of that key stands; -1 when it is not on show."""
        return next((n for n, row in enumerate(self._rows) if self._key(row) == key), -1)

    def _arrange(self) -> None:
        rows = self._all if self._keep is None else [row for row in self._all if self._keep(row)]
        if self._sort_column >= 0:
            column = self.columns[self._sort_column]
            rows = sorted(rows, key=column.sort_key or column.text, reverse=self._descending)
        keys = [self._key(row) for row in rows]
        if keys == [self._key(row) for row in self._rows]:
            self._repaint(rows)
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._key(self._rows[i.row()]) for i in before]
        self._rows = list(rows)
        place = {key: n for n, key in enumerate(keys)}
        after = [
            self.index(place[key], i.column()) if key in place else QModelIndex()
            for key, i in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _repaint(self, rows: Sequence[Row]) -> None:
        last = len(self.columns) - 1
        for place, (old, new) in enumerate(zip(self._rows, rows, strict=True)):
            if old != new:
                self._rows[place] = new
                self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            return row
        if role == DIM_ROLE:
            return self.dimmed is not None and self.dimmed(row)
        if role == Qt.ItemDataRole.FontRole:
            return _struck_out() if self.struck is not None and self.struck(row) else None
        return self._cell(row, self.columns[index.column()], role)

    def _cell(self, row: Row, column: Column[Row], role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.alignment
        if role == CHIP_ROLE:
            return column.chip(row) if column.chip else None
        if role == BAR_ROLE:
            return column.bar(row) if column.bar else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.text(row) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = column.spoken(row) if column.spoken else column.text(row)
            return f"{column.title}: {spoken or 'none'}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self.columns[section].alignment
        return None


def _struck_out() -> QFont:
    font = QFont()
    font.setStrikeOut(True)
    return font
