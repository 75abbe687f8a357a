"""Counts a month of the program: which patients are part of which figure, before any of it is put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from ccm_desktop.domain import programme
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import Checked, ClaimLine
from ccm_desktop.domain.eligibility import NEEDED_CONDITIONS, ConditionFact, chronic_families
from ccm_desktop.domain.programme import Figures, PatientMonth
from ccm_desktop.models.queries import claims
from ccm_desktop.models.store import Reader
from ccm_desktop.services.claim_lines import Billed, ClaimMonth, claim_month, open_points
from ccm_desktop.services.claims import ClaimRow, ClaimsService, billed_patients, denial_reasons
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_board import Finding, MonthLine
from ccm_desktop.services.month_moment import conditions_then
from ccm_desktop.services.month_snapshot import Snapshot
from ccm_desktop.services.programme_selection import Roster, Selection
from ccm_desktop.services.programme_views import MonthPoint

CLAIM_DATA = "claim_data"
"""The check that asks a claim, not a decision."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A month of the selected patients."""

    claim: ClaimMonth
    roster: Roster
    found: tuple[MonthLine, ...]
    rows: tuple[ClaimRow, ...]
    eligible: Mapping[str, None]
    """Of all patients."""
    figures: Figures
    failing: Mapping[str, tuple[str, ...]]
    point: MonthPoint


def count_month(context: Context, reader: Reader, month: Month, selection: Selection) -> Counted:
    """All figures of a month, within a view that the caller holds; of the selected patients only."""
    context.rules.require(month)
    claim = claim_month(context, reader, month)
    roster = Roster.of(reader, claim.board.lines)
    keeps = partial(roster.keeps, selection)
    found = tuple(one for one in claim.board.lines if keeps(one.patient_id))
    decided = tuple(one for one in claim.billed if keeps(one.patient_id))
    every_claim = ClaimsService(context).rows_of(reader, month, claim.lines)
    rows = tuple(row for row in every_claim if keeps(row.patient_id))
    zone = context.zone_of(reader)
    eligible, billed = _eligible(reader, month, zone, claim.closed), billed_patients(reader, month)
    figures = programme.figures(
        (_patient_month(one, one.patient_id in billed) for one in found),
        {patient: None for patient in eligible if keeps(patient)},
        context.rules.for_month(month).staff.base_seconds,
    )
    failing = _failing(found, decided)
    point = MonthPoint(
        month,
        len(found),
        len(figures.supported.part),
        len(figures.capture.part),
        claim_lines_of(rows),
        {key: Checked(len(ids), len(decided if key == CLAIM_DATA else found)) for key, ids in failing.items()},
        is_over(context, month, zone),
    )
    return Counted(claim, roster, found, rows, eligible, figures, failing, point)


def is_over(context: Context, month: Month, zone: ZoneInfo) -> bool:
    """Whether the month has ended in the practice's time zone."""
    return context.now() >= month.bounds(zone)[1]


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
