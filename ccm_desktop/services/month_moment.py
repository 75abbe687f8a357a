"""A month is judged by what was recorded by its end: a later change of mind does not reach back.

What nobody had spoken of by then may be said late, once, and is told as such: month-end work is done
in the days after the month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation, ConditionCode, ConditionStatus
from ccm_desktop.ledger.payloads.patient import InitiatingVisit, PatientAssignment, PatientRisk
from ccm_desktop.ledger.payloads.practice import PracticeProfile
from ccm_desktop.models.queries import months
from ccm_desktop.models.queries.months import ConditionRow, PatientRow
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import PRACTICE

P = TypeVar("P")
Conditions = Mapping[str, Sequence[ConditionRow]]
"""By patient."""


@dataclass(frozen=True, slots=True)
class Then:
    """A patient as the file stood at the end of the month."""

    row: PatientRow
    """With the assignment and the risk of that time."""
    conditions: Sequence[ConditionRow]
    biller: str
    changed_after: tuple[str, ...]
    """What was recorded since and differs, as `Facts.changed_after` names it."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of a month, in milliseconds since 1970, and its last day."""

    at_ms: int
    last_day: str
    until_ms: int | None = None
    """What was written later than this says nothing of the month any more; None while it is open."""

    @classmethod
    def of(cls, month: Month, zone: ZoneInfo, until_ms: int | None = None) -> End:
        """Of that month in the practice's time zone."""
        at_ms = month.bounds(zone)[1] * 1000
        return cls(at_ms if until_ms is None else min(at_ms, until_ms + 1), month.last_day.isoformat(), until_ms)


class Moment:
    """The end of a month, and what was written since: few registers, so each is asked for by itself."""

    def __init__(
        self, reader: Reader, month: Month, zone: ZoneInfo, practitioners: frozenset[str], patient: str,
        conditions: Conditions,
    ) -> None:  # fmt: skip
        """`practitioners` may bill; `conditions` are those of today."""
        self._end = End.of(month, zone)
        self._reader, self._closing_ms, self._practitioners = reader, self._end.at_ms, practitioners
        self._now = conditions
        self._conditions, self._late = _conditions_then(reader, self._end, patient, self._now)
        moved = months.moved_after(reader.connection, self._closing_ms, patient)
        self._risk_moved = {who for who, risk, _ in moved if risk}
        self._assignment_moved = {who for who, _, assignment in moved if assignment}
        practice = reader.held_before(PracticeProfile, PRACTICE, self._closing_ms)
        self._default = practice.billing_practitioner if practice else ""
        today = reader.held(PracticeProfile, PRACTICE)
        self._default_today = today.value.billing_practitioner if today else ""

    def of(self, now: PatientRow) -> Then:
        """That patient then."""
        row, conditions, today = now, self._conditions.get(now.id, ()), self._now.get(now.id, ())
        changed = []
        if now.id in self._late or (conditions is not today and _attested(conditions) != _attested(today)):
            changed.append("conditions")
        if now.id in self._risk_moved:
            op, late = said(self._reader.history(now.id), PatientRisk, self._end)
            risk: PatientRisk | None = fold.understood(op) if op else None
            row = row._replace(significant_risk=int(risk is not None and risk.significant_risk))
            if late or row.significant_risk != now.significant_risk:
                changed.append("risk")
        if now.id in self._assignment_moved:
            then = self._reader.held_before(PatientAssignment, now.id, self._closing_ms) or PatientAssignment()
            row = row._replace(coordinator=then.coordinator or now.coordinator, practitioner=then.practitioner)
        if now.visit_on > self._end.last_day:
            row = self._before_that_visit(row)
        biller, is_late = self._biller(row, now)
        if is_late:
            changed.append("practitioner")
        return Then(row, conditions, biller, tuple(changed))

    def _before_that_visit(self, row: PatientRow) -> PatientRow:
        """With the visit that a later one, of a later enrolment, stands over; none when there was none."""
        visit = visit_then(self._reader.history(row.id), self._end) or InitiatingVisit()
        return row._replace(
            visit_code=visit.visit_code, visit_on=visit.visit_on, visit_by=visit.visit_by,
            face_to_face=int(visit.face_to_face), ccm_discussed=int(visit.ccm_discussed),
            telehealth=int(visit.telehealth),
        )  # fmt: skip

    def _biller(self, row: PatientRow, now: PatientRow) -> tuple[str, bool]:
        """Who bills, and whether somebody was named or changed after the end.

        Where nobody who may bill was named by then, it is the first who was named later, so that it
        can be mended; a later change of mind changes nothing any more.
        """
        named = next((one for one in (row.practitioner, self._default) if one in self._practitioners), "")
        if named:
            current = (now.practitioner, self._default_today)
            if current == (row.practitioner, self._default):
                return named, False
            return named, next((one for one in current if one in self._practitioners), named) != named
        later = [value.practitioner for value in _later(self._reader, PatientAssignment, row.id, self._closing_ms)]
        practices = _later(self._reader, PracticeProfile, PRACTICE, self._closing_ms)
        later += [value.billing_practitioner for value in practices]
        found = next((person for person in later if person in self._practitioners), "")
        return found or row.practitioner or self._default, bool(found)


