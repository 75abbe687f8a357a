"""Programme figures of a month: how many of how many, and which patients those are.

Every figure is made of lists of patient ids, so that it can be opened. Percentages and averages are
cut, never rounded up: 19:59 is not 20 minutes and 99.9 % is not all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

EXPECTED_PER_PATIENT = 1
"""First codes that one enrolled patient can bring a month: the theoretical maximum of the capture rate."""

BANDS: tuple[tuple[str, int], ...] = (
    ("0", 0), ("1–9", 1), ("10–16", 10), ("17–19", 17), ("20–39", 20), ("40–59", 40), ("60+", 60),
)  # fmt: skip
"""Bands of counted time: label and first whole minute; a patient with 19:59 stands in 17–19."""

FOUNDATIONS = frozenset(
    {
        "B_CONSENT_MISSING",
        "B_CONSENT_INCOMPLETE",
        "B_CONSENT_NEW_PRACTITIONER",
        "B_CONSENT_REVOKED",
        "B_CONSENT_AFTER_SERVICE",
        "B_CONDITIONS_UNDER_2",
        "B_CARE_PLAN_MISSING",
        "B_CARE_PLAN_NOT_ELECTRONIC",
        "B_CARE_PLAN_COPY_NOT_GIVEN",
        "B_INIT_VISIT_MISSING",
    }
)
"""Blockers that an enrolment done well does not leave behind."""


@dataclass(frozen=True, slots=True)
class PatientMonth:
    """What the figures need of one enrolled patient's month."""

    patient: str
    counted_seconds: int
    logged_seconds: int
    codes: tuple[tuple[str, int], ...]
    blockers: tuple[str, ...]
    exclusions: tuple[str, ...] = ()
    billed: bool = False
    """A claim of the month went out."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, as lists of patients; the two lists share nobody."""

    part: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def whole(self) -> int:
        return len(self.part) + len(self.rest)

    @property
    def percent(self) -> int | None:
        """Whole percent, cut; None where there is nobody to be a part of."""
        return percent(len(self.part), self.whole)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Counted time of the enrolled patients, each patient once."""

    bands: tuple[tuple[str, tuple[str, ...]], ...]
    """Label and patients, in the order of `BANDS`."""
    mean_seconds: int | None
    median_seconds: int | None


@dataclass(frozen=True, slots=True)
class Burden:
    """Time the staff logged, and how much of it did not count."""

    logged_seconds: int
    lost_seconds: int
    losing: tuple[str, ...]
    """Patients part of whose logged time did not count, most lost first."""

    @property
    def percent(self) -> int | None:
        """Whole percent of the logged time that did not count, cut."""
        return percent(self.lost_seconds, self.logged_seconds)


@dataclass(frozen=True, slots=True)
class Figures:
    """The month of the programme."""

    enrolment: Share
    """Of the patients with two chronic conditions: in the programme or not."""
    enrolled_only: tuple[str, ...]
    """In the programme without two conditions on file: in no denominator, so they are named."""
    minutes: Minutes
    supported: Share
    """Of the enrolled: time and evidence support a code, or not."""
    capture: Share
    """Of enrolled × expected: a claim went out, or not."""
    foundation: Share
    """Of the enrolled: consent, conditions, visit and care plan all in place, or not."""
    completion: Share
    """Of the enrolled: counted time reached the first threshold, or not."""
    burden: Burden


def figures(months: Iterable[PatientMonth], eligible: Collection[str], first_threshold: int) -> Figures:
    """All figures of a month.

    `eligible` are the patients with two or more chronic conditions; `first_threshold` is that of the
    first staff code, in seconds.
    """
    rows = tuple(months)
    enrolled = {row.patient for row in rows}
    return Figures(
        enrolment=Share(
            tuple(row.patient for row in rows if row.patient in eligible),
            tuple(patient for patient in eligible if patient not in enrolled),
        ),
        enrolled_only=tuple(row.patient for row in rows if row.patient not in eligible),
        minutes=minutes({row.patient: row.counted_seconds for row in rows}),
        supported=_share(rows, {row.patient for row in rows if row.codes}),
        capture=_share(rows, {row.patient for row in rows if row.billed}),
        foundation=_share(rows, {row.patient for row in rows if not FOUNDATIONS.intersection(row.blockers)}),
        completion=_share(rows, {row.patient for row in rows if row.counted_seconds >= first_threshold}),
        burden=_burden(rows),
    )


def minutes(seconds: Mapping[str, int]) -> Minutes:
    """The distribution of counted seconds by patient, with mean and median in whole seconds, cut."""
    found: dict[str, list[str]] = {name: [] for name, _ in BANDS}
    for patient, counted in seconds.items():
        found[band(counted)].append(patient)
    ordered = sorted(seconds.values())
    count = len(ordered)
    return Minutes(
        bands=tuple((name, tuple(found[name])) for name, _ in BANDS),
        mean_seconds=sum(ordered) // count if count else None,
        median_seconds=(ordered[(count - 1) // 2] + ordered[count // 2]) // 2 if count else None,
    )


def band(seconds: int) -> str:
    """Label of the band that so much counted time lies in."""
    return next(name for name, first in reversed(BANDS) if seconds // 60 >= first)


def percent(part: int, whole: int) -> int | None:
    """Whole percent, cut; None of nothing."""
    return 100 * part // whole if whole else None


def _share(rows: tuple[PatientMonth, ...], chosen: set[str]) -> Share:
    return Share(
        tuple(row.patient for row in rows if row.patient in chosen),
        tuple(row.patient for row in rows if row.patient not in chosen),
    )


def _burden(rows: tuple[PatientMonth, ...]) -> Burden:
    lost = {row.patient: row.logged_seconds - row.counted_seconds for row in rows}
    return Burden(
        sum(row.logged_seconds for row in rows),
        sum(lost.values()),
        tuple(sorted((patient for patient, seconds in lost.items() if seconds > 0), key=lambda p: -lost[p])),
    )
