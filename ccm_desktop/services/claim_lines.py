"""Claim lines: what a biller types, from months that were decided; one row per code of a patient-month.

`claim_lines` takes frozen months, so that a closed month gives the same lines from its snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number, is_mbi, is_npi
from ccm_desktop.models.queries import claims, months
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed, assessed
from ccm_desktop.services.people import Person, people_of

DIAGNOSES = 2
"""Diagnoses on a claim: some payers deny CCM with fewer (rules.md 2)."""


@dataclass(frozen=True, slots=True)
class ClaimMonth:
    """A decided patient-month, with everything that a claim says of it."""

    month: Month
    patient_id: str
    family: str
    given: str
    birth_on: str
    sex: str
    mrn: str
    mbi: str
    practitioner: str
    npi: str
    diagnoses: tuple[str, ...]
    """ICD-10 codes of attested chronic conditions, one of each family."""
    codes: tuple[tuple[str, int], ...]
    charges: tuple[Decimal, ...]
    """Of each code with its units, by the practice's fee table."""
    fee_schedule: str
    service_on: str
    place: str
    counted_seconds: int


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One service line; an add-on stands on the claim of its base."""

    claim: str
    number: int
    """1 for the base code, 2 for its add-on."""
    month: Month
    patient_id: str
    family: str
    given: str
    birth_on: str
    sex: str
    mrn: str
    mbi: str
    practitioner: str
    npi: str
    diagnoses: tuple[str, ...]
    service_on: str
    place: str
    code: str
    units: int
    charge: Decimal
    fee_schedule: str
    """The fee table of the charge; `domain.billing.fees.fee_words` says it."""
    total: Decimal
    """Sum of the claim's lines."""
    counted_seconds: int
    open_points: tuple[str, ...]
    """What a payer would miss, in words; empty when the claim is complete."""

    @property
    def name(self) -> str:
        """`Family, Given`."""
        return f"{self.family}, {self.given}"

    @property
    def pointers(self) -> str:
        """`AB`: the letters of the diagnoses (box 24E)."""
        return "ABCDEFGHIJKL"[: len(self.diagnoses)]


def claim_lines(found: Iterable[ClaimMonth]) -> tuple[ClaimLine, ...]:
    """The lines of all months that support a code, in their order."""
    return tuple(line for month in found for line in _lines(month))


def claim_months(context: Context, reader: Reader, month: Month) -> tuple[ClaimMonth, ...]:
    """The month as it would be claimed now, by patient's name."""
    context.rules.require(month)
    return claim_months_of(reader, assessed(context, reader, month))


def claim_months_of(reader: Reader, decided: Iterable[Assessed]) -> tuple[ClaimMonth, ...]:
    """The same from decisions that the caller has."""
    people = {person.id: person for person in people_of(reader)}
    sexes = claims.sexes(reader.connection)
    conditions = months.conditions(reader.connection)
    return tuple(
        _month(found, sexes.get(found.patient.id, ""), people, conditions.get(found.patient.id, []))
        for found in decided
        if found.decision.codes
    )


def _month(found: Assessed, sex: str, people: dict[str, Person], conditions: list[months.ConditionRow]) -> ClaimMonth:
    row, decision = found.patient, found.decision
    biller = people.get(decision.facts.billing_practitioner)
    return ClaimMonth(
        month=decision.facts.month,
        patient_id=row.id,
        family=row.family,
        given=row.given,
        birth_on=row.birth_date,
        sex=sex,
        mrn=row.mrn,
        mbi=row.mbi,
        practitioner=biller.title if biller else "",
        npi=biller.npi if biller else "",
        diagnoses=diagnoses(conditions),
        codes=decision.codes,
        charges=tuple(decision.rules.fee((item,), decision.fee_schedule) for item in decision.codes),
        fee_schedule=decision.fee_schedule,
        service_on=decision.service_date.isoformat() if decision.service_date else "",
        place=decision.place_of_service,
        counted_seconds=decision.counted_seconds,
    )


def diagnoses(conditions: Iterable[months.ConditionRow]) -> tuple[str, ...]:
    """The first ICD-10 codes of attested conditions, one of each family, as many as a claim needs."""
    found: dict[str, str] = {}
    for condition in conditions:
        if condition.attested and condition.icd10:
            family = condition.families[0] if condition.families else condition.icd10
            found.setdefault(family, condition.icd10)
    return tuple(found.values())[:DIAGNOSES]


def _lines(month: ClaimMonth) -> Iterator[ClaimLine]:
    total = sum(month.charges, Decimal(0))
    number = claim_number(month.patient_id, month.month)
    for place, ((code, units), charge) in enumerate(zip(month.codes, month.charges, strict=True), start=1):
        yield ClaimLine(
            number, place, month.month, month.patient_id, month.family, month.given, month.birth_on, month.sex,
            month.mrn, month.mbi, month.practitioner, month.npi, month.diagnoses, month.service_on, month.place,
            code, units, charge, month.fee_schedule, total, month.counted_seconds, open_points(month),
        )  # fmt: skip


def open_points(month: ClaimMonth) -> tuple[str, ...]:
    """What the claim still lacks."""
    checks = (
        (is_npi(month.npi), "NPI of the practitioner" if not month.npi else "NPI does not pass its check digit"),
        (is_mbi(month.mbi), "Medicare id" if not month.mbi else "Medicare id is not of Medicare's form"),
        (len(month.diagnoses) >= DIAGNOSES, "two diagnoses with ICD-10 codes"),
        (_is_day(month.birth_on), "date of birth"),
        (month.sex in ("female", "male"), "sex as the payer knows it"),
    )
    return tuple(words for holds, words in checks if not holds)


def _is_day(text: str) -> bool:
    try:
        return bool(text) and date.fromisoformat(text) is not None
    except ValueError:
        return False
