"""The shorter sections of a care plan: what CMS asks for beside problems, goals and medications (rules.md 4.5)."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload, upcast


@payload("plan.section", register="section")
@dataclass(frozen=True, slots=True)
class SectionNote:
    """Somebody asked and there is nothing to write down. One register a section, entity `section:<patient>:<key>`."""

    section: str
    """Key of the section in `domain.plan_sections`."""
    state: str = "open"
    """none_known | not_applicable | open: the note was taken back."""
    noted_on: str = ""
    words: str = ""


def section_entity(patient: str, section: str) -> str:
    """Entity of the note that a section has nothing: the same on every device."""
    return f"section:{patient}:{section}"


@payload("plan.barrier", register="barrier", version=2)
@dataclass(frozen=True, slots=True)
class Barrier:
    """What keeps the patient from reaching a goal, and what is done about it."""

    description: str
    kind: str = ""
    """transport | cost | language | memory | understanding | access | home | other"""
    answer: str = ""
    """What is done about it."""
    status: str = "active"
    """active | solved | removed"""
    goal: str = ""
    """Entity of the goal it stands in the way of; empty for the plan as a whole."""


upcast("plan.barrier", dict)  # version 1 knew no goal


@payload("plan.symptom", register="symptom")
@dataclass(frozen=True, slots=True)
class SymptomToWatch:
    """A sign to watch for, and what the patient does when it comes."""

    sign: str
    do: str = ""
    urgency: str = "call"
    """call | same_day | emergency"""
    condition: str = ""
    """Entity of the condition it belongs to."""
    template: str = ""
    """As for a goal."""
    status: str = "active"
    """active | removed"""


@payload("plan.resource", register="resource")
@dataclass(frozen=True, slots=True)
class CommunityResource:
    """Help outside the practice: meals, transport, groups, home care."""

    name: str
    service: str = ""
    phone: str = ""
    referred_on: str = ""
    outcome: str = ""
    """What came of it; empty while it is open."""
    status: str = "active"
    """active | removed"""


@payload("plan.preventive", register="preventive")
@dataclass(frozen=True, slots=True)
class PreventiveItem:
    """A preventive or condition-specific item: an eye exam, a vaccination, a laboratory test."""

    what: str
    due_on: str = ""
    every_months: int = 0
    """0: once."""
    done_on: str = ""
    result: str = ""
    condition: str = ""
    status: str = "active"
    """active | done | declined | not_applicable | removed"""


@payload("plan.directives", register="directives")
@dataclass(frozen=True, slots=True)
class AdvanceDirectives:
    """What the patient decided for a time when they cannot decide. Entity: the patient."""

    directives: str = ""
    """none | discussed | on_file | declined; empty while nobody asked."""
    documents: str = ""
    kept_at: str = ""
    proxy: str = ""
    """Who decides for the patient."""
    proxy_phone: str = ""
    discussed_on: str = ""


@payload("plan.emergency", register="emergency")
@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """Whom to call and what to do when the practice is closed. Entity: the patient."""

    emergency_contact: str = ""
    emergency_phone: str = ""
    instructions: str = ""


@payload("plan.caregiver", register="caregiver")
@dataclass(frozen=True, slots=True)
class Caregiver:
    """A relative or friend who helps, and which sections the patient permits them to have."""

    name: str
    relation: str = ""
    phone: str = ""
    may_see: tuple[str, ...] = ()
    """Keys of sections; empty permits nothing."""
    permitted_on: str = ""
    status: str = "active"
    """active | removed"""


@payload("goal.progress", register="progress")
@dataclass(frozen=True, slots=True)
class GoalProgress:
    """Where a goal stood on a day."""

    goal: str
    """Entity of the goal."""
    noted_on: str
    value: str = ""
    note: str = ""
    status: str = "active"
    """active | removed"""


@payload("medication.review", register="review")
@dataclass(frozen=True, slots=True)
class MedicationReview:
    """What was found when a medication was reconciled with the patient. Entity: the medication."""

    taking: str = ""
    """yes | no | confused | cost | out; empty while nobody asked."""
    discrepancy: str = ""
    """How what is taken differs from what is ordered."""
    refill_on: str = ""
    adherence_barrier: str = ""
    education: str = ""
    """What was explained."""
    reconciled_on: str = ""
    source: str = ""
    """What it was compared with: patient | caregiver | bottles | pharmacy | discharge_list"""


@payload("plan.sharing", register="sharing")
@dataclass(frozen=True, slots=True)
class Sharing:
    """What the patient permits of one line beyond its section (A-100). Entity: `sharing_entity` of the line.

    A register of its own: the words of the line may change without it, here and elsewhere.
    """

    withheld: bool = False
    """No caregiver gets the line, nor what stands below it."""


_SHARING = "sharing:"


def sharing_entity(line: str) -> str:
    """One for each line, the same on every device."""
    return f"{_SHARING}{line}"


def line_shared(entity: str) -> str:
    """The line that such a register is of."""
    return entity.removeprefix(_SHARING)
