"""The patient's summary of a month: large print, what changed and when to call first, no codes (A-101, A-103)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ccm_desktop.domain.month_summary import (
    AFTER_HOURS,
    CHANGED,
    DID,
    NEXT,
    PHONE,
    URGENCIES,
    WORDS,
    WORRIED,
    SummaryLine,
)
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.front import boxed
from ccm_desktop.reports.large_print import LargePrint, titles
from ccm_desktop.reports.layout import BLACK, GREY
from ccm_desktop.reports.plan_words import labels
from ccm_desktop.reports.press import printed
from ccm_desktop.reports.wording import joined

_BLANK = "______________"


@dataclass(frozen=True, slots=True)
class ApprovedBy:
    """Who stands for exactly these lines."""

    name: str
    on: date
    version: str
    mark: str
    """The first digits of the digest."""


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """What is printed; without `approved` it is a draft to be looked at together."""

    imprint: Imprint
    patient_name: str
    born: date | None
    year: int
    month: int
    lines: tuple[SummaryLine, ...]
    language: str = "en"
    size: int = 14
    approved: ApprovedBy | None = None

    def of(self, part: str) -> tuple[str, ...]:
        """The texts of a part."""
        return tuple(line.text for line in self.lines if line.part == part)


def render_month_summary(document: MonthSummary, progress: Progress | None = None) -> bytes:
    """The PDF."""
    words = labels(document.language)
    whose = words("summary_of", name=document.patient_name)
    head = titles(words, _title(document), "Month summary for the patient", whose, document.born)
    return printed(written(document).sheets.pages, head, document.imprint, progress or Unobserved())


def written(document: MonthSummary) -> LargePrint:
    """The pages, and what of them could be written in easier words."""
    paper = LargePrint(document.size, labels(document.language))
    words, practice = paper.words, document.imprint
    born = words("born", day=words.day(document.born)) if document.born else ""
    paper.title(_title(document), (document.patient_name, born))
    if document.approved is None:
        paper.say(words("summary_review"), bold=True)
        paper.space()
    phone, after = (next(iter(document.of(part)), "") for part in (PHONE, AFTER_HOURS))
    boxed(
        paper.sheets,
        (
            (words("call_team"), phone or _BLANK, practice.practice_name),
            (words("after_hours_title"), after or _BLANK, words("after_hours_remark")),
        ),
        paper.size - 2,
    )
    paper.say(words("emergency_911"), bold=True)
    if words("typed_note"):
        paper.space()
        paper.say(words("typed_note"))
    _list(paper, "changes", document.of(CHANGED))
    _when_to_call(paper, document)
    _list(paper, "did", document.of(DID))
    _list(paper, "next", document.of(NEXT))
    for text in document.of(WORDS):
        paper.heading(words("team_words"))
        for paragraph in filter(None, map(str.strip, text.splitlines())):
            paper.typed(paragraph)
    _closing(paper, document)
    return paper


def _title(document: MonthSummary) -> str:
    words = labels(document.language)
    name = words("months").split()[document.month - 1]
    return words("summary_title", month=words("month_year", month=name, year=str(document.year)))


def _list(paper: LargePrint, heading: str, texts: tuple[str, ...]) -> None:
    if texts:
        paper.heading(paper.words(heading))
    for text in texts:
        paper.item(text, typed=(text,))


def _when_to_call(paper: LargePrint, document: MonthSummary) -> None:
    paper.heading(paper.words("when_to_call"))
    for urgency in URGENCIES:
        texts = document.of(urgency)
        if texts:
            paper.space(0.3)
            paper.say(paper.words(f"urgency_{urgency}"), bold=True, keep=2)
        for text in texts:
            paper.item(text, typed=(text,))
    for text in document.of(WORRIED):
        paper.typed(text)


def _closing(paper: LargePrint, document: MonthSummary) -> None:
    practice, sheets, words = document.imprint, paper.sheets, paper.words
    sheets.gap(16)
    sheets.need(paper.size * 4)
    sheets.rule(0.8, BLACK)
    sheets.gap(4)
    paper.say(words("summary_mine"))
    if one := document.approved:
        day = words.day(one.on)
        sheets.text(words("summary_signed", name=one.name, day=day, number=one.version, mark=one.mark), 10, grey=GREY)
    sheets.text(joined((practice.practice_name, practice.practice_address, practice.practice_phone)), 10, grey=GREY)
