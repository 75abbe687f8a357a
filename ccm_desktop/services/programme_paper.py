"""Programme figures and claim lines as documents, and the claims of several months counted together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import CheckTrend, Success, check_trends, success
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.programme import BANDS
from ccm_desktop.reports import claim_lines as sheets
from ccm_desktop.reports import programme as paper
from ccm_desktop.services.authority import require
from ccm_desktop.services.claim_lines import ClaimLine
from ccm_desktop.services.claims import ClaimsService, MonthClaims, denial_reasons
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.month_snapshot import snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.programme_selection import EVERYBODY, Roster, Selection
from ccm_desktop.services.programme_tiles import of, success_text
from ccm_desktop.services.programme_views import MonthPoint, ProgrammeMonth, since_first_enrolment
from ccm_desktop.services.reporting import Rendering, ReportingService

VERDICTS = {
    "improved": "Improved", "worse": "Worse", "unchanged": "Unchanged", "unknown": "Too early to tell",
}  # fmt: skip
_FIRST_CODE_BANDS = {label for label, first in BANDS if first >= 20}


@dataclass(frozen=True, slots=True)
class ClaimSuccess:
    """Claim lines of the months in view, grouped three ways, and the checks that denials point to."""

    by_month: tuple[Success, ...]
    by_code: tuple[Success, ...]
    by_reason: tuple[Success, ...]
    checks: tuple[CheckTrend, ...]


def claim_success(points: Iterable[MonthPoint]) -> ClaimSuccess:
    """How the claims of these months ended."""
    points = tuple(points)
    lines = tuple(line for point in points for line in point.lines)
    now = max((str(point.month) for point in points if point.over), default="")
    checked = {str(point.month): point.checked for point in points}
    by_reason = sorted(success(lines, "reason"), key=lambda one: -(one.denied + one.partially_paid))
    return ClaimSuccess(
        success(lines, "month"), success(lines, "code"), tuple(by_reason),
        check_trends(lines, denial_reasons(), checked, now),
    )  # fmt: skip


class ProgrammePaper:
    """Makes documents of figures that a screen shows already."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reporting = ReportingService(context)
        self._claims = ClaimsService(context)
        self._month_end = MonthEndService(context)

    def report(self, shown: ProgrammeMonth, points: tuple[MonthPoint, ...]) -> Rendering:
        """The figures on show as PDF; `points` are the months of the trend, oldest first."""
        month = shown.month
        with self._context.reading() as reader:
            standing = month_standing(self._context, reader, month)
            closed = snapshot(reader, month) if standing.state == "closed" else None
            imprint = self._reporting.imprint(reader, standing, closed)
        if imprint.state != shown.state:
            raise Refusal("figures_outdated", f"{month.title} was closed or reopened since these figures were counted.",
                          "Look at them again, then make the report.")  # fmt: skip
        part = "-selected" if shown.selection.words else ""
        document = paper.ProgrammeReport(
            imprint,
            shown.selection.words,
            tuple(paper.Figure(t.title, t.value, t.detail, t.definition) for t in shown.tiles),
            _bands(shown),
            tuple(_trend_line(point) for point in since_first_enrolment(points)),
            *_groups(claim_success(points)),
            tuple(
                paper.MissingLine(one.name, one.mrn, one.counted_seconds, one.why)
                for tile in shown.tiles if tile.key == "capture" for one in tile.patients if not one.counted_in
            ),
        )  # fmt: skip
        return Rendering("programme_report", f"CCM_{month}_programme{part}.pdf", str(month), "", shown.rules_version,
                         lambda progress: paper.render_programme(document, progress))  # fmt: skip

    def claim_lines(self, month: Month, selection: Selection = EVERYBODY) -> MonthClaims:
        """The claim lines of the selected patients; the state says that they are not all."""
        with self._context.reading() as reader:
            found = self._claims.lines(month)
            if selection == EVERYBODY:
                return found
            roster = Roster.of(reader, self._month_end.board_of(reader, month).lines)
        kept = tuple(line for line in found.lines if roster.keeps(selection, line.patient_id))
        return replace(found, state=f"{found.state}; only: {selection.words}", lines=kept)

    def claim_sheet(self, month: Month, selection: Selection = EVERYBODY) -> Rendering:
        """The claim lines of a month as CSV: of a closed month as they were closed.

        Of a selection, every line says so and the file's name as well: nobody takes it for the month.
        """
        require(self._context, Verb.EXPORT_CLAIMS)
        found = self.claim_lines(month, selection)
        sheet = sheets.ClaimSheet(str(month), found.state, found.rules, tuple(map(_sheet_line, found.lines)))
        name = f"CCM_{month}_claim-lines{'-selected' if selection.words else ''}.csv"
        return Rendering("claim_lines", name, str(month), "", found.rules,
                         lambda progress: sheets.render_claim_lines(sheet, progress))  # fmt: skip


def _bands(shown: ProgrammeMonth) -> tuple[paper.BandLine, ...]:
    whole = sum(len(band.patients) for band in shown.bands)
    return tuple(
        paper.BandLine(band.label, len(band.patients), of(len(band.patients), whole), band.label in _FIRST_CODE_BANDS)
        for band in shown.bands
    )


def _trend_line(point: MonthPoint) -> paper.TrendLine:
    found = next(iter(success(point.lines, "month")), None)
    if found is None:
        return paper.TrendLine(point.month.title, point.enrolled, point.supported, point.billed, 0, 0, "—")
    return paper.TrendLine(point.month.title, point.enrolled, point.supported, point.billed, found.answered,
                           found.paid + found.partially_paid, success_text(found))  # fmt: skip


def _groups(
    found: ClaimSuccess,
) -> tuple[tuple[paper.GroupLine, ...], tuple[paper.GroupLine, ...], tuple[paper.CheckLine, ...]]:
    def line(one: Success, words: str) -> paper.GroupLine:
        return paper.GroupLine(one.group, words, one.answered, one.paid, one.partially_paid, one.denied, one.unanswered)

    return (
        tuple(line(one, "") for one in found.by_code),
        tuple(line(one, denial_reasons().words(one.group)) for one in found.by_reason),
        tuple(
            paper.CheckLine(c.words, c.denials, c.since, of(c.then_checked.failed, c.then_checked.of),
                            of(c.now_checked.failed, c.now_checked.of), VERDICTS[c.verdict])
            for c in found.checks
        ),
    )  # fmt: skip


def _sheet_line(line: ClaimLine) -> sheets.ClaimSheetLine:
    return sheets.ClaimSheetLine(
        line.claim, line.number, line.family, line.given, line.birth_on, line.sex, line.mrn, line.mbi,
        line.practitioner, line.npi, line.diagnoses, line.service_on, line.place, line.code, line.pointers,
        line.charge, fee_words(line.fee_schedule), line.units, line.total, line.counted_seconds, line.open_points,
    )  # fmt: skip
