"""Programme figures: the month's decisions counted, each figure with the patients behind it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from zoneinfo import ZoneInfo

from ccm_desktop.domain import programme
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import Checked, ClaimLine, overall
from ccm_desktop.domain.eligibility import NEEDED_CONDITIONS, ConditionFact, chronic_families
from ccm_desktop.domain.programme import PatientMonth
from ccm_desktop.models.queries import claims
from ccm_desktop.models.store import Reader
from ccm_desktop.services import escalations
from ccm_desktop.services.claim_lines import Billed, claim_month, open_points
from ccm_desktop.services.claims import ClaimRow, ClaimsService, billed_patients, denial_reasons
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import EscalationLine
from ccm_desktop.services.month_board import Finding, MonthLine
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.month_moment import conditions_then
from ccm_desktop.services.month_snapshot import Snapshot
from ccm_desktop.services.programme_selection import EVERYBODY, Choices, Roster, Selection
from ccm_desktop.services.programme_tiles import Teller
from ccm_desktop.services.programme_views import Band, MonthPoint, ProgrammeMonth

CLAIM_DATA = "claim_data"
"""The check that asks a claim, not a decision."""


class ProgrammeService:
    """Counts a month."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._month_end = MonthEndService(context)

    def months(self) -> tuple[Month, ...]:
        """The last twelve months that the rule tables reach, newest first."""
        return self._month_end.months()

    def month(self, month: Month, selection: Selection = EVERYBODY) -> ProgrammeMonth:
        """All figures of a month, from one consistent view of the file; of the selected patients only."""
        with self._context.reading() as reader:
            return self.month_of(reader, month, selection)

    def point(self, month: Month, selection: Selection = EVERYBODY) -> MonthPoint:
        """A month of the trend; months are asked for one by one, so that other work goes on between."""
        return self.month(month, selection).point

    def choices(self, month: Month) -> Choices:
        """Payers and coordinators of the month's patients."""
        return self.month(month).choices

    def month_of(self, reader: Reader, month: Month, selection: Selection = EVERYBODY) -> ProgrammeMonth:
        """The same, within a view that the caller holds."""
        self._context.rules.require(month)
        claim = claim_month(self._context, reader, month)
        roster = Roster.of(reader, claim.board.lines)
        keeps = partial(roster.keeps, selection)
        found = tuple(one for one in claim.board.lines if keeps(one.patient_id))
        decided = tuple(one for one in claim.billed if keeps(one.patient_id))
        every_claim = ClaimsService(self._context).rows_of(reader, month, claim.lines)
        rows = tuple(row for row in every_claim if keeps(row.patient_id))
        zone = self._context.zone_of(reader)
        eligible, billed = _eligible(reader, month, zone, claim.closed), billed_patients(reader, month)
        counted = programme.figures(
            (_patient_month(one, one.patient_id in billed) for one in found),
            {patient: None for patient in eligible if keeps(patient)},
            self._context.rules.for_month(month).staff.base_seconds,
        )
        raised = tuple(one for one in self._raised(reader, month) if keeps(one.patient_id))
        teller, failing = Teller(reader, found, counted), _failing(found, decided)
        return ProgrammeMonth(
            month=month,
            figures=counted,
            tiles=teller.tiles(overall(claim_lines_of(rows)), rows, raised),
            bands=tuple(Band(label, teller.listed(patients)) for label, patients in counted.minutes.bands),
            claims=rows,
            point=MonthPoint(
                month,
                len(found),
                len(counted.supported.part),
                len(counted.capture.part),
                claim_lines_of(rows),
                {key: Checked(len(ids), len(decided if key == CLAIM_DATA else found)) for key, ids in failing.items()},
                self._context.now() >= month.bounds(zone)[1],
            ),
            failing={key: teller.listed(ids) for key, ids in failing.items()},
            rules_version=claim.board.rules_version,
            state=claim.state,
            selection=selection,
            choices=roster.choices({**dict.fromkeys(one.patient_id for one in claim.board.lines), **eligible}),
        )

    def _raised(self, reader: Reader, month: Month) -> tuple[EscalationLine, ...]:
        span = month.bounds(self._context.zone_of(reader))
        return escalations.lines_of(self._context, reader, open_only=False, span=span)


def claim_lines_of(rows: Iterable[ClaimRow]) -> tuple[ClaimLine, ...]:
    """Claim rows as the rules of success see them."""
    return tuple(ClaimLine(row.key, str(row.month), row.code, row.status, row.reason) for row in rows)


def _patient_month(line: MonthLine, billed: bool) -> PatientMonth:
    return PatientMonth(
        line.patient_id, line.counted_seconds, line.logged_seconds, line.codes, _keys(line.blockers),
        _keys(line.exclusions), billed,
    )  # fmt: skip


def _keys(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(finding.key for finding in findings)


def _failing(found: tuple[MonthLine, ...], decided: tuple[Billed, ...]) -> dict[str, tuple[str, ...]]:
    """Patients that fail each check: of a decision all enrolled are asked, of a claim those who have one."""
    keys = {one.patient_id: {*_keys((*one.blockers, *one.exclusions)), *_too_short(one)} for one in found}
    failing = {
        check.key: tuple(patient for patient, mine in keys.items() if not mine.isdisjoint(check.keys))
        for check in denial_reasons().checks.values()
    }
    return failing | {CLAIM_DATA: tuple(one.patient_id for one in decided if open_points(one))}


def _too_short(line: MonthLine) -> tuple[str, ...]:
    """The board says of time that is too short in its state, not among what blocks."""
    return ("B_TIME_UNDER_20",) if line.state in ("short", "no_time") else ()


def _eligible(reader: Reader, month: Month, zone: ZoneInfo, closed: Snapshot | None) -> dict[str, None]:
    """Patients alive in the month with two or more chronic conditions, as the month is judged by them; by name.

    Of a closed month what was written after the closing changes nothing.
    """
    conditions = conditions_then(reader, month, zone, until_ms=closed.until_ms if closed else None)
    return {
        patient: None
        for patient, _, died in claims.programme_standing(reader.connection)
        if not (died and died < month.first_day.isoformat())
        and len(chronic_families(ConditionFact(c.families, c.chronic, c.attested) for c in conditions.get(patient, ())))
        >= NEEDED_CONDITIONS
    }
