"""The program's month on paper: the figures of the screen, drawn and as tables, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.charts import Bar, Line, bars, lines
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.front import masthead
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import clock, count, joined

TITLE = "Program report"

_FIGURES = (Column("Figure", 95, bold=True), Column("Value", 105, bold=True), Column("Beside it", 120),
            Column("What it means", 205))  # fmt: skip
_BANDS = (Column("Counted minutes", 100, bold=True), Column("Patients", 60, right=True),
          Column("Share", 100, right=True))  # fmt: skip
_TREND = (Column("Month", 92, bold=True), Column("Enrolled", 55, right=True), Column("Support a code", 75, right=True),
          Column("Claim sent", 60, right=True), Column("Answered", 55, right=True), Column("Paid", 50, right=True),
          Column("Paid of answered", 95, right=True))  # fmt: skip
_GROUPS = (Column("Group", 60, bold=True), Column("In words", 165), Column("Answered", 55, right=True),
           Column("Paid", 45, right=True), Column("Partly", 45, right=True), Column("Denied", 45, right=True),
           Column("Unanswered", 85, right=True))  # fmt: skip
_CHECKS = (Column("Check", 150, bold=True), Column("Denials", 52, right=True), Column("Since", 58),
           Column("Failed it then", 108, right=True), Column("Last full month", 108, right=True),
           Column("Trend", 70))  # fmt: skip
_MISSING = (Column("Patient", 140, bold=True), Column("MRN", 70), Column("Counted", 50, right=True),
            Column("Why no claim was sent", 265))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in words."""

    title: str
    value: str
    detail: str
    definition: str


@dataclass(frozen=True, slots=True)
class BandLine:
    """A band of counted minutes."""

    label: str
    patients: int
    share: str
    supports: bool
    """Whether the band reaches the first code."""


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A month of the trend."""

    label: str
    enrolled: int
    supported: int
    billed: int
    answered: int
    paid: int
    rate: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Claim lines of one code or reason."""

    group: str
    words: str
    answered: int
    paid: int
    partially_paid: int
    denied: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check behind denials."""

    words: str
    denials: int
    since: str
    then: str
    now: str
    verdict: str


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A patient without a claim."""

    name: str
    mrn: str
    counted_seconds: int
    why: str


@dataclass(frozen=True, slots=True)
class ProgrammeReport:
    """The programme's month."""

    imprint: Imprint
    selection: str
    """Which patients all figures are about, in words; empty for everybody."""
    figures: tuple[Figure, ...]
    bands: tuple[BandLine, ...]
    trend: tuple[TrendLine, ...]
    codes: tuple[GroupLine, ...]
    reasons: tuple[GroupLine, ...]
    checks: tuple[CheckLine, ...]
    missing: tuple[MissingLine, ...]


def render_programme(document: ProgrammeReport, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    masthead(sheets, "Chronic care management", TITLE, document.imprint)
    if document.selection:
        sheets.text(f"Only these patients: {document.selection}. All figures below are theirs.", 10, BOLD)
    sheets.heading("Figures")
    Grid(sheets, _FIGURES).rows([Row((f.title, f.value, f.detail, f.definition)) for f in document.figures])
    _bands(sheets, document)
    _trend(sheets, document)
    _claims(sheets, document)
    _missing(sheets, document, progress)
    title = joined((TITLE, document.imprint.month_title), " — ")
    subject = "Chronic care management: enrollment, time, capture and claims"
    return printed(sheets.pages, Titles(title, subject, title), document.imprint, progress)


def _bands(sheets: Sheets, document: ProgrammeReport) -> None:
    sheets.heading("Patients by counted minutes", keep=150)
    bars(sheets, [Bar(band.label, band.patients, band.supports) for band in document.bands])
    sheets.gap(4)
    sheets.text(
        "Dark bars reach 20 minutes. A patient stands in the band of the whole minutes counted.", 8.5, grey=GREY
    )
    sheets.gap(6)
    with sheets.column(0, 300):
        Grid(sheets, _BANDS).rows([Row((b.label, f"{b.patients:,}", b.share)) for b in document.bands])


def _trend(sheets: Sheets, document: ProgrammeReport) -> None:
    sheets.heading("Months", keep=180)
    if not document.trend:
        sheets.text("No month was counted.")
        return
    months = document.trend
    lines(
        sheets,
        [month.label.split()[0][:3] for month in months],
        (
            Line("Enrolled", tuple(m.enrolled for m in months), 0.8),
            Line("Support a code", tuple(m.supported for m in months), 2.2),
            Line("Claim sent", tuple(m.billed for m in months), 1.4, dashed=True),
        ),
    )
    sheets.gap(6)
    Grid(sheets, _TREND).rows(
        [
            Row((m.label, *(f"{n:,}" for n in (m.enrolled, m.supported, m.billed, m.answered, m.paid)), m.rate))
            for m in months
        ]
    )


def _claims(sheets: Sheets, document: ProgrammeReport) -> None:
    sheets.heading("Claim lines by code")
    _groups(sheets, document.codes)
    sheets.heading("Denials and cuts by reason")
    _groups(sheets, document.reasons)
    sheets.heading("Checks behind the denials")
    if not document.checks:
        sheets.text("No denial points to a check of the chart.")
        return
    Grid(sheets, _CHECKS).rows(
        [Row((c.words, f"{c.denials:,}", c.since, c.then, c.now, c.verdict)) for c in document.checks]
    )


def _groups(sheets: Sheets, groups: tuple[GroupLine, ...]) -> None:
    if not groups:
        sheets.text("Nothing is recorded.")
        return
    Grid(sheets, _GROUPS).rows(
        [
            Row((g.group, g.words,
                 *(f"{n:,}" for n in (g.answered, g.paid, g.partially_paid, g.denied, g.unanswered))))
            for g in groups
        ]
    )  # fmt: skip


def _missing(sheets: Sheets, document: ProgrammeReport, progress: Progress) -> None:
    total = len(document.missing)
    sheets.heading(f"No claim sent ({total:,})")
    if not document.missing:
        sheets.text("A claim was sent for every enrolled patient.")
        return
    sheets.text(f"{count(total, 'enrolled patient')} without a claim of this month, and why.", 9, grey=GREY)
    Grid(sheets, _MISSING).rows(
        [Row((line.name, line.mrn, clock(line.counted_seconds), line.why)) for line in document.missing],
        lambda done: progress.report(done, total),
    )
