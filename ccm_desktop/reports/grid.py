"""Tables: wrapped cells, rows kept whole, the header repeated on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ccm_desktop.reports.layout import BODY_HEIGHT, GREY, LEADING, Sheets, Words, right_aligned
from ccm_desktop.reports.lettering import BOLD, REGULAR, wrapped

_SIZE = 9.0
_HEAD_SIZE = 8.5
_LINE = _SIZE * LEADING
_PADDING = 3.0
_BETWEEN = 8.0


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the table's width."""

    title: str
    share: float
    right: bool = False
    bold: bool = False


class Grid:
    """A table being written onto sheets, row by row."""

    def __init__(self, sheets: Sheets, columns: Sequence[Column]) -> None:
        self._sheets = sheets
        self._columns = columns
        usable = sheets.width - _BETWEEN * (len(columns) - 1)
        total = sum(column.share for column in columns)
        self._widths = [usable * column.share / total for column in columns]
        self._lefts = [sum(self._widths[:i]) + _BETWEEN * i for i in range(len(columns))]
        self._wrapped: dict[tuple[int, str], list[str]] = {}
        self._heads = [
            wrapped(column.title, room, _HEAD_SIZE, BOLD)
            for column, room in zip(columns, self._widths, strict=True)
        ]
        self._head_height = max(map(len, self._heads)) * _HEAD_SIZE * LEADING + 2 * _PADDING
        self._headed_page: object = None

    def rows(self, rows: Sequence[Sequence[str]], tell: Callable[[int], None] = lambda done: None) -> None:
        """Write all rows; `tell` hears how many are done and may raise to stop."""
        for number, row in enumerate(rows):
            self._row(row)
            if number % 50 == 49:
                tell(number + 1)
        tell(len(rows))

    def _row(self, row: Sequence[str]) -> None:
        cells = [self._lines(i, text) for i, text in enumerate(row)]
        count = max(map(len, cells))
        whole = count * _LINE + 2 * _PADDING
        fits_a_page = whole + self._head_height <= BODY_HEIGHT
        self._head(whole if fits_a_page else _LINE * 3)
        done = 0
        while done < count:
            some = min(count - done, max(1, int((self._sheets.room - 2 * _PADDING) // _LINE)))
            self._stretch([cell[done : done + some] for cell in cells], some)
            done += some
            if done < count:
                self._sheets.turn()
                self._head(_LINE * 3)

    def _lines(self, column: int, text: str) -> list[str]:
        key = column, text
        lines = self._wrapped.get(key)
        if lines is None:
            font = BOLD if self._columns[column].bold else REGULAR
            lines = self._wrapped[key] = wrapped(text, self._widths[column], _SIZE, font)
        return lines

    def _head(self, following: float) -> None:
        """Make room for the next row, and repeat the header where a page begins."""
        page = self._sheets.page
        self._sheets.need(following + (0 if self._headed_page is page else self._head_height))
        if self._headed_page is self._sheets.page:
            return
        self._headed_page = self._sheets.page
        top = self._sheets.y
        for i, lines in enumerate(self._heads):
            self._cell(i, lines, top - _PADDING, _HEAD_SIZE, BOLD)
        self._sheets.y = top - self._head_height
        self._sheets.rule(0.9, GREY)

    def _stretch(self, cells: Sequence[list[str]], count: int) -> None:
        top = self._sheets.y
        for i, lines in enumerate(cells):
            self._cell(i, lines, top - _PADDING, _SIZE, BOLD if self._columns[i].bold else REGULAR)
        self._sheets.y = top - count * _LINE - 2 * _PADDING
        self._sheets.rule(0.4)

    def _cell(self, column: int, lines: list[str], top: float, size: float, font: str) -> None:
        left = self._sheets.left + self._lefts[column]
        words = self._sheets.page.words
        for number, text in enumerate(lines):
            y = top - (number + 1) * size * LEADING + size * 0.3
            if self._columns[column].right:
                words.append(right_aligned(left + self._widths[column], y, text, size, font))
            elif text:
                words.append(Words(left, y, text, size, font))
