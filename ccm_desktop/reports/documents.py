"""What each document needs to know: frozen values, filled by the services, printed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

_FAMILIES = ("99490", "99439", "99491", "99437", "99487", "99489")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every page says about the document itself."""

    practice_name: str
    practice_address: str
    practice_phone: str
    month_title: str
    """`October 2026`; empty for documents that belong to no month."""
    state: str
    """`DRAFT — not closed`, `OPEN`, `CLOSED rev 1`; empty where nothing can be closed."""
    draft: bool
    """True prints the diagonal DRAFT mark on every page."""
    printed_by: str
    printed_at: str
    """Local text with its zone: `Nov 3, 2026 9:12 AM EST`."""
    app_version: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class CodeUnits:
    code: str
    units: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One enrolled patient; `codes` is empty when nothing can be billed."""

    patient_name: str
    born: date | None
    mrn: str
    counted_seconds: int
    codes: tuple[CodeUnits, ...]
    practitioner: str
    state: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A patient a few minutes short of the next code."""

    patient_name: str
    mrn: str
    counted_seconds: int
    threshold_seconds: int
    code: str
    practitioner: str

    @property
    def short_by_seconds(self) -> int:
        return self.threshold_seconds - self.counted_seconds


@dataclass(frozen=True, slots=True)
class BlockedLine:
    """A patient who cannot be billed, with every reason in words."""

    patient_name: str
    mrn: str
    counted_seconds: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExclusionTotal:
    """Time that did not count for one reason, over all patients."""

    reason: str
    patients: int
    entries: int
    seconds: int


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """One patient whose figures differ from those of the closing before; empty texts where not in it."""

    patient_name: str
    before: str
    after: str
    """`31:47, 99490 ×1, $66.13`"""


@dataclass(frozen=True, slots=True)
class MonthReport:
    """The practice's month. `lines` holds every enrolled patient; the totals follow from it."""

    imprint: Imprint
    lines: tuple[MonthLine, ...]
    near_misses: tuple[NearMiss, ...]
    blocked: tuple[BlockedLine, ...]
    exclusions: tuple[ExclusionTotal, ...]
    fee_total: Decimal | None
    fee_schedules: tuple[str, ...]
    """Tables by which the fee was computed; more than one where lines were kept from an earlier closing."""
    practice_lead: str
    billing_practitioners: tuple[str, ...]
    revision: int = 0
    """Of a closed month; 0 while it is open."""
    changes: tuple[RevisionChange, ...] = ()
    """Against the revision before."""

    @property
    def enrolled(self) -> int:
        return len(self.lines)

    @property
    def billable(self) -> int:
        return sum(1 for line in self.lines if line.codes)

    @property
    def counted_seconds(self) -> int:
        return sum(line.counted_seconds for line in self.lines)

    @property
    def units_by_code(self) -> Mapping[str, int]:
        """Units of each code, each family's first code before its add-on."""
        return total_units(line.codes for line in self.lines)

    @property
    def patients_by_code(self) -> Mapping[str, int]:
        return Counter(item.code for line in self.lines for item in line.codes)


def total_units(lines: Iterable[tuple[CodeUnits, ...]]) -> Mapping[str, int]:
    """Units of each code over the codes of many patients, each family's first code before its add-on."""
    units: Counter[str] = Counter()
    for codes in lines:
        for item in codes:
            units[item.code] += item.units
    return dict(sorted(units.items(), key=_by_family))


def _by_family(item: tuple[str, int]) -> tuple[int, str]:
    code = item[0]
    return _FAMILIES.index(code) if code in _FAMILIES else len(_FAMILIES), code


@dataclass(frozen=True, slots=True)
class EntryPart:
    """A stretch of an entry with its one reason; the parts of an entry add up to its length."""

    seconds: int
    counted: bool
    reason: str
    citation: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change to an entry after it was recorded; the original stays readable."""

    changed_at: str
    changed_by: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """One time entry of the month and why each part of it counted or did not."""

    who: str
    credential: str
    lane: str
    """`Clinical staff` or `Practitioner`: whose time the rules take it for."""
    day: str
    starts: str
    ends: str
    """Local clock texts: `Oct 2`, `10:29:10 AM`, `10:42:00 AM`."""
    activity: str
    outcome: str
    note: str
    source: str
    """`Timer`, `Entered by hand`, `Entered late on Oct 9`."""
    parts: tuple[EntryPart, ...]
    amendments: tuple[Amendment, ...] = ()

    @property
    def seconds(self) -> int:
        return sum(part.seconds for part in self.parts)

    @property
    def counted_seconds(self) -> int:
        return sum(part.seconds for part in self.parts if part.counted)


@dataclass(frozen=True, slots=True)
class ConditionLine:
    name: str
    icd10: str


@dataclass(frozen=True, slots=True)
class ConsentSummary:
    """The consent in force; `elements` are the things the patient was told, in words."""

    status: str
    given_at: str = ""
    method: str = ""
    recorded_by: str = ""
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """The care plan version in force in the month."""

    version: str
    saved_at: str = ""
    saved_by: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class PatientMonth:
    """One patient's month, complete enough for an outside reviewer."""

    imprint: Imprint
    patient_name: str
    born: date | None
    mrn: str
    medicare_id: str
    practitioner: str
    practitioner_npi: str
    conditions: tuple[ConditionLine, ...]
    consent: ConsentSummary
    care_plan: PlanSummary
    entries: tuple[CountedEntry, ...]
    codes: tuple[CodeUnits, ...]
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]
    service_date: str
    place_of_service: str
    reviewer: str = ""

    @property
    def recorded_seconds(self) -> int:
        return sum(entry.seconds for entry in self.entries)

    @property
    def counted_seconds(self) -> int:
        return sum(entry.counted_seconds for entry in self.entries)

    @property
    def counted_by_lane(self) -> Mapping[str, int]:
        lanes: Counter[str] = Counter()
        for entry in self.entries:
            lanes[entry.lane] += entry.counted_seconds
        return dict(sorted(lanes.items()))
