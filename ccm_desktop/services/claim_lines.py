"""Claim lines: what a biller types, one row per code of a patient-month.

They are made of the lines that a closing keeps: of a closed month those that were kept, otherwise those
that would be kept now. So claim lines, board, snapshot and documents cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import claim_number, is_mbi, is_npi
from ccm_desktop.ledger.payloads.month_close import ClaimPart, ClosedLine
from ccm_desktop.models.queries import claims, months
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_end import closed_board, judged, state_words
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_snapshot import Snapshot, frozen_line, snapshot
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.month_views import MonthStanding
from ccm_desktop.services.people import people_of
from ccm_desktop.services.views import MonthEnd, MonthLine

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
class ClaimMonth:
    """A month as claims are made of it."""

    standing: MonthStanding
    closed: Snapshot | None
    """The closing in force; None while figures may still change."""
    board: MonthEnd
    billed: tuple[tuple[str, ClosedLine], ...]
    """Patient and line of everybody who is billed, in the order of the board."""
    final: frozenset[str]
    """Patients whose line no longer changes: only theirs may be sent."""

    @property
    def state(self) -> str:
        """Where the month stands, as every document says it."""
        return state_words(self.standing, self.closed)

    @property
    def lines(self) -> tuple[ClaimLine, ...]:
        """What is claimed."""
        return tuple(made for patient, line in self.billed for made in claim_lines(self.board.month, patient, line))


def claim_month(context: Context, reader: Reader, month: Month) -> ClaimMonth:
    """The month as it was closed; otherwise as it would be closed now, by patient's name."""
    standing = month_standing(context, reader, month)
    closed = snapshot(reader, month) if standing.state == "closed" else None
    if closed is not None:
        billed = tuple((patient, line) for patient, line in closed.lines if line.codes)
        return _claim_month(standing, closed, closed_board(standing, closed), billed, dict(billed))
    live = judged(context, reader, month, standing)
    found, source = {one.patient.id: one for one in live.found}, ClaimSource.of(reader)
    billed = tuple(
        (line.patient_id, live.kept.get(line.patient_id) or source.line(found[line.patient_id], line))
        for line in live.board.lines
        if line.codes
    )
    return _claim_month(standing, None, live.board, billed, live.kept)


def _claim_month(
    standing: MonthStanding, closed: Snapshot | None, board: MonthEnd, billed: tuple[tuple[str, ClosedLine], ...],
    settled: Iterable[str],
) -> ClaimMonth:  # fmt: skip
    # Two closings at once: nobody knows yet which of them is claimed (sync.md 3.10).
    return ClaimMonth(standing, closed, board, billed, frozenset() if standing.in_conflict else frozenset(settled))


@dataclass(frozen=True, slots=True)
class ClaimSource:
    """What a claim asks besides the decision, read once for all patients of a month."""

    npis: Mapping[str, str]
    """By person."""
    sexes: Mapping[str, str]
    """By patient."""
    conditions: Mapping[str, Sequence[months.ConditionRow]]

    @classmethod
    def of(cls, reader: Reader) -> ClaimSource:
        """As it is on file now."""
        npis = {person.id: person.npi for person in people_of(reader)}
        return cls(npis, claims.sexes(reader.connection), months.conditions(reader.connection))

    def line(self, found: Assessed, shown: MonthLine) -> ClosedLine:
        """The line as a closing would keep it."""
        return frozen_line("", found, shown, (), self.part(found, shown))

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


def claim_lines(month: Month, patient: str, line: ClosedLine) -> Iterator[ClaimLine]:
    """The service lines of one patient-month; none of a patient who is not billed."""
    if not line.codes:
        return
    claim, (family, _, given) = line.claim, line.name.partition(", ")
    number, lacks = claim_number(patient, month), open_points(line)
    # What was closed before charges were kept has its sum on the first line, and says so among its open points.
    charges = tuple(map(Decimal, claim.charges)) or (Decimal(line.fee), *[Decimal(0)] * (len(line.codes) - 1))
    for place, ((code, units), charge) in enumerate(zip(line.codes, charges, strict=True), start=1):
        yield ClaimLine(
            number, place, month, patient, claim.family_name or family, claim.given_name or given, line.birth_on,
            claim.sex, line.mrn, claim.mbi, line.practitioner, claim.npi, claim.diagnoses, line.service_on,
            line.place_of_service, code, units, charge, claim.fee_table, sum(charges, Decimal(0)),
            line.counted_seconds, lacks,
        )  # fmt: skip


def open_points(line: ClosedLine) -> tuple[str, ...]:
    """What the claim still lacks."""
    claim = line.claim
    checks = (
        (is_npi(claim.npi), "NPI of the practitioner" if not claim.npi else "NPI does not pass its check digit"),
        (is_mbi(claim.mbi), "Medicare id" if not claim.mbi else "Medicare id is not of Medicare's form"),
        (len(claim.diagnoses) >= DIAGNOSES, "two diagnoses with ICD-10 codes"),
        (_is_day(line.birth_on), "date of birth"),
        (claim.sex in ("female", "male"), "sex as the payer knows it"),
        (bool(claim.charges), "charge of each code: the month was closed before it was kept"),
    )
    return tuple(words for holds, words in checks if not holds)


def _is_day(text: str) -> bool:
    try:
        return bool(text) and date.fromisoformat(text) is not None
    except ValueError:
        return False
