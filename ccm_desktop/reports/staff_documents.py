"""What the reports of one practitioner and of one coordinator need to know: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ccm_desktop.reports.documents import CodeUnits, Imprint, NearMiss


@dataclass(frozen=True, slots=True)
class StaffPatient:
    """One patient of a practitioner or coordinator."""

    patient_name: str
    born: date | None
    mrn: str
    staff_seconds: int
    practitioner_seconds: int
    counted_seconds: int
    """All that counted: the two together."""
    codes: tuple[CodeUnits, ...]
    state: str
    near_miss: NearMiss | None = None
    waits: str = ""
    """What waits for the practitioner's signature, in words; as of printing."""
    review_due: str = ""
    """The day the care plan's review was due, when it is past; as of printing."""


@dataclass(frozen=True, slots=True)
class PractitionerReport:
    """A practitioner's patients of the month."""

    imprint: Imprint
    practitioner: str
    npi: str
    patients: tuple[StaffPatient, ...]

    @property
    def waiting(self) -> tuple[StaffPatient, ...]:
        """Patients whose month waits for the signature."""
        return tuple(line for line in self.patients if line.waits)

    @property
    def overdue(self) -> tuple[StaffPatient, ...]:
        """Patients whose care plan review is past its day."""
        return tuple(line for line in self.patients if line.review_due)


@dataclass(frozen=True, slots=True)
class ActivityTotal:
    """Time of one person in one activity."""

    activity: str
    entries: int
    patients: int
    seconds: int
    counted_seconds: int


@dataclass(frozen=True, slots=True)
class CoordinatorReport:
    """A coordinator's patients and own work of the month."""

    imprint: Imprint
    coordinator: str
    patients: tuple[StaffPatient, ...]
    activities: tuple[ActivityTotal, ...]
    """Own time for all patients of the month."""
    outcomes: tuple[tuple[str, int], ...]
    """How own contacts and calls ended, in words."""
    reached: int
    by_hand_seconds: int
    """Own time entered by hand or recovered."""

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """Patients a few minutes short of the next code."""
        return tuple(line.near_miss for line in self.patients if line.near_miss is not None)

    @property
    def attempts(self) -> int:
        """Contacts and calls, however they ended."""
        return sum(count for _, count in self.outcomes)

    @property
    def own_seconds(self) -> int:
        return sum(line.seconds for line in self.activities)

    @property
    def own_counted_seconds(self) -> int:
        return sum(line.counted_seconds for line in self.activities)


def share(part: int, whole: int) -> str:
    """`12 %`; `none` of nothing."""
    return f"{100 * part / whole:.0f} %" if whole else "none"
