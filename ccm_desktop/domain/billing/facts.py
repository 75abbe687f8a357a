"""What the rules need to know of one patient-month. Instants are whole epoch seconds, UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.policies import CONSERVATIVE, Policies
from ccm_desktop.domain.calendar import Month

FOREVER = 2**62
"""An instant later than any."""


@dataclass(frozen=True, slots=True)
class Practice:
    """Where and how the practice bills."""

    zone: ZoneInfo
    fee_schedule: str = "national-nonfacility-2026"
    setting: str = "office"
    policies: Policies = CONSERVATIVE


@dataclass(frozen=True, slots=True)
class Condition:
    """A chronic condition. Codes of one `family` are one condition; empty means its own."""

    icd10: str
    expected_12_months: bool
    family: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How the patient came into the programme."""

    started_on: date | None
    ended_on: date | None = None
    new_patient: bool = False
    last_seen_on: date | None = None
    visit_code: str = ""
    visit_on: date | None = None
    visit_by: str = ""
    visit_face_to_face: bool = False
    visit_ccm_discussed: bool = False
    visit_by_telehealth: bool = False
    visit_by_group_member: bool = False
    """By another practitioner of the billing practitioner's group."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Consent to CCM (rules.md 3)."""

    status: str = "none"
    """none | given | declined"""
    at: int | None = None
    documented: bool = False
    practitioner: str = ""
    revoked_at: int | None = None
    program: str = "CCM"
    elements: tuple[str, ...] | None = None
    """What the patient was told, keys of `domain.consent.ELEMENTS`; None where the facts do not say."""
    entered_at: int | None = None
    """When it was written down; None where nobody knows."""
    entered_by: str = ""


@dataclass(frozen=True, slots=True)
class CarePlan:
    """The plan in force."""

    status: str = "none"
    """none | draft | current"""
    electronic: bool = True
    copy_given_at: int | None = None
    substantially_revised: bool = False
    """Good evidence, never a gate: it makes no month complex (rules.md 1.1)."""


@dataclass(frozen=True, slots=True)
class DecisionMaking:
    """The billing practitioner's attested medical decision-making of the month."""

    level: str
    by: str
    role: str
    on: date | None = None

    def within(self, month: Month) -> bool:
        """Whether the decisions were made in that month; without a day they are taken to be."""
        return self.on is None or Month.of(self.on) == month


@dataclass(frozen=True, slots=True)
class Service:
    """Another service of the month."""

    code: str
    on: date
    by: str
    """same_practitioner | same_practice | other_practice"""
    status: str
    """billed | planned | claimed_by_us"""


class Entry(NamedTuple):
    """One time entry, half-open `[start, end)`. A named tuple: a month may hold 200,000 of them."""

    id: str
    person: str
    role: str
    """clinical_staff | practitioner | non_clinical | machine"""
    start: int
    end: int
    program: str = "CCM"
    activity: str = "call_patient"
    outcome: str = ""
    source: str = "timer"
    reviewed: bool = True
    location: str = "us"
    patients: int = 1
    same_day_em_separate: bool | None = None
    entered_at: int | None = None
    """When it was written down; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One patient-month."""

    case_id: str
    month: Month
    practice: Practice
    billing_practitioner: str
    conditions: tuple[Condition, ...]
    significant_risk: bool
    enrolment: Enrolment
    consent: Consent
    care_plan: CarePlan
    entries: tuple[Entry, ...]
    died_at: int | None = None
    inpatient: tuple[tuple[int, int], ...] = ()
    complex_mdm: DecisionMaking | None = None
    other_services: tuple[Service, ...] = ()
    in_guide: bool = False
    """In GUIDE or another model whose payment includes care management."""
    family_choice: str = ""
    """What a person chose for this month: staff | practitioner | complex | none; empty leaves it to the rules."""
    earlier: tuple[Enrolment, ...] = ()
    """Enrolments of this month before `enrolment`, oldest first; the visit is the same for all."""
    biller_is_practitioner: bool = True
    changed_after: tuple[str, ...] = ()
    """What was recorded after the month's end and differs from what it is judged by.

    conditions | risk | practitioner
    """
