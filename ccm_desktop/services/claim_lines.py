"""Claim lines: what a biller types, one row per code of a patient-month.

They are made of what is billed on the board, of a closed month as it was kept: so claim lines, board,
snapshot and documents cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number, is_mbi, is_npi
from ccm_desktop.ledger.payloads.month_close import ClaimPart, ClosedLine
from ccm_desktop.models.queries import claims, months
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_board import MonthEnd, MonthLine
from ccm_desktop.services.month_end import closed_board, judged, state_words
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_moment import conditions_then
from ccm_desktop.services.month_snapshot import Snapshot, snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.services.people import people_of

DIAGNOSES = 2
"""Diagnoses on a claim: some payers deny CCM with fewer (rules.md 2)."""


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


@dataclass(frozen=True, slots=True)
class Billed:
    """A patient-month that is billed."""

    patient_id: str
    name: str
    birth_on: str
    mrn: str
    practitioner: str
    codes: tuple[tuple[str, int], ...]
    fee: Decimal
    counted_seconds: int
    service_on: str
    place: str
    claim: ClaimPart


@dataclass(frozen=True, slots=True)
class ClaimMonth:
    """A month as claims are made of it."""

    standing: MonthStanding
    closed: Snapshot | None
    """The closing in force; None while figures may still change."""
    board: MonthEnd
    billed: tuple[Billed, ...]
    """In the order of the board."""
    final: frozenset[str]
    """Patients whose line no longer changes: only theirs may be sent."""

    @property
    def state(self) -> str:
        """Where the month stands, as every document says it."""
        return state_words(self.standing, self.closed)

    @property
    def lines(self) -> tuple[ClaimLine, ...]:
        """What is claimed."""
        return tuple(line for billed in self.billed for line in claim_lines(self.board.month, billed))


def claim_month(context: Context, reader: Reader, month: Month, patient: str = "") -> ClaimMonth:
    """The month as it was closed; otherwise as it would be closed now, by patient's name.

    With `patient` that one alone: enough to tell which claim there is.
    """
    standing = month_standing(context, reader, month)
    closed = snapshot(reader, month, patient=patient) if standing.state == "closed" else None
    if closed is not None:
        kept = dict(closed.lines)
        return _claim_month(standing, closed, closed_board(standing, closed), kept, ())
    live = judged(context, reader, month, standing, patient)
    source = ClaimSource.of(reader, month, context.zone_of(reader))
    return _claim_month(standing, None, live.board, live.kept, live.found, source)


def _claim_month(
    standing: MonthStanding, closed: Snapshot | None, board: MonthEnd, kept: Mapping[str, ClosedLine],
    found: Iterable[Assessed], source: ClaimSource | None = None,
) -> ClaimMonth:  # fmt: skip
    live = {one.patient.id: one for one in found}
    billed = []
    for line in board.lines:
        if line.codes and line.patient_id in kept:
            billed.append(billed_then(line.patient_id, kept[line.patient_id]))
        elif line.codes and source is not None:
            billed.append(source.billed(live[line.patient_id], line))
    # Two closings at once: nobody knows yet which of them is claimed (sync.md 3.10).
    final = frozenset() if standing.in_conflict else frozenset(kept)
    return ClaimMonth(standing, closed, board, tuple(billed), final)


def billed_then(patient: str, line: ClosedLine) -> Billed:
    """As it was closed."""
    return Billed(
        patient, line.name, line.birth_on, line.mrn, line.practitioner, line.codes, Decimal(line.fee),
        line.counted_seconds, line.service_on, line.place_of_service, line.claim,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """What a claim asks besides the decision, read once for all patients of a month."""

    npis: Mapping[str, str]
    """By person."""
    sexes: Mapping[str, str]
    """By patient."""
    conditions: Mapping[str, Sequence[months.ConditionRow]]

    @classmethod
    def of(cls, reader: Reader, month: Month, zone: ZoneInfo) -> ClaimSource:
        """As it is on file now; conditions as they stood at the end of the month."""
        npis = {person.id: person.npi for person in people_of(reader)}
        return cls(npis, claims.sexes(reader.connection), conditions_then(reader, month, zone))

    def billed(self, found: Assessed, shown: MonthLine) -> Billed:
        """As it is now."""
        day = found.decision.service_date
        return Billed(
            shown.patient_id, shown.name, shown.birth_on, shown.mrn, shown.practitioner, shown.codes, shown.fee,
            shown.counted_seconds, day.isoformat() if day else "", found.decision.place_of_service,
            self.part(found, shown),
        )  # fmt: skip

    def part(self, found: Assessed, shown: MonthLine) -> ClaimPart:
        """Empty for a patient who is not billed."""
        if not shown.codes:
            return ClaimPart()
        row, decision = found.patient, found.decision
        return ClaimPart(
            family_name=row.family,
            given_name=row.given,
            sex=self.sexes.get(row.id, ""),
            mbi=row.mbi,
            npi=self.npis.get(decision.facts.billing_practitioner, ""),
            diagnoses=diagnoses(self.conditions.get(row.id, ())),
            charges=tuple(str(decision.rules.fee((item,), decision.fee_schedule)) for item in shown.codes),
            fee_table=decision.fee_schedule,
        )


def diagnoses(conditions: Iterable[months.ConditionRow]) -> tuple[str, ...]:
    """The first ICD-10 codes of attested conditions, one of each family, as many as a claim needs."""
    found: dict[str, str] = {}
    for condition in conditions:
        if condition.attested and condition.icd10:
            family = condition.families[0] if condition.families else condition.icd10
            found.setdefault(family, condition.icd10)
    return tuple(found.values())[:DIAGNOSES]


def claim_lines(month: Month, billed: Billed) -> Iterator[ClaimLine]:
    """The service lines of one patient-month."""
    claim, (family, _, given) = billed.claim, billed.name.partition(", ")
    number, lacks = claim_number(billed.patient_id, month), open_points(billed)
    # What was closed before charges were kept has its sum on the first line, and says so among its open points.
    charges = tuple(map(Decimal, claim.charges)) or (billed.fee, *[Decimal(0)] * (len(billed.codes) - 1))
    for place, ((code, units), charge) in enumerate(zip(billed.codes, charges, strict=True), start=1):
        yield ClaimLine(
            number, place, month, billed.patient_id, claim.family_name or family, claim.given_name or given,
            billed.birth_on, claim.sex, billed.mrn, claim.mbi, billed.practitioner, claim.npi, claim.diagnoses,
            billed.service_on, billed.place, code, units, charge, claim.fee_table, sum(charges, Decimal(0)),
            billed.counted_seconds, lacks,
        )  # fmt: skip


def open_points(billed: Billed) -> tuple[str, ...]:
    """What the claim still lacks."""
    claim = billed.claim
    checks = (
        (is_npi(claim.npi), "NPI of the practitioner" if not claim.npi else "NPI does not pass its check digit"),
        (is_mbi(claim.mbi), "Medicare id" if not claim.mbi else "Medicare id is not of Medicare's form"),
        (len(claim.diagnoses) >= DIAGNOSES, "two diagnoses with ICD-10 codes"),
        (_is_day(billed.birth_on), "date of birth"),
        (claim.sex in ("female", "male"), "sex as the payer knows it"),
        (bool(claim.charges), "charge of each code: the month was closed before it was kept"),
    )
    return tuple(words for holds, words in checks if not holds)


def _is_day(text: str) -> bool:
    try:
        return bool(text) and date.fromisoformat(text) is not None
    except ValueError:
        return False
