"""The review of a month's sample on paper: what was drawn, what was answered, and the findings with their owners."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.front import figures, masthead
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import joined

TITLE = "Chart review"
_CHARTS = (Column("Patient", 140, bold=True), Column("Reviewed", 130), Column("By", 120),
           Column("In order", 60, right=True), Column("Reviewers", 75, right=True))  # fmt: skip
_ANSWERS = (Column("Patient", 110, bold=True), Column("Question", 170), Column("Answer", 50), Column("Note", 195))
_OPEN = (Column("Patient", 92, bold=True), Column("Month", 66), Column("Question", 105), Column("Finding", 115),
         Column("Owner", 62), Column("Found", 85))  # fmt: skip
_DONE = (Column("Patient", 95, bold=True), Column("Finding", 130), Column("Owner", 65),
         Column("What was done", 155), Column("Resolved", 80))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One sampled patient-month."""

    patient: str
    by: str
    at: str
    """Empty before its review."""
    reviewers: int
    answers: tuple[tuple[str, str, str], ...]
    """Question, answer and note, in words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding."""

    patient: str
    month: str
    question: str
    text: str
    owner: str
    found: str
    """When and by whom."""
    resolution: str
    resolved: str


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The review of a month."""

    imprint: Imprint
    selection: str
    samples: tuple[str, ...]
    charts: tuple[Reviewed, ...]
    findings: tuple[Finding, ...]


def render_review(document: ReviewReport, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    masthead(sheets, "Chronic care management", TITLE, document.imprint)
    if document.selection:
        sheets.text(f"Only these patients: {document.selection}.", 10, BOLD)
    _summary(sheets, document)
    _charts(sheets, document, progress)
    _findings(sheets, document)
    title = joined((TITLE, document.imprint.month_title), " — ")
    subject = "Chronic care management: review of sampled charts and open findings"
    return printed(sheets.pages, Titles(title, subject, title), document.imprint, progress)


def _summary(sheets: Sheets, document: ReviewReport) -> None:
    still = [finding for finding in document.findings if not finding.resolution]
    figures(
        sheets,
        (
            (f"{len(document.charts):,}", "charts sampled"),
            (f"{sum(1 for chart in document.charts if chart.answers):,}", "reviewed"),
            (f"{len(still):,}", "findings open"),
            (f"{len(document.findings) - len(still):,}", "resolved"),
        ),
    )
    sheets.gap(4)
    for sample in document.samples:
        sheets.text(sample, 9.5)


def _charts(sheets: Sheets, document: ReviewReport, progress: Progress) -> None:
    sheets.heading("Sampled charts")
    if not document.charts:
        sheets.text("No sample was drawn.")
        return
    total = len(document.charts)
    Grid(sheets, _CHARTS).rows(
        [
            Row((c.patient, c.at or "Not reviewed", c.by or "—",
                 f"{sum(a[1] == 'Yes' for a in c.answers)} of {len(c.answers)}" if c.answers else "—",
                 str(c.reviewers)))
            for c in document.charts
        ],
        lambda done: progress.report(done, total),
    )  # fmt: skip
    sheets.heading("Answers other than yes")
    told = [Row((c.patient, *answer)) for c in document.charts for answer in c.answers if answer[1] != "Yes"]
    if told:
        Grid(sheets, _ANSWERS).rows(told)
    else:
        sheets.text("None.")


def _findings(sheets: Sheets, document: ReviewReport) -> None:
    still = [f for f in document.findings if not f.resolution]
    sheets.heading(f"Open findings ({len(still):,})")
    if still:
        Grid(sheets, _OPEN).rows([Row((f.patient, f.month, f.question, f.text, f.owner, f.found)) for f in still])
    else:
        sheets.text("No finding is open, of any month.")
    done = [f for f in document.findings if f.resolution]
    if done:
        sheets.heading(f"Resolved ({len(done):,})")
        Grid(sheets, _DONE).rows([Row((f.patient, f.text, f.owner, f.resolution, f.resolved)) for f in done])
