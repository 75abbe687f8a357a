"""The month's note of a patient, who signed for it, what is held back, and what somebody found right after a look."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.signature import Signature
from ccm_desktop.ledger.payload import payload


@payload("month.note", register="month_note")
@dataclass(frozen=True, slots=True)
class MonthNote:
    """What was done for one patient in one month. Entity: `month_entity(patient, month)`."""

    month: str
    sentences: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Part, text, and the ids it rests on: entries, contacts, conditions, plan versions, readings, medications."""


@payload("month.signature")
@dataclass(frozen=True, slots=True)
class MonthSignature:
    """Somebody stands for exactly this set of entries, this note and what followed from them (sync.md 3.10)."""

    month: str
    role: str
    """coordinator | practitioner"""
    entries: tuple[str, ...]
    """Every entry of the month that stood, sorted."""
    voids: tuple[str, ...]
    """Every entry of the month that was void, sorted."""
    staff_seconds: int
    practitioner_seconds: int
    codes: tuple[tuple[str, int], ...]
    rules: str
    fee_table: str
    note: str
    """The operation that wrote the note."""
    note_sha256: str
    plan_version: str
    """Entity of the care plan version in force."""
    signature: Signature
    """Over the digest of all fields above and the patient; see `domain.month_signing.digest`."""
    supersedes: tuple[str, ...] = ()
    """Earlier signatures of this role that this one replaces."""
    complexity: tuple[str, ...] = ()
    """Attested decision-making in force: its entity, level, who, day and why; empty without one."""
    plan_is_whole: bool = False
    """Whether `plan_version` holds all that the plan was; False where the program of then looked at saves only."""


@payload("month.signature_withdrawn")
@dataclass(frozen=True, slots=True)
class SignatureWithdrawn:
    """The signer took a signature back; it stays visible."""

    month: str
    signature: str
    """Entity of the signature."""
    reason: str


@payload("month.hold", register="month_hold")
@dataclass(frozen=True, slots=True)
class MonthHold:
    """Not billed this month, for a reason; or released. Entity: `month_entity(patient, month)`."""

    month: str
    held: bool
    reason: str


@payload("month.accepted")
@dataclass(frozen=True, slots=True)
class ExceptionAccepted:
    """Somebody looked at an exception and said why it is right. It holds for these facts only."""

    month: str
    finding: str
    """Which exception: its kind and what it is about."""
    facts_sha256: str
    """Hash of what was looked at: other facts, and the exception is open again."""
    reason: str
    """Empty takes back what was said of these facts."""


def month_entity(patient: str, month: str) -> str:
    """The entity of a patient-month: the same on every device, so that two notes meet as two heads."""
    return f"{patient}:{month}"
