"""The page: Letter with 15 mm margins, a place to put text and rules, and where pages break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ccm_desktop.reports.lettering import BOLD, REGULAR, width, wrapped

PAGE_WIDTH, PAGE_HEIGHT = 612.0, 792.0
MARGIN = 15 / 25.4 * 72
HEADER, FOOTER = 26.0, 30.0
BODY_WIDTH = PAGE_WIDTH - 2 * MARGIN
BODY_TOP = PAGE_HEIGHT - MARGIN - HEADER
BODY_BOTTOM = MARGIN + FOOTER
BODY_HEIGHT = BODY_TOP - BODY_BOTTOM

BLACK, GREY, PALE = 0.0, 0.35, 0.65
LEADING = 1.32
_WHOLE = 3
"""Lines of a paragraph that no page breaks."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text with its left end at (x, y) on the baseline, points from the lower left."""

    x: float
    y: float
    text: str
    size: float
    font: str = REGULAR
    grey: float = BLACK


@dataclass(frozen=True, slots=True)
class Rule:
    x: float
    y: float
    to_x: float
    to_y: float
    weight: float = 0.5
    grey: float = PALE


@dataclass(slots=True)
class Page:
    words: list[Words] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bookmarks: list[tuple[str, float]] = field(default_factory=list)


class Sheets:
    """Pages filled from top to bottom; `y` is where the next thing goes."""

    def __init__(self) -> None:
        self.pages: list[Page] = [Page()]
        self.y = BODY_TOP
        self.left = MARGIN
        self.width = BODY_WIDTH
        self.running_head: Callable[[], None] | None = None
        """Repeats the header of the table that is being written when the page turns."""

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.y - BODY_BOTTOM

    def turn(self) -> None:
        """Go on at the top of a new page."""
        self.pages.append(Page())
        self.y = BODY_TOP
        if self.running_head is not None:
            self.running_head()

    def need(self, height: float) -> None:
        """Turn the page unless `height` points are left on it."""
        if self.room < height and self.y < BODY_TOP:
            self.turn()

    def gap(self, height: float) -> None:
        """Leave white space, but none at the top of a page."""
        if self.y < BODY_TOP:
            self.y -= height

    def rule(self, weight: float = 0.5, grey: float = PALE) -> None:
        self.page.rules.append(Rule(self.left, self.y, self.left + self.width, self.y, weight, grey))

    def line(self, text: str, size: float, font: str = REGULAR, x: float = 0.0, grey: float = BLACK) -> None:
        """One line that is already wrapped, `x` points from the left edge; moves down."""
        self.y -= size * LEADING
        self.page.words.append(Words(self.left + x, self.y + size * 0.3, text, size, font, grey))

    def text(self, text: str, size: float = 10, font: str = REGULAR, grey: float = BLACK, hang: float = 0.0) -> None:
        """A paragraph; `hang` indents it."""
        for line in wrapped(text, self.width - hang, size, font):
            self.need(size * LEADING)
            self.line(line, size, font, hang, grey)

    def bullet(self, text: str, size: float = 10, hang: float = 14.0) -> None:
        """A list item; its dot stays with its first line."""
        lines = wrapped(text, self.width - hang, size)
        for number, line in enumerate(lines):
            self.need(together(len(lines), number) * size * LEADING)
            self.line(line, size, x=hang)
            if number == 0:
                self.page.words.append(Words(self.left + hang - size, self.y + size * 0.3, "•", size))

    def heading(self, text: str, size: float = 13, keep: float = 60.0, air: float = 1.1) -> None:
        """A section title that stays with the next `keep` points and appears in the outline.

        `air`: white space above it, in parts of its size.
        """
        self.gap(size * air)
        lines = wrapped(text, self.width, size, BOLD)
        self.need(len(lines) * size * LEADING + keep)
        self.page.bookmarks.append((text, self.y))
        for line in lines:
            self.line(line, size, BOLD)
        self.y -= 4

    @contextmanager
    def column(self, x: float, column_width: float) -> Iterator[None]:
        """Put what follows into a part of the width, `x` points from the left edge."""
        before = self.left, self.width
        self.left, self.width = self.left + x, column_width
        try:
            yield
        finally:
            self.left, self.width = before


def together(lines: int, number: int, after: int = 0) -> int:
    """Lines that must fit with the one of that number: a short paragraph is never broken, of a long one none alone.

    `after`: lines that follow the paragraph and stay with its end.
    """
    left = lines - number
    if number == 0:
        return left + after if lines <= _WHOLE else 2
    return left + after if left <= 2 and lines > _WHOLE else 1


def right_aligned(edge: float, y: float, text: str, size: float, font: str = REGULAR, grey: float = BLACK) -> Words:
    """A line that ends at `edge`."""
    return Words(edge - width(text, size, font), y, text, size, font, grey)
