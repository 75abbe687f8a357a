"""A paper in large type for people at home: short lines, headings, lists; and what of it was typed by somebody."""

from __future__ import annotations

from datetime import date

from ccm_desktop.reports.layout import GREY, LEADING, Sheets, together
from ccm_desktop.reports.lettering import BOLD, REGULAR, wrapped
from ccm_desktop.reports.plan_words import Labels
from ccm_desktop.reports.press import Titles

LONGEST = 65
"""Characters of a line: the eye finds the next one (ux.md 7.6)."""


class LargePrint:
    """Sheets written at one size; `sentences` collects what staff could write in easier words."""

    def __init__(self, size: float, words: Labels, air: float = 1.1) -> None:
        self.sheets, self.size, self.words = Sheets(), size, words
        self.sentences: list[str] = []
        self._air = air

    @property
    def unprintable(self) -> int:
        """Characters that no font here has: each stands as its number, like ⟨U+6BCF⟩ (`lettering.visible`)."""
        return sum(words.text.count("⟨U+") for page in self.sheets.pages for words in page.words)

    def title(self, text: str, below: tuple[str, ...]) -> None:
        """The paper's name, then whose it is, then smaller what it is."""
        self.sheets.y -= 8
        self._put(text, self.size + 12, BOLD)
        name, *rest = below
        self._put(name, self.size + 4, BOLD)
        for line in rest:
            if line:
                self._put(line, max(11.0, self.size - 3), grey=GREY)
        self.sheets.gap(8)

    def heading(self, text: str, keep: float = 3.0) -> None:
        """A section; it stays with the next `keep` lines."""
        self.sheets.heading(text, self.size + 4, (keep + 1) * self.size * LEADING, self._air)

    def typed(self, text: str, label: str = "", *, bold: bool = False, hang: float = 0.0, keep: float = 1.0) -> None:
        """What somebody wrote and could write in easier words, after our own words for it if any."""
        self.sentences.append(text)
        self.say(self.words(label, text=text) if label else text, bold=bold, hang=hang, keep=keep)

    def say(
        self, text: str, *, bold: bool = False, hang: float = 0.0, keep: float = 1.0, and_then: bool = False
    ) -> None:  # fmt: skip
        """Our own words, a name, a number; it stays with `keep` lines, or its end with one that follows it."""
        if text:
            self.sheets.need(keep * self.size * LEADING)
            self._put(text, self.size, BOLD if bold else REGULAR, hang=hang, after=int(and_then))

    def item(
        self, text: str, hang: float = 1.4, *, typed: tuple[str, ...] = (), and_then: bool = False
    ) -> None:  # fmt: skip
        """One of a list, `hang` letters in, its end with a line that follows it; `typed`: those parts of it that
        could be written in easier words.
        """
        self.sentences.extend(part for part in typed if part)
        room = hang * self.size
        lines = short_lines(text, self.sheets.width - room, self.size)
        for number, line in enumerate(lines):
            self.sheets.need(together(len(lines), number, int(and_then)) * self.size * LEADING)
            if number == 0:
                self._dot(room)
            self.sheets.line(line, self.size, x=room)

    def space(self, lines: float = 0.5) -> None:
        """White space, none at the top of a page."""
        self.sheets.gap(lines * self.size)

    def _dot(self, room: float) -> None:
        """Before its line, as it is read."""
        y = self.sheets.y
        self.sheets.line("•", self.size, x=room - self.size)
        self.sheets.y = y

    def _put(
        self, text: str, size: float, font: str = REGULAR, grey: float = 0.0, hang: float = 0.0, after: int = 0
    ) -> None:  # fmt: skip
        lines = short_lines(text, self.sheets.width - hang, size, font)
        for number, line in enumerate(lines):
            self.sheets.need(together(len(lines), number, after) * size * LEADING)
            self.sheets.line(line, size, font, hang, grey)


def short_lines(text: str, room: float, size: float, font: str = REGULAR) -> list[str]:
    """Lines within `room` points and `LONGEST` characters; every character is on one of them."""
    lines = wrapped(text, room, size, font)
    while max(map(len, lines)) > LONGEST:
        room *= 0.94
        lines = wrapped(text, room, size, font)
    return lines


def titles(words: Labels, title: str, subject: str, whose: str, born: date | None) -> Titles:
    """Head and foot of every page in the language of the paper: a page that comes off still says whose it is."""
    since = words("born_short", day=words.day(born)) if born else ""
    return Titles(
        title, subject, whose, since, words("tag"), words("page"), words("printed"), words("summary_draft")
    )  # fmt: skip
