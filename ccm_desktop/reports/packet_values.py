"""The month note of an audit packet as frozen values: people, entries, decision and signatures (rules.md 6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, for programs and for people."""

    at: int
    """Epoch seconds."""
    day: str
    clock: str
    """`Oct 5, 2026` and `11:00:00 AM EDT`, in the practice's time zone."""

    @property
    def local(self) -> str:
        """Both together."""
        return f"{self.day} {self.clock}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One version of a record in words."""

    text: str
    by: str
    at: Moment
    op: str


@dataclass(frozen=True, slots=True)
class Who:
    """A member of staff."""

    name: str
    credential: str = ""
    role: str = ""

    @property
    def title(self) -> str:
        """`Maria Ortiz, RN`."""
        return f"{self.name}, {self.credential}" if self.credential else self.name


@dataclass(frozen=True, slots=True)
class PacketPatient:
    """Whose month it is."""

    id: str
    name: str
    born: date | None
    mrn: str
    medicare_id: str
    """MBI; empty when none is stored."""


@dataclass(frozen=True, slots=True)
class Part:
    """Seconds of one entry with the one reason that decided them."""

    start: Moment
    end: Moment
    seconds: int
    counted: bool
    key: str
    """The rule's key: `CLINICAL_STAFF_CCM`, `X_UNREVIEWED` …"""
    reason: str
    citation: str


@dataclass(frozen=True, slots=True)
class PacketEntry:
    """One entry that the month was decided on; its parts add up to its length inside the month."""

    id: str
    day: date
    start: Moment
    end: Moment
    seconds: int
    """Inside the month."""
    counted_seconds: int
    who: Who
    lane: str
    activity: str
    program: str
    outcome: str
    narrative: str
    source: str
    parts: tuple[Part, ...]
    remark: str = ""
    """What became of the entry after the month was closed; empty when nothing did."""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code of the month."""

    code: str
    units: int


@dataclass(frozen=True, slots=True)
class NoteSentence:
    """One sentence of the month note and the records it rests on."""

    part: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PacketSignature:
    """One signature with its proof."""

    id: str
    role: str
    signer: str
    """As printed at the time of signing."""
    signed_at: Moment
    meaning: str
    statement_version: str
    genuine: bool
    """The signer's key on record fits the signature, and the signature fits what was signed."""
    state: str
    """stands | needs_re_sign | replaced | taken_back | not_genuine"""
    reasons: tuple[str, ...]
    """Why it stands no more."""
    content_sha256: str
    public_key: str
    signature: str


@dataclass(frozen=True, slots=True)
class PacketCondition:
    """A chronic condition."""

    name: str
    icd10: str
    expected_12_months: bool | None
    """None: nobody attested."""
    attested_by: str
    attested_at: Moment | None


@dataclass(frozen=True, slots=True)
class MonthNoteSection:
    """The month note with all that rules.md 6.2 asks for."""

    practitioner: Who
    practitioner_npi: str
    conditions: tuple[PacketCondition, ...]
    risk: str
    sentences: tuple[NoteSentence, ...]
    written_by: str
    written_at: Moment | None
    note_versions: int
    entries: tuple[PacketEntry, ...]
    recorded_seconds: int
    counted_seconds: int
    staff_seconds: int
    practitioner_seconds: int
    not_counted: tuple[tuple[str, int], ...]
    """Reason and seconds; with the counted seconds they make up what was recorded."""
    plan_version: str
    plan_change: str
    codes: tuple[CodeLine, ...]
    family: str
    fee: Decimal
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]
    held: str
    service_date: date | None
    place_of_service: str
    rule_version: str
    fee_table: str
    decision_making: tuple[str, ...]
    signatures: tuple[PacketSignature, ...]
