"""A month is judged by what was recorded by its end: a later change of mind does not reach back.

What nobody had spoken of by then may be said late, once, and is told as such: month-end work is done
in the days after the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation, ConditionCode, ConditionStatus
from ccm_desktop.ledger.payloads.patient import PatientAssignment, PatientRisk
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


class Moment:
    """The end of a month, and what was written since: few registers, so each is asked for by itself."""

    def __init__(
        self, reader: Reader, closing: int, practitioners: frozenset[str], patient: str = "",
        conditions: Conditions | None = None,
    ) -> None:  # fmt: skip
        """`closing` in epoch seconds; `practitioners` may bill; `conditions` of today, when they were read already."""
        self._reader, self._closing_ms, self._practitioners = reader, closing * 1000, practitioners
        self._now = months.conditions(reader.connection, patient) if conditions is None else conditions
        self._conditions, self._late = _conditions_then(reader, closing, patient, self._now)
        moved = months.moved_after(reader.connection, self._closing_ms, patient)
        self._risk_moved = {who for who, risk, _ in moved if risk}
        self._assignment_moved = {who for who, _, assignment in moved if assignment}
        practice = reader.held_before(PracticeProfile, PRACTICE, self._closing_ms)
        self._default = practice.billing_practitioner if practice else ""

    def of(self, now: PatientRow) -> Then:
        """That patient then."""
        row, conditions = now, self._conditions.get(now.id, ())
        changed = []
        if now.id in self._late or _attested(conditions) != _attested(self._now.get(now.id, ())):
            changed.append("conditions")
        if now.id in self._risk_moved:
            risk, late = _said(self._reader, PatientRisk, now.id, self._closing_ms)
            row = row._replace(significant_risk=int(risk is not None and risk.significant_risk))
            if late or row.significant_risk != now.significant_risk:
                changed.append("risk")
        if now.id in self._assignment_moved:
            then = self._reader.held_before(PatientAssignment, now.id, self._closing_ms) or PatientAssignment()
            row = row._replace(coordinator=then.coordinator or now.coordinator, practitioner=then.practitioner)
        biller, is_late = self._biller(row, now)
        if is_late:
            changed.append("practitioner")
        return Then(row, conditions, biller, tuple(changed))

    def _biller(self, row: PatientRow, now: PatientRow) -> tuple[str, bool]:
        """Who bills, and whether somebody was named or changed after the end.

        Where nobody who may bill was named by then, it is the first who was named later, so that it
        can be mended; a later change of mind changes nothing any more.
        """
        named = next((one for one in (row.practitioner, self._default) if one in self._practitioners), "")
        if named:
            return named, now.practitioner in self._practitioners and now.practitioner != named
        later = [value.practitioner for value in _later(self._reader, PatientAssignment, row.id, self._closing_ms)]
        practices = _later(self._reader, PracticeProfile, PRACTICE, self._closing_ms)
        later += [value.billing_practitioner for value in practices]
        found = next((person for person in later if person in self._practitioners), "")
        return found or row.practitioner or self._default, bool(found)


def conditions_then(reader: Reader, closing: int, patient: str = "", now: Conditions | None = None) -> Conditions:
    """Active conditions by patient as they stood at that instant (epoch seconds); `now`: who has today's already."""
    now = months.conditions(reader.connection, patient) if now is None else now
    return _conditions_then(reader, closing, patient, now)[0]


def _conditions_then(reader: Reader, closing: int, patient: str, now: Conditions) -> tuple[Conditions, set[str]]:
    """The same, and the patients of whom something that counts was said late."""
    found, late = dict(now), set[str]()
    for owner, condition in months.conditions_moved_after(reader.connection, closing * 1000, patient):
        rows = list(found.get(owner, ()))
        place = next((n for n, row in enumerate(rows) if row.id == condition), len(rows))
        rows[place : place + 1], is_late = _condition_then(reader, condition, closing)
        found[owner] = rows
        if is_late:
            late.add(owner)
    return found, late


def _condition_then(reader: Reader, condition: str, closing: int) -> tuple[list[ConditionRow], bool]:
    closing_ms, first_day_after = closing * 1000, from_epoch(closing).date().isoformat()
    code, added_late = _said(reader, ConditionCode, condition, closing_ms)
    if code is None or (added_late and not "" < code.onset_on < first_day_after):
        return [], False  # entered later, and nobody says that the patient had it then
    status = reader.held_before(ConditionStatus, condition, closing_ms)
    if status is not None and status.status not in months.ACTIVE:
        return [], False
    said, attested_late = _said(reader, ConditionAttestation, condition, closing_ms)
    attested = None if said is None else said.expected_12_months
    row = ConditionRow(condition, code.display, code.icd10, code.families, code.chronic, attested)
    return [row], bool(attested) and (added_late or attested_late)


def _said(reader: Reader, cls: type[P], entity: str, closing_ms: int) -> tuple[P | None, bool]:
    """What stood at that instant; where nothing did, the first that was said later, and that it was."""
    held = reader.held_before(cls, entity, closing_ms)
    if held is not None:
        return held, False
    first = next(_later(reader, cls, entity, closing_ms), None)
    return first, first is not None


def _later(reader: Reader, cls: type[P], entity: str, closing_ms: int) -> Iterator[P]:
    register = kind_of(cls).register
    for op in reader.history(entity):
        value: P | None = fold.understood(op) if op.header.r == register else None
        if value is not None and op.header.ut >= closing_ms:
            yield value


def _attested(rows: Sequence[ConditionRow]) -> set[tuple[str, tuple[str, ...]]]:
    return {(row.icd10, row.families) for row in rows if row.attested}
