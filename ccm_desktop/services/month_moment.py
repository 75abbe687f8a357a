"""A month is judged by what was recorded by its end: what is attested or assigned later does not reach back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

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

    def __init__(self, reader: Reader, closing: int, practitioners: frozenset[str], patient: str = "") -> None:
        """`closing` in epoch seconds; `practitioners` are the people who may bill."""
        self._reader, self._closing_ms, self._practitioners = reader, closing * 1000, practitioners
        self._now = months.conditions(reader.connection, patient)
        self._conditions = conditions_then(reader, closing, patient, self._now)
        moved = months.moved_after(reader.connection, self._closing_ms, patient)
        self._risk_moved = {who for who, risk, _ in moved if risk}
        self._assignment_moved = {who for who, _, assignment in moved if assignment}
        practice = reader.held_before(PracticeProfile, PRACTICE, self._closing_ms)
        self._default = practice.billing_practitioner if practice else ""

    def of(self, now: PatientRow) -> Then:
        """That patient then."""
        row, conditions = now, self._conditions.get(now.id, ())
        changed = []
        if _attested(conditions) != _attested(self._now.get(now.id, ())):
            changed.append("conditions")
        if now.id in self._risk_moved:
            risk = self._reader.held_before(PatientRisk, now.id, self._closing_ms)
            row = row._replace(significant_risk=int(risk is not None and risk.significant_risk))
            if row.significant_risk != now.significant_risk:
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
        later = [value.practitioner for value in self._later(PatientAssignment, row.id)]
        later += [value.billing_practitioner for value in self._later(PracticeProfile, PRACTICE)]
        found = next((person for person in later if person in self._practitioners), "")
        return found or row.practitioner or self._default, bool(found)

    def _later(self, cls: type[P], entity: str) -> Iterator[P]:
        register = kind_of(cls).register
        for op in self._reader.history(entity):
            value: P | None = fold.understood(op) if op.header.r == register else None
            if value is not None and op.header.ut >= self._closing_ms:
                yield value


def conditions_then(
    reader: Reader, closing: int, patient: str = "", now: Mapping[str, Sequence[ConditionRow]] | None = None
) -> Mapping[str, Sequence[ConditionRow]]:
    """Active conditions by patient as they stood at that instant (epoch seconds); `now`: who has today's already."""
    now = months.conditions(reader.connection, patient) if now is None else now
    moved = months.conditions_moved_after(reader.connection, closing * 1000, patient)
    if not moved:
        return now
    found = dict(now)
    for owner, condition in moved:
        rows = list(found.get(owner, ()))
        place = next((n for n, row in enumerate(rows) if row.id == condition), len(rows))
        rows[place : place + 1] = _condition_then(reader, condition, closing * 1000)
        found[owner] = rows
    return found


def _condition_then(reader: Reader, condition: str, closing_ms: int) -> list[ConditionRow]:
    code = reader.held_before(ConditionCode, condition, closing_ms)
    status = reader.held_before(ConditionStatus, condition, closing_ms)
    if code is None or (status is not None and status.status not in months.ACTIVE):
        return []
    said = reader.held_before(ConditionAttestation, condition, closing_ms)
    attested = None if said is None else said.expected_12_months
    return [ConditionRow(condition, code.display, code.icd10, code.families, code.chronic, attested)]


def _attested(rows: Sequence[ConditionRow]) -> set[tuple[str, tuple[str, ...]]]:
    return {(row.icd10, row.families) for row in rows if row.attested}
