"""What the papers made from a care plan need to know: frozen values, filled by the services, printed here.

`key` of an item is its entity: it tells the same item in two versions and is never printed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ccm_desktop.reports.documents import Imprint

SIZES = (14, 16, 18)
"""Points of the patient's and the caregiver's copy (ux.md 7.6)."""


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """A goal: the patient's own words first, then who does what."""

    in_my_words: str
    goal: str
    i_do: tuple[str, ...]
    team_does: tuple[str, ...]
    by_when: date | None = None
    latest: str = ""
    """Where it stood last, in words."""
    status: str = "active"
    """active | on_track | off_track | achieved"""
    key: str = ""
    measure: str = ""
    start: str = ""
    """Where it stood when it was set."""
    target: str = ""
    owner: str = ""
    """Who sees to it; empty where that is the patient."""
    in_the_way: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps the patient from a goal, and what is done about it."""

    what: str
    answer: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Helper:
    """A relative or friend who helps."""

    name: str
    relation: str = ""
    phone: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlanMedication:
    """One medicine. `dose` and `when` stand apart for the sheet, together in `how_to_take`."""

    name: str
    how_to_take: str
    what_for: str = ""
    dose: str = ""
    """With its unit."""
    when: str = ""
    refill_on: date | None = None
    taking: str = ""
    """yes | no | confused | cost | out; empty while nobody asked."""
    trouble: str = ""
    """What else is in the way, as it was typed."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlanAllergy:
    substance: str
    reaction: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class TeamMember:
    name: str
    role: str
    phone: str = ""
    organization: str = ""
    outside: bool = False
    """Works outside the practice."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A sign to watch for."""

    sign: str
    do: str
    urgency: str
    """call | same_day | emergency"""
    key: str = ""


@dataclass(frozen=True, slots=True)
class DueItem:
    what: str
    on: date | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class CommunityHelp:
    name: str
    service: str = ""
    phone: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Advance directives."""

    state: str = ""
    """none | discussed | on_file | declined; empty while nobody asked."""
    documents: str = ""
    kept_at: str = ""
    proxy: str = ""
    proxy_phone: str = ""


@dataclass(frozen=True, slots=True)
class ClosedOffice:
    """Whom to call and what to do after hours."""

    instructions: str = ""
    contact: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class Assessed:
    """An area of life that was looked at; what was found is told, not left on a paper that others read."""

    area: str
    """function | mood | cognition | social | environment | caregiver | falls"""
    on: date


@dataclass(frozen=True, slots=True)
class Condition:
    name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What a plan says to its patient, section by section; what a reader may not see is not in it."""

    what_matters: str = ""
    conditions: tuple[Condition, ...] = ()
    goals: tuple[PlanGoal, ...] = ()
    also: tuple[str, ...] = ()
    """Work that serves a condition as a whole."""
    barriers: tuple[Obstacle, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    medications: tuple[PlanMedication, ...] = ()
    allergies: tuple[PlanAllergy, ...] = ()
    assessed: tuple[Assessed, ...] = ()
    due: tuple[DueItem, ...] = ()
    community: tuple[CommunityHelp, ...] = ()
    care_team: tuple[TeamMember, ...] = ()
    caregivers: tuple[Helper, ...] = ()
    wishes: Wishes = Wishes()
    closed_office: ClosedOffice = ClosedOffice()
    review_on: date | None = None
    next_call: date | None = None
    none_noted: frozenset[str] = frozenset()
    """Sections that are empty because somebody asked: an empty one that is not here was never talked about."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what changed."""

    kind: str
    """new | ended | changed | reached"""
    text: str
    before: str = ""
    key: str = field(default="", compare=False)
    """Of the item."""


@dataclass(frozen=True, slots=True)
class Audience:
    """A caregiver, and what the patient permits them to have."""

    name: str
    permitted_on: date | None
    sections: frozenset[str]
    """By key of section."""


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The practitioner's signature of exactly the version that is printed."""

    name: str
    """With credential."""
    on: date
    mark: str
    """The first digits of what was signed."""


@dataclass(frozen=True, slots=True)
class CarePlanDocument:
    """The plan as the patient, or a caregiver, takes it home: plain words, no codes."""

    imprint: Imprint
    patient_name: str
    born: date | None
    """None also in the copy of a caregiver."""
    content: PlanContent
    changes: tuple[Change, ...]
    is_first: bool
    """There was no plan before this month."""
    after_hours_phone: str
    version: str
    saved_on: date | None
    language: str = "en"
    size: int = 14
    audience: Audience | None = None
    signed: SignedBy | None = None

    def shows(self, section: str) -> bool:
        """Whether its reader may have that section."""
        return self.audience is None or section in self.audience.sections


@dataclass(frozen=True, slots=True)
class ReadingLine:
    name: str
    value: str
    on: date


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """What a patient takes to an appointment (product.md A-114)."""

    imprint: Imprint
    patient_name: str
    born: date | None
    questions: tuple[str, ...]
    changes: tuple[Change, ...]
    since: date | None
    readings: tuple[ReadingLine, ...]
    content: PlanContent
    language: str = "en"
    again: tuple[str, ...] = ()
    """Instructions that the patient could not say back yet."""


@dataclass(frozen=True, slots=True)
class CheckinSheet:
    """What a patient answers at home between two contacts (product.md A-48)."""

    imprint: Imprint
    patient_name: str
    born: date | None
    signs: tuple[Symptom, ...]
    """Symptoms to watch."""
    language: str = "en"
    size: int = 14


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something that comes on a day."""

    what: str
    on: date
    kind: str
    """call | review | due | step | refill | visit"""
    key: str = ""


@dataclass(frozen=True, slots=True)
class MedicationSheet:
    """Each medicine with dose, time and reason, and what comes next (A-40, A-99)."""

    imprint: Imprint
    patient_name: str
    born: date | None
    medications: tuple[PlanMedication, ...]
    follow_ups: tuple[FollowUp, ...]
    language: str = "en"
    size: int = 14


@dataclass(frozen=True, slots=True)
class PractitionerBrief:
    """Five lines for who decides: a title and words each (product.md E5)."""

    imprint: Imprint
    patient_name: str
    born: date | None
    mrn: str
    lines: tuple[tuple[str, str], ...]
