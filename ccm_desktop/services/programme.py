"""Programme figures: the month's decisions counted, each figure with the patients behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ccm_desktop.domain import programme
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import Success, overall
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.programme import Figures, Share
from ccm_desktop.models.queries import claims
from ccm_desktop.models.store import Reader
from ccm_desktop.reports.wording import clock
from ccm_desktop.services import escalations
from ccm_desktop.services.claims import ClaimRow
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import STATES, EscalationLine
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.programme_count import count_month, is_over
from ccm_desktop.services.programme_selection import EVERYBODY, Choices, Selection
from ccm_desktop.services.trend import KnownPoints, MonthPoint
from ccm_desktop.services.views import MonthLine

_OUTSIDE = {"candidate": "Candidate, not asked yet", "declined": "Declined", "ended": "Left the program"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A patient behind a figure."""

    patient_id: str
    name: str
    mrn: str
    counted_seconds: int
    counted_in: bool
    """Whether the patient is part of the figure, or only of what it is a part of."""
    why: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in words, what it means, and the patients behind it."""

    key: str
    title: str
    value: str
    detail: str
    definition: str
    patients: tuple[Listed, ...]
    """Those missing from the figure first, because there is something to do."""


@dataclass(frozen=True, slots=True)
class Band:
    """One bar of the distribution."""

    label: str
    patients: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeMonth:
    """Everything the page and the paper show of one month."""

    month: Month
    figures: Figures
    tiles: tuple[Tile, ...]
    bands: tuple[Band, ...]
    claims: tuple[ClaimRow, ...]
    point: MonthPoint
    failing: Mapping[str, tuple[Listed, ...]]
    """Patients behind each check of the chart."""
    rules_version: str
    state: str
    """Where the month stands, as documents say it: of a closed month all figures are those of the closing."""
    selection: Selection
    choices: Choices
    """What the figures can be narrowed to."""

    def listed(self, key: str) -> tuple[Listed, ...]:
        """Patients behind a tile, or a bar (`band:20–39`, also `band:20-39`) or a check (`check:time`)."""
        wanted = key.replace("-", "–")
        lists = {tile.key: tile.patients for tile in self.tiles}
        lists.update({f"band:{band.label}": band.patients for band in self.bands})
        lists.update({f"check:{check}": patients for check, patients in self.failing.items()})
        if wanted not in lists:
            raise BadInput("figure_unknown", "There is no figure of that name.", f"Use one of: {', '.join(lists)}.")
        return lists[wanted]


class ProgrammeService:
    """Counts a month."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._month_end = MonthEndService(context)
        self._known = KnownPoints()

    def months(self) -> tuple[Month, ...]:
        """The last twelve months that the rule tables reach, newest first."""
        return self._month_end.months()

    def month(self, month: Month, selection: Selection = EVERYBODY) -> ProgrammeMonth:
        """All figures of a month, from one consistent view of the file; of the selected patients only."""
        with self._context.reading() as reader:
            found = self.month_of(reader, month, selection)
            self._known.keep(reader, self._context.zone_of(reader), selection, found.point)
            return found

    def point(self, month: Month, selection: Selection = EVERYBODY) -> MonthPoint:
        """A month of the trend; months are asked for one by one, so that other work goes on between."""
        with self._context.reading() as reader:
            zone = self._context.zone_of(reader)
            known = self._known.get(reader, zone, month, selection)
            if known is None:
                known = count_month(self._context, reader, month, selection).point
                self._known.keep(reader, zone, selection, known)
            return replace(known, over=is_over(self._context, month, zone))

    def choices(self, month: Month) -> Choices:
        """Payers and coordinators of the month's patients."""
        return self.month(month).choices

    def month_of(self, reader: Reader, month: Month, selection: Selection = EVERYBODY) -> ProgrammeMonth:
        """The same, within a view that the caller holds."""
        now = count_month(self._context, reader, month, selection)
        raised = tuple(one for one in self._raised(reader, month) if now.roster.keeps(selection, one.patient_id))
        teller, board = _Teller(reader, now.found, now.figures), now.claim.board
        return ProgrammeMonth(
            month=month,
            figures=now.figures,
            tiles=teller.tiles(overall(now.point.lines), now.rows, raised),
            bands=tuple(Band(label, teller.listed(patients)) for label, patients in now.figures.minutes.bands),
            claims=now.rows,
            point=now.point,
            failing={key: teller.listed(ids) for key, ids in now.failing.items()},
            rules_version=board.rules_version,
            state=now.claim.state,
            selection=selection,
            choices=now.roster.choices({**dict.fromkeys(one.patient_id for one in board.lines), **now.eligible}),
        )

    def _raised(self, reader: Reader, month: Month) -> tuple[EscalationLine, ...]:
        span = month.bounds(self._context.zone_of(reader))
        return escalations.lines_of(self._context, reader, open_only=False, span=span)


