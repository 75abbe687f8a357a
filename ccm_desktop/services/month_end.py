"""Month-end: every enrolled patient with minutes, codes, blockers and the reason."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed, assessed
from ccm_desktop.services.people import people_of
from ccm_desktop.services.views import Finding, MonthEnd, MonthLine, MonthTotals, Threshold


class MonthEndService:
    """Judges a month for the whole practice."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def months(self, count: int = 12) -> tuple[Month, ...]:
        """This month and those before it, newest first, as far as rule tables reach."""
        found = [self._context.month()]
        while len(found) < count and self._context.rules.covers(found[-1].previous):
            found.append(found[-1].previous)
        return tuple(found)

    def board(self, month: Month) -> MonthEnd:
        """The list with its totals, from one consistent view of the file."""
        with self._context.reading() as reader:
            return self.board_of(reader, month)

    def board_of(self, reader: Reader, month: Month) -> MonthEnd:
        """The same, within a view that the caller holds."""
        self._context.rules.require(month)
        names = {person.id: person.title for person in people_of(reader)}
        lines = tuple(_line(found, names) for found in assessed(self._context, reader, month))
        zone = time_zone(self._context.practice_of(reader).time_zone)
        return MonthEnd(
            month=month,
            lines=lines,
            totals=totals(lines),
            rules_version=self._context.rules.for_month(month).version,
            over=self._context.now() >= month.bounds(zone)[1],
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
        fee=sum((line.fee for line in lines), Decimal(0)),
    )


def _line(found: Assessed, names: dict[str, str]) -> MonthLine:
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
        codes=decision.codes,
        fee=decision.fee,
        blockers=tuple(finding(key) for key in decision.blockers if key != "B_TIME_UNDER_20"),
        exclusions=tuple(finding(key) for key in decision.exclusions),
        next=None if step is None else Threshold(*step),
        state=state_of(decision),
    )


def state_of(decision: Decision) -> str:
    """billable | short | blocked | no_time"""
    if decision.codes:
        return "billable"
    if decision.blockers != ("B_TIME_UNDER_20",):
        return "blocked"
    return "short" if decision.counted_seconds else "no_time"


def finding(key: str) -> Finding:
    """A key in words, with the place where it is mended."""
    found = words(key)
    return Finding(key, found.text, found.fix)
