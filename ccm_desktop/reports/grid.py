"""Tables: wrapped cells, rows kept whole, the header repeated on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ccm_desktop.reports.layout import BLACK, BODY_HEIGHT, GREY, LEADING, Sheets, Words
from ccm_desktop.reports.lettering import BOLD, REGULAR, width, wrapped

_PADDING = 3.0
_BETWEEN = 10.0
_BEGUN = 8
"""Lines of a first row that stay together: a longer one goes on overleaf."""


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the table's width."""

    title: str
    share: float
    right: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """A paragraph under the cells of a row."""

    text: str
    bold: bool = False
    grey: float = BLACK


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[str]
    details: Sequence[Detail] = ()


# one line of text across a row: (cell, x from the left edge, text, font, grey)
_Strip = list[tuple[int, float, str, str, float]]


def _nobody(done: int) -> None:
    """Nobody watches this table."""
    del done


class Grid:
    """A table written onto sheets; `details_from` is the column that details begin at."""

    def __init__(self, sheets: Sheets, columns: Sequence[Column], size: float = 9.0, details_from: int = 0) -> None:
        self._sheets = sheets
        self._columns = columns
        self._size = size
        self._line = size * LEADING
        usable = sheets.width - _BETWEEN * (len(columns) - 1)
        total = sum(column.share for column in columns)
        self._widths = [usable * column.share / total for column in columns]
        self._lefts = [sum(self._widths[:i]) + _BETWEEN * i for i in range(len(columns))]
        self._details_left = self._lefts[details_from]
        self._wrapped: dict[tuple[int, str], list[str]] = {}
        heads = [wrapped(column.title, room, size, BOLD) for column, room in zip(columns, self._widths, strict=True)]
        self._head_strips = self._strips(heads, [BOLD] * len(columns))
        self._head_height = len(self._head_strips) * self._line + 2 * _PADDING

    def beginning(self, rows: Sequence[Row]) -> float:
        """Height of the header with the first row: what a title above the table must be kept with."""
        first = max(len(self._lines(i, text)) for i, text in enumerate(rows[0].cells))
        return self._head_height + first * self._line + 2 * _PADDING

    def rows(self, rows: Sequence[Row], tell: Callable[[int], None] = _nobody) -> None:
        """Write all rows; `tell` hears how many are done and may raise to stop."""
        fonts = [BOLD if column.bold else REGULAR for column in self._columns]
        for number, row in enumerate(rows):
            strips = self._strips([self._lines(i, text) for i, text in enumerate(row.cells)], fonts)
            self._add_details(strips, row.details)
            self._keep(len(strips), first=number == 0)
            self._place(strips)
            self._sheets.rule(0.4)
            if number % 50 == 49:
                tell(number + 1)
        self._sheets.running_head = None
        tell(len(rows))

    def _keep(self, strips: int, first: bool) -> None:
        """Turn the page for a row that fits a whole page but not the rest of this one."""
        whole = strips * self._line + 2 * _PADDING
        if whole + self._head_height > BODY_HEIGHT:
            whole = self._line * 3
        if first:  # what stands above a table is never alone on its page
            whole = min(whole, self._line * _BEGUN)
        self._sheets.need(whole + (self._head_height if first else 0))
        if first:
            self._head()
            self._sheets.running_head = self._head

    def _head(self) -> None:
        self._place(self._head_strips)
        self._sheets.rule(0.9, GREY)

    def _place(self, strips: Sequence[_Strip]) -> None:
        sheets = self._sheets
        sheets.y -= _PADDING
        placed: list[tuple[int, Words]] = []
        for strip in strips:
            if sheets.room < self._line:
                _write(placed, sheets)
                sheets.turn()
                sheets.y -= _PADDING
            sheets.y -= self._line
            baseline = sheets.y + self._size * 0.3
            for cell, x, text, font, grey in strip:
                placed.append((cell, Words(sheets.left + x, baseline, text, self._size, font, grey)))
        _write(placed, sheets)
        sheets.y -= _PADDING

    def _lines(self, column: int, text: str) -> list[str]:
        key = column, text
        lines = self._wrapped.get(key)
        if lines is None:
            font = BOLD if self._columns[column].bold else REGULAR
            lines = self._wrapped[key] = wrapped(text, self._widths[column], self._size, font)
        return lines

    def _strips(self, cells: Sequence[list[str]], fonts: Sequence[str]) -> list[_Strip]:
        strips: list[_Strip] = [[] for _ in range(max(map(len, cells)))]
        for i, lines in enumerate(cells):
            for strip, text in zip(strips, lines, strict=False):
                x = self._lefts[i]
                if self._columns[i].right:
                    x += self._widths[i] - width(text, self._size, fonts[i])
                if text:
                    strip.append((i, x, text, fonts[i], BLACK))
        return strips

    def _add_details(self, strips: list[_Strip], details: Sequence[Detail]) -> None:
        """Put the details under the cells to their right, beside longer cells to their left."""
        left = self._details_left
        used = max((i for i, strip in enumerate(strips, start=1) if any(x >= left for _, x, *_ in strip)), default=0)
        for detail in details:
            font = BOLD if detail.bold else REGULAR
            for line in wrapped(detail.text, self._sheets.width - left, self._size, font):
                if used == len(strips):
                    strips.append([])
                strips[used].append((len(self._columns), left, line, font, detail.grey))
                used += 1


def _write(placed: list[tuple[int, Words]], sheets: Sheets) -> None:
    """Cell after cell, so that text copied from the PDF keeps the lines of a cell together."""
    placed.sort(key=lambda item: item[0])
    sheets.page.words.extend(words for _, words in placed)
    placed.clear()