def conditions_then(
    reader: Reader, month: Month, zone: ZoneInfo, patient: str = "", *, until_ms: int | None = None
) -> Conditions:
    """Active conditions by patient as the month is judged by them; of a closed one, by what was written until then."""
    end = End.of(month, zone, until_ms)
    return _conditions_then(reader, end, patient, months.conditions(reader.connection, patient))[0]


def _conditions_then(reader: Reader, end: End, patient: str, now: Conditions) -> tuple[Conditions, set[str]]:
    """The same, and the patients of whom something that counts was said late."""
    found, late = dict(now), set[str]()
    said_late = set[str]()
    for owner, condition in months.conditions_moved_after(reader.connection, end.at_ms, patient):
        then, is_late = _condition_then(reader, condition, end)
        if is_late:
            late.add(owner)
            said_late.add(condition)
        rows = [row for row in found.get(owner, ()) if row.id != condition] + then
        # In the order of today's, what was said late last: a claim names the first ones.
        found[owner] = sorted(rows, key=lambda row: (row.id in said_late, row.onset_on, row.id))
    return found, late


def _condition_then(reader: Reader, condition: str, end: End) -> tuple[list[ConditionRow], bool]:
    ops = reader.history(condition)
    written, added_late = said(ops, ConditionCode, end)
    code: ConditionCode | None = fold.understood(written) if written else None
    if code is None or (added_late and not "" < code.onset_on <= end.last_day):
        return [], False  # entered later, and nobody says that the patient had it then
    state, state_late = said(ops, ConditionStatus, end)
    # What became of it later is not the month's; how it stood when it was entered is.
    status: ConditionStatus | None = fold.understood(state) if state and (added_late or not state_late) else None
    if status is not None and status.status not in months.ACTIVE:
        return [], False
    answer, attested_late = said(ops, ConditionAttestation, end)
    said_so: ConditionAttestation | None = fold.understood(answer) if answer else None
    attested = said_so.expected_12_months if said_so and said_so.attested_by else None  # as in `months.conditions`
    row = ConditionRow(condition, code.display, code.icd10, code.families, code.chronic, attested, code.onset_on)
    return [row], bool(attested) and (added_late or attested_late)


def said(ops: Sequence[Op], cls: type, end: End) -> tuple[Op | None, bool]:
    """Of an entity's operations the version of a register that stood at the end of the month.

    Where nothing did, the first that was said later, the same on every device; and whether it was so.
    """
    kind = kind_of(cls).name
    mine = [op for op in ops if op.header.k == kind and fold.understood(op) is not None]
    before = [op for op in mine if op.header.ut < end.at_ms]
    if before:
        replaced = {version for op in before for version in op.header.prev}
        return fold.shown([op for op in before if op.id not in replaced]), False
    later = [op for op in mine if end.until_ms is None or op.header.ut <= end.until_ms]
    first = min(later, key=lambda op: (op.header.hlc, op.id), default=None)
    return first, first is not None


def visit_then(ops: Sequence[Op], end: End) -> InitiatingVisit | None:
    """The initiating visit that the month has, whatever visit of a later month was written over it."""
    return newest_by(ops, InitiatingVisit, end, lambda visit: visit.visit_on)


def newest_by(ops: Sequence[Op], cls: type[P], end: End, day: Callable[[P], str]) -> P | None:
    """Of an entity's operations the newest version of a register whose own day does not lie after the month.

    It may be entered or mended late; one of a later month says nothing of this one.
    """
    kind = kind_of(cls).name
    mine = [op for op in ops if op.header.k == kind and (end.until_ms is None or op.header.ut <= end.until_ms)]
    for op in sorted(mine, key=lambda op: (op.header.hlc, op.id), reverse=True):
        value: P | None = fold.understood(op)
        if value is not None and day(value) <= end.last_day:
            return value
    return None


def _later(reader: Reader, cls: type[P], entity: str, closing_ms: int) -> Iterator[P]:
    kind = kind_of(cls).name
    ops = [op for op in reader.history(entity) if op.header.k == kind and op.header.ut >= closing_ms]
    for op in sorted(ops, key=lambda op: (op.header.hlc, op.id)):  # not as they arrived: that differs by device
        value: P | None = fold.understood(op)
        if value is not None:
            yield value


def _attested(rows: Sequence[ConditionRow]) -> set[tuple[str, tuple[str, ...]]]:
    return {(row.icd10, row.families) for row in rows if row.attested}
