"""What an audit packet holds: one patient-month as frozen values, printed as PDF and written as JSON alike.

The names of the fields are the names in the JSON; docs/audit-packet.md describes them. Whoever adds,
renames or removes a field raises `packet_json.VERSION`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.packet_beside_values import (
    InstructionSection,
    SummarySection,
    TeachBackSection,
    TransitionSection,
)
from ccm_desktop.reports.packet_values import Moment, MonthNoteSection, PacketPatient, Recorded, Who


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """Something the patient said about care management."""

    kind: str
    """given | declined | revoked"""
    said_at: Moment
    method: str
    elements: tuple[str, ...]
    """In words."""
    missing: tuple[str, ...]
    """Elements that were not told, in words."""
    practitioner: str
    obtained_by: str
    given_by: str
    note: str
    recorded_by: str
    recorded_at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class ConsentSection:
    """Everything about consent, oldest first; what holds in the month stands in `state`."""

    state: str
    events: tuple[ConsentEvent, ...]


@dataclass(frozen=True, slots=True)
class EligibilitySection:
    """Enrolment, initiating visit or proof of a visit, risk: each with every version."""

    enrolled_earlier: tuple[str, ...]
    """Other enrolments of the month, which ended in it."""
    enrolled_from: str
    enrolled_to: str
    last_seen_on: str
    initiating_visit: str
    visits: tuple[Recorded, ...]
    risk: tuple[Recorded, ...]
    enrolment: tuple[Recorded, ...]
    other_services: tuple[str, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanCopy:
    """Proof that a version was given to the patient."""

    version: str
    given_at: Moment
    how: str
    to_whom: str
    recorded_by: str
    permitted: tuple[str, ...] = ()
    """Of a caregiver's copy: the sections that the patient permitted in that version, by title."""
    permitted_on: str = ""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One item of the plan in words."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class CarePlanSection:
    """The version that was in force when the month ended, whatever was changed since."""

    version: str
    status: str
    saved_by: str
    saved_at: Moment | None
    what: str
    lines: tuple[PlanLine, ...]
    changes: tuple[str, ...]
    """Against the version in force when the month began."""
    copies: tuple[PlanCopy, ...]
    later_versions: int


@dataclass(frozen=True, slots=True)
class CoordinationRecord:
    """One exchange with somebody who cares for the patient too, as it was written."""

    on: str
    direction: str
    counterparty: str
    subject: str
    about: str
    outcome: str
    next_step: str
    """With its owner and day; empty where nothing was left open."""
    state: str
    closed: Recorded | None
    """How its loop was closed."""
    reason: str
    """Why it was corrected or withdrawn."""
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class CoordinationSection:
    """Exchanges of the month, corrected and withdrawn ones too (rules.md 4.7 and 4.8)."""

    lines: tuple[CoordinationRecord, ...]


@dataclass(frozen=True, slots=True)
class LogLine:
    """One version of one time entry, as it was written."""

    id: str
    version: int
    start: Moment
    end: Moment
    seconds: int
    who: Who
    lane: str
    activity: str
    program: str
    outcome: str
    narrative: str
    source: str
    reason: str
    """Why it was entered by hand, late, or amended."""
    recorded_by: str
    recorded_at: Moment
    op: str
    replaces: str
    replaced_by: str
    voided: tuple[Recorded, ...]
    approved: tuple[Recorded, ...]
    visit_day: tuple[Recorded, ...]
    """What was attested of time on the day of a visit."""
    addendum: str
    """`After rev 1: …` when the month was closed already; empty otherwise."""


@dataclass(frozen=True, slots=True)
class LogSection:
    """Every version of every entry that touches the month, void ones too."""

    lines: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class AcceptedException:
    """An exception that somebody looked at and found right."""

    code: str
    title: str
    reason: str
    by: str
    at: Moment
    holds: bool
    """Whether the facts are still those that were looked at."""


@dataclass(frozen=True, slots=True)
class ExceptionSection:
    """What was accepted, and what is still open."""

    accepted: tuple[AcceptedException, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two entries of one person at the same time; never names another patient."""

    who: str
    entry: str
    """Of this patient."""
    start: Moment
    end: Moment
    beside: str
    """`Another patient`, or `This patient`."""
    beside_start: Moment
    beside_end: Moment
    seconds: int
    """In common."""


@dataclass(frozen=True, slots=True)
class ConcurrencySection:
    """Whether somebody worked on two patients at once."""

    people: int
    entries_compared: int
    """Standing entries of those people that touch the month, of all patients."""
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim line and what became of it."""

    claim: str
    """Its number on the claim."""
    code: str
    units: int
    """0 when the month no longer supports a code that was claimed."""
    service_date: str
    place_of_service: str
    practitioner_npi: str
    charge: str
    outcome: str
    """The newest that was not withdrawn; empty when nothing is known."""
    outcome_on: str
    amount: str
    reason: str
    history: tuple[Recorded, ...]
    """Everything that was recorded about the line, withdrawn outcomes too."""


@dataclass(frozen=True, slots=True)
class ClaimSection:
    """What the month supports as claim lines, then what was claimed besides."""

    lines: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One operation that the packet rests on."""

    op: str
    kind: str
    device: str
    slot: int
    by: str
    at: Moment
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class LedgerSection:
    """Where the packet comes from, so that it can be recounted."""

    device: str
    head_slot: int
    head_sha256: str
    """Of the header in the last slot of this device's chain."""
    payloads_hold: bool
    """Every payload listed has the hash that its header was sealed with."""
    closing: str
    """`CLOSED rev 1 · …` with the hash of the closed figures; empty while the month is open."""
    operations: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """How the patient-month came to be chosen."""

    words: str
    seed: str = ""
    chosen: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class AuditPacket:
    """One patient-month, complete enough for an auditor."""

    imprint: Imprint
    month: str
    """`2026-10`."""
    name: str
    """Of the files, without ending; no patient's name in it."""
    sample: Sample
    patient: PacketPatient
    note: MonthNoteSection
    consent: ConsentSection
    eligibility: EligibilitySection
    care_plan: CarePlanSection
    instructions: InstructionSection
    teach_backs: TeachBackSection
    coordination: CoordinationSection
    transitions: TransitionSection
    summaries: SummarySection
    time_log: LogSection
    exceptions: ExceptionSection
    concurrency: ConcurrencySection
    claims: ClaimSection
    ledger: LedgerSection


SECTIONS: dict[str, str] = {
    "note": "Month note, time and decision",
    "consent": "Consent",
    "eligibility": "Initiating visit, eligibility and risk",
    "care_plan": "Care plan in force",
    "instructions": "Instructions that differed",
    "teach_backs": "Teach-back",
    "coordination": "Coordination with others",
    "transitions": "Discharges and what followed",
    "summaries": "Monthly summary for the patient",
    "time_log": "Time log with every version",
    "exceptions": "Exceptions accepted",
    "concurrency": "Concurrency check",
    "claims": "Claim lines",
    "ledger": "Proof from the ledger",
}
"""Field of the packet and title of the section, in the order of the paper."""
NOT_KEPT = (
    "24/7 access, certified EHR technology and supervision: attestations of the practice",
    "Credentials of staff and agreements with contractors",
    "The initiating visit's own note, and remittances of the payer",
)
"""Of rules.md 6.3, what this program does not store: the practice adds it from its own files."""
