"""One line of the month for every patient, and the sums of the lines: live and closed months alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.ledger.payloads.month_close import ClosedLine
from ccm_desktop.services.month_board import Finding, MonthLine, MonthTotals
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.time_views import Threshold

_NOTHING = Decimal(0)


def line_of(found: Assessed, names: Mapping[str, str], held: str = "") -> MonthLine:
    """The line of a patient; with a reason in `held` nothing is billed."""
    decision, row = found.decision, found.patient
    step = decision.next
    return MonthLine(
        patient_id=row.id,
        name=f"{row.family}, {row.given}",
        birth_on=row.birth_date,
        mrn=row.mrn,
        practitioner=names.get(decision.facts.billing_practitioner, ""),
        coordinator=names.get(row.coordinator, ""),
        logged_seconds=decision.elapsed_seconds,
        counted_seconds=decision.counted_seconds,
        staff_seconds=decision.staff_seconds,
        practitioner_seconds=decision.practitioner_seconds,
        codes=() if held else decision.codes,
        fee=_NOTHING if held else decision.fee,
        blockers=tuple(finding(key) for key in blockers_of(decision)),
        exclusions=tuple(finding(key) for key in decision.exclusions),
        next=None if step is None else Threshold(*step),
        state="held" if held else state_of(decision),
        held=held,
    )


def closed_line_of(patient: str, line: ClosedLine) -> MonthLine:
    """The same from a closed month, as it was frozen."""
    reasons = sorted({reason for _, _, _, reason in line.pieces if reason.startswith("X_")})
    step = Threshold(line.next_code, line.next_at_seconds, line.next_short_by_seconds) if line.next_code else None
    return MonthLine(
        patient_id=patient,
        name=line.name,
        birth_on=line.birth_on,
        mrn=line.mrn,
        practitioner=line.practitioner,
        coordinator=line.coordinator,
        logged_seconds=line.logged_seconds,
        counted_seconds=line.counted_seconds,
        staff_seconds=line.staff_seconds,
        practitioner_seconds=line.practitioner_seconds,
        codes=line.codes,
        fee=Decimal(line.fee),
        blockers=tuple(finding(key) for key in line.blockers if key != "B_TIME_UNDER_20"),
        exclusions=tuple(finding(key) for key in reasons),
        next=step,
        state=line.state,
        held=line.held,
    )


def totals(lines: tuple[MonthLine, ...]) -> MonthTotals:
    """Sums of the list; the report prints the same."""
    units: Counter[str] = Counter()
    for line in lines:
        units.update(dict(line.codes))
    states = Counter(line.state for line in lines)
    return MonthTotals(
        enrolled=len(lines),
        billable=states["billable"],
        short=states["short"],
        blocked=states["blocked"],
        no_time=states["no_time"],
        counted_seconds=sum(line.counted_seconds for line in lines),
        logged_seconds=sum(line.logged_seconds for line in lines),
        units=tuple(sorted(units.items())),
        fee=sum((line.fee for line in lines), _NOTHING),
        held=states["held"],
    )


def state_of(decision: Decision) -> str:
    """billable | short | blocked | no_time"""
    if decision.codes:
        return "billable"
    if decision.blockers != ("B_TIME_UNDER_20",):
        return "blocked"
    return "short" if decision.counted_seconds else "no_time"


def blockers_of(decision: Decision) -> tuple[str, ...]:
    """What stands against billing besides too little time."""
    return tuple(key for key in decision.blockers if key != "B_TIME_UNDER_20")


def finding(key: str) -> Finding:
    """A key in words, with the place where it is mended."""
    found = words(key)
    return Finding(key, found.text, found.fix)
