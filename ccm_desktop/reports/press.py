"""Laid-out pages to PDF bytes: header, footer, DRAFT mark, page x of y, embedded fonts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from threading import Lock
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from ccm_desktop.domain.progress import Progress
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.layout import (
    GREY,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PALE,
    Page,
    Rule,
    Words,
    right_aligned,
)
from ccm_desktop.reports.lettering import BOLD, REGULAR, font, visible, width, wrapped
from ccm_desktop.reports.wording import joined

_SMALL = 7.5
# ReportLab's fonts keep a reading position, so two documents at once would mix up their glyphs.
_one_document_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Titles:
    """`title` and `subject` become properties of the file, so they never name a patient."""

    title: str
    subject: str
    running: str
    """Stands at the top of every page."""
    born: str = ""
    """Whose it is beside the name, in words; it follows `running` and is never shortened."""
    language: str = "en-US"
    page: str = "Page {number} of {total}"
    printed: str = "Printed {at} by {by}"
    draft: str = "DRAFT — not closed"
    """Across every page of one that is a draft."""


def printed(pages: Sequence[Page], titles: Titles, imprint: Imprint, progress: Progress) -> bytes:
    """The PDF; the same pages and imprint always give the same bytes."""
    with _one_document_at_a_time:
        buffer = BytesIO()
        canvas = Canvas(
            buffer,
            (PAGE_WIDTH, PAGE_HEIGHT),
            invariant=1,
            pageCompression=1,
            lang=titles.language,
            initialFontName=font(REGULAR).fontName,
        )
        canvas.setTitle(visible(titles.title))
        canvas.setAuthor(visible(imprint.practice_name))
        canvas.setSubject(titles.subject)
        canvas.setCreator(visible(f"CCM Desktop {imprint.app_version}"))
        margin_words = _Margins(titles, imprint)
        for number, page in enumerate(pages, start=1):
            _paint(canvas, page, margin_words, number, len(pages), titles.draft if imprint.draft else "")
            canvas.showPage()
            progress.report(number, len(pages))
        canvas.save()
        return buffer.getvalue()


class _Margins:
    """Header and footer, which differ from page to page in the number only."""

    def __init__(self, titles: Titles, imprint: Imprint) -> None:
        room = PAGE_WIDTH - 2 * MARGIN - 20
        self._page = titles.page
        born = titles.born and f" · {titles.born}"
        self._running = _first_line(titles.running, room * 0.65 - width(born, 9), 9) + born
        self._practice = _first_line(imprint.practice_name, room - width(self._running, 9), 9, BOLD)
        state = joined((imprint.practice_name, imprint.month_title, imprint.state))
        pages = width(self._page.format(number=1000, total=1000), _SMALL, BOLD)
        self._state = _first_line(state, room - pages, _SMALL)
        who = titles.printed.format(at=imprint.printed_at, by=imprint.printed_by)
        self._who = _first_line(who, room * 0.65, _SMALL)
        rules = imprint.rule_version and f"rules {imprint.rule_version}"
        versions = joined((f"CCM Desktop {imprint.app_version}", rules))
        self._version = _first_line(versions, room * 0.35, _SMALL)

    def words(self, number: int, total: int) -> list[Words]:
        right = PAGE_WIDTH - MARGIN
        top, low, lower = PAGE_HEIGHT - MARGIN - 9, MARGIN + 11, MARGIN + 1
        return [
            Words(MARGIN, top, self._practice, 9, BOLD),
            right_aligned(right, top, self._running, 9),
            Words(MARGIN, low, self._state, _SMALL, grey=GREY),
            Words(MARGIN, lower, self._who, _SMALL, grey=GREY),
            right_aligned(right, low, self._page.format(number=number, total=total), _SMALL, BOLD),
            right_aligned(right, lower, self._version, _SMALL, grey=GREY),
        ]

    @staticmethod
    def rules() -> list[Rule]:
        top, low = PAGE_HEIGHT - MARGIN - 15, MARGIN + 22
        return [Rule(MARGIN, y, PAGE_WIDTH - MARGIN, y, 0.5, PALE) for y in (top, low)]


def _first_line(text: str, room: float, size: float, name: str = REGULAR) -> str:
    """Running heads are one line; the full text stands on the document's first page."""
    lines = wrapped(text, room, size, name)
    return lines[0] + ("…" if len(lines) > 1 else "")


def _paint(canvas: Any, page: Page, margins: _Margins, number: int, total: int, draft: str) -> None:
    if draft:
        _mark_as_draft(canvas, draft)
    for title, y in page.bookmarks:
        key = f"p{number}-{y:.1f}"
        canvas.bookmarkHorizontal(key, 0, y)
        canvas.addOutlineEntry(title, key, 0)
    for rule in (*margins.rules(), *page.rules):
        canvas.setLineWidth(rule.weight)
        canvas.setStrokeGray(rule.grey)
        canvas.line(rule.x, rule.y, rule.to_x, rule.to_y)
    text = canvas.beginText()
    for (name, size, grey), group in groupby((*page.words, *margins.words(number, total)), _style):
        font(name)
        text.setFont(name, size)
        text.setFillGray(grey)
        for words in group:
            text.setTextOrigin(round(words.x, 2), round(words.y, 2))
            text.textOut(words.text)
    canvas.drawText(text)


def _style(words: Words) -> tuple[str, float, float]:
    return words.font, words.size, words.grey


def _mark_as_draft(canvas: Any, words: str) -> None:
    size = 58
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(52)
    canvas.setFillGray(0.9)
    canvas.setFont(font(BOLD).fontName, size)
    canvas.drawString(-width(words, size, BOLD) / 2, -size / 3, words)
    canvas.restoreState()