def success_text(success: Success) -> str:
    """`9 of 10 answered (90 %)`."""
    return of(success.paid + success.partially_paid, success.answered)


def of(part: int, whole: int) -> str:
    """`9 of 10 (90 %)`; of nothing, there is no percentage."""
    share = programme.percent(part, whole)
    return f"{part:,} of {whole:,}" + ("" if share is None else f" ({share} %)")


class _Teller:
    """Figures in words."""

    def __init__(self, reader: Reader, found: tuple[MonthLine, ...], counted: Figures) -> None:
        self._found = {one.patient_id: one for one in found}
        self._figures = counted
        self._names = claims.patient_names(reader.connection)
        self._status = {patient: status for patient, status, _ in claims.programme_standing(reader.connection)}

    def tiles(
        self, success: Success, rows: tuple[ClaimRow, ...], raised: tuple[EscalationLine, ...]
    ) -> tuple[Tile, ...]:  # fmt: skip
        """The three programme metrics with their average, then the four of the process."""
        return (
            self._enrolment(), self._minutes(), self._capture(), self._success(success, rows),
            self._foundation(), self._completion(), self._escalation(raised), self._burden(),
        )  # fmt: skip

    def listed(self, patients: Iterable[str], *, counted_in: bool = True) -> tuple[Listed, ...]:
        """Patients with what stands between them and a claim."""
        return tuple(self._one(patient, counted_in, self._standing(patient)) for patient in patients)

    def _one(self, patient: str, counted_in: bool, why: str) -> Listed:
        family, given = self._names.get(patient, ("", ""))
        found = self._found.get(patient)
        return Listed(
            patient, found.name if found else f"{family}, {given}", found.mrn if found else "",
            found.counted_seconds if found else 0, counted_in, why,
        )  # fmt: skip

    def _share(self, share: Share) -> tuple[Listed, ...]:
        return (*self.listed(share.rest, counted_in=False), *self.listed(share.part))

    def _standing(self, patient: str) -> str:
        """Why there is no code, or which there is."""
        found = self._found.get(patient)
        if found is None:
            return _OUTSIDE.get(self._status.get(patient, ""), "Not enrolled in this month")
        if found.codes:
            return "Supports " + " + ".join(f"{code} ×{units}" for code, units in found.codes)
        if found.held:
            return f"On hold: {found.held}"
        if found.blockers or found.next is None:
            return "; ".join(blocker.words for blocker in found.blockers)
        step = found.next
        return f"{clock(step.short_by_seconds)} to {step.at_seconds // 60} ({step.code})"

    def _enrolment(self) -> Tile:
        share, extra = self._figures.enrolment, self._figures.enrolled_only
        outside = tuple(
            self._one(patient, False, "In the program with fewer than two conditions on file") for patient in extra
        )
        more = f"{len(extra):,} more enrolled without two conditions on file" if extra else "All enrolled are eligible"
        return Tile(
            "enrolment", "Enrolled of eligible", of(len(share.part), share.whole), more,
            "Eligible: alive, with two or more chronic conditions by the month's end. Enrolled: in the program on "
            "any day of the month.", (*outside, *self._share(share)),
        )  # fmt: skip

    def _minutes(self) -> Tile:
        minutes = self._figures.minutes
        mean, median = minutes.mean_seconds, minutes.median_seconds
        patients = [patient for _, band in minutes.bands for patient in band]
        return Tile(
            "minutes", "Counted time a patient", "—" if median is None else f"Median {clock(median)}",
            "" if mean is None else f"Mean {clock(mean)}",
            "Time that counted, of every enrolled patient, those with none included.", self.listed(patients),
        )  # fmt: skip

    def _capture(self) -> Tile:
        share, ready = self._figures.capture, self._figures.supported
        expected = share.whole * programme.EXPECTED_PER_PATIENT
        unbilled = set(ready.part).difference(share.part)
        rows = [
            self._one(p, False, f"{self._standing(p)}; no claim recorded" if p in unbilled else self._standing(p))
            for p in share.rest
        ]
        return Tile(
            "capture", "Capture rate", of(len(share.part), expected),
            f"{of(len(ready.part), ready.whole)} support a code",
            "Patients with a claim sent, of enrolled × 1 first code a month: the most there could be.",
            (*rows, *self.listed(share.part)),
        )  # fmt: skip

    def _success(self, success: Success, rows: tuple[ClaimRow, ...]) -> Tile:
        told = [row for row in rows if row.status]
        ended_well = ("paid", "partially_paid")
        listed = [self._one(r.patient_id, r.status in ended_well, _told(r)) for r in told]
        return Tile(
            "success", "Claim lines paid", success_text(success), f"{success.unanswered:,} sent without an answer",
            "Paid in full or in part, of the claim lines that the payer answered.",
            tuple(sorted(listed, key=lambda one: one.counted_in)),
        )  # fmt: skip

    def _foundation(self) -> Tile:
        share = self._figures.foundation
        return Tile(
            "foundation", "Enrollment quality", of(len(share.part), share.whole),
            f"{len(share.rest):,} with something missing",
            "Enrolled patients with consent, two conditions, initiating visit, care plan and copy all in place.",
            self._share(share),
        )  # fmt: skip

    def _completion(self) -> Tile:
        share = self._figures.completion
        return Tile(
            "completion", "Monthly completion", of(len(share.part), share.whole),
            f"{len(share.rest):,} below the first threshold",
            "Enrolled patients whose counted time reached 20 minutes, whatever else is missing.", self._share(share),
        )  # fmt: skip

    def _burden(self) -> Tile:
        burden = self._figures.burden
        rows = [self._one(patient, True, self._lost(patient)) for patient in burden.losing]
        share = "" if burden.percent is None else f" ({burden.percent} %)"
        return Tile(
            "burden", "Staff burden", f"{clock(burden.lost_seconds)}{share}",
            f"of {clock(burden.logged_seconds)} logged did not count",
            "Logged time that did not count, of all time logged in the month.", tuple(rows),
        )  # fmt: skip

    def _escalation(self, raised: tuple[EscalationLine, ...]) -> Tile:
        judged = [one for one in raised if one.acted_at is not None or one.overdue]
        kept = sum(one.state == "acted" for one in judged)
        overdue, still = sum(one.overdue for one in raised), sum(one.acted_at is None for one in raised)
        late_first = sorted(raised, key=lambda one: one.state == "acted")
        rows = [self._one(one.patient_id, one.state == "acted", f"{STATES[one.state]}: {one.reason}")
                for one in late_first]  # fmt: skip
        return Tile(
            "escalation", "Escalation handling", of(kept, len(judged)) if raised else "None raised",
            f"{still:,} open, {overdue:,} of them overdue" if raised else "No escalation in this month",
            "Escalations of the month answered within their time, of those answered or overdue.", tuple(rows),
        )  # fmt: skip

    def _lost(self, patient: str) -> str:
        line = self._found[patient]
        reasons = "; ".join(one.words for one in line.exclusions if one.key != "X_OTHER_MONTH")
        return f"{clock(line.logged_seconds - line.counted_seconds)}: {reasons}"


def _told(row: ClaimRow) -> str:
    state = {"submitted": "sent", "paid": "paid", "partially_paid": "partly paid", "denied": "denied"}[row.status]
    reason = f", reason {row.reason}: {row.reason_words}" if row.reason else ""
    return f"{row.code} {state} {row.happened_on}{reason}"
