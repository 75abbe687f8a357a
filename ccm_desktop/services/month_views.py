"""Frozen rows of the month-end screens. Instants are epoch seconds UTC, days ISO dates, time in whole seconds.

The window asks `office.month_desk.desk(month)` once and shows the parts; nothing here reads the file later.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.month_board import MonthEnd
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_views import Threshold


@dataclass(frozen=True, slots=True)
class FixTarget:
    """The very place where something is mended."""

    page: str
    """finish | time | overlap | consent | care_plan | conditions | enrolment | note | queue | contacts | services |
    complexity"""
    field: str
    """The control to put the cursor in; empty for the page as a whole."""
    entity: str
    """Entry, session, plan version …; empty when the patient says enough."""
    label: str
    """On the button: `Add consent`."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`OK because…`"""

    by: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """One row of the exceptions table (ux.md 8.3)."""

    finding_id: str
    """What `accept` takes: kind and subject, stable while the cause stays."""
    code: str
    """`E01` … `E22`"""
    severity: str
    """must | review | info"""
    title: str
    patient_id: str
    patient: str
    """`Family, Given`; of the first patient where an exception is about several."""
    detail: str
    owner_id: str
    owner: str
    age_days: int
    fix: FixTarget
    entries: tuple[str, ...]
    accepted: Acceptance | None
    """None when nobody said so yet, or when the facts have changed since."""
    held: bool
    """The patient is on hold: not billed, so it stops nobody from closing."""
    others: tuple[str, ...] = ()
    """Further patients that it is about."""

    @property
    def open(self) -> bool:
        """Whether it still asks for somebody."""
        return self.accepted is None and not self.held and self.severity != "info"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the readiness checklist (ux.md 8.2)."""

    key: str
    """timers | devices | must_fix | reviews | sign_off | backup"""
    title: str
    state: str
    """done | open | stops: `stops` keeps the month from closing; `open` may be passed over with a reason."""
    words: str
    count: int
    why: str
    """Why this matters, on one line."""


@dataclass(frozen=True, slots=True)
class NearMissLine:
    """A patient three minutes or less short of the next code."""

    patient_id: str
    patient: str
    next: Threshold
    words: str
    """`3:00 to 20`"""
    open_work: int
    """How much work is really open for this patient; 0 means: let it be."""


@dataclass(frozen=True, slots=True)
class OpenWorkLine:
    """Work that is really open for a patient of the month: what can honestly still be done."""

    patient_id: str
    patient: str
    kind: str
    """note_due | plan_review | plan_copy | note_missing | note_unsigned | not_approved | next_contact |
    unanswered | discharge | task | escalation"""
    words: str
    since: int | None
    fix: FixTarget
    short_by_seconds: int | None
    """To the next code; None when no further code can be reached."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One closing of a month."""

    revision: int
    closing: str
    closed_at: int
    closed_by: str
    sha256: str
    billable: int
    counted_seconds: int
    fee: Decimal
    superseded: bool


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """Where a month stands, and what a close or reopen form must hand back."""

    month: Month
    state: str
    """open | in_review | closed | reopened"""
    title: str
    """`OPEN`, `IN REVIEW`, `CLOSED rev 1 · a1b2c3d4`, `REOPENED (was rev 1)`: as every document says it."""
    revision: int
    """The last closed revision; 0 before the first."""
    sha256: str
    revisions: tuple[RevisionLine, ...]
    """Newest first."""
    reason: str
    """Why it was reopened, in words."""
    scope: tuple[str, ...]
    """Patients it was reopened for; empty means all."""
    until: int | None
    lapsed: bool
    """The time of the reopening is over: changes are addenda again until it is closed or reopened anew."""
    addenda: int
    """Entries that came after the last closing."""
    heads: tuple[str, ...]
    """Versions this was read from; `close` and `reopen` refuse when somebody acted meanwhile."""
    in_conflict: bool
    """Two devices closed or reopened at once: close again to decide."""


@dataclass(frozen=True, slots=True)
class MonthDesk:
    """Everything the month-end screen shows, from one view of the file and one assessment of every patient."""

    board: MonthEnd
    standing: MonthStanding
    steps: tuple[Step, ...]
    exceptions: tuple[ExceptionLine, ...]
    near_misses: tuple[NearMissLine, ...]
    open_work: tuple[OpenWorkLine, ...]
    queue: Queue
    close_refused: tuple[str, ...]
    """Why the month cannot be closed, one sentence each; stands under the button. Empty: it can."""
    may_be_skipped: tuple[str, ...]
    """Keys of open steps that the lead may pass over with a reason."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One patient of the sign-off queue."""

    patient_id: str
    patient: str
    codes: tuple[tuple[str, int], ...]
    counted_seconds: int
    staff_seconds: int
    practitioner_seconds: int
    state: str
    """to_sign | signed | needs_re_sign | waiting (for the coordinator) | held | note_missing"""
    flags: tuple[str, ...]
    """What the signer should look at twice, in words; empty is the fast lane."""
    reasons: tuple[str, ...]
    """Why a signature no longer stands, or why it is held, in words."""
    late: tuple[str, ...]
    """Entries that came after the signature: neither added nor dropped until somebody decides."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Who is to be signed for, no flags first."""

    role: str
    """coordinator | practitioner"""
    lines: tuple[QueueLine, ...]
    signed: int
    held: int

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def words(self) -> str:
        """`41 of 128 · 6 held`"""
        held = f" · {self.held} held" if self.held else ""
        return f"{self.signed} of {self.total}{held}"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature, also one that stands no more."""

    signature_id: str
    role: str
    signer: str
    at: int
    state: str
    """stands | needs_re_sign | replaced | taken_back | not_genuine"""
    reasons: tuple[str, ...]
    codes: tuple[tuple[str, int], ...]
    counted_seconds: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a month note."""

    part: str
    """conditions | care_plan | medications | findings | coordination | contacts | time"""
    text: str
    sources: tuple[str, ...]
    """Ids of what it rests on."""


@dataclass(frozen=True, slots=True)
class MonthNoteView:
    """The note of a patient-month, opened for editing."""

    patient_id: str
    month: Month
    saved: tuple[Sentence, ...]
    """As it was saved last; empty before the first save."""
    others: tuple[tuple[Sentence, ...], ...]
    """Versions that other people wrote at the same time; a person must decide."""
    proposed: tuple[Sentence, ...]
    """Composed now from what is recorded."""
    heads: tuple[str, ...]
    """Hand back when saving."""
    saved_by: str
    saved_at: int
    is_current: bool
    """Whether what is saved rests on all that is recorded now."""
    contact_only: bool
    """The month's work says nothing but `called`: no intervention, no outcome (A-68)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All a signer needs on one screen. `seen` proves which content was shown; `sign` wants it back."""

    patient_id: str
    patient: str
    birth_on: str
    mrn: str
    month: Month
    role: str
    statement: str
    """What the signer signs, in words."""
    seen: str
    codes: tuple[tuple[str, int], ...]
    fee: Decimal
    staff_seconds: int
    practitioner_seconds: int
    blockers: tuple[str, ...]
    flags: tuple[str, ...]
    conditions: tuple[str, ...]
    complexity: str
    """What makes the month complex, in words; empty when nothing was attested (rules.md 6.2)."""
    consent_at: int | None
    plan_version: int
    plan_saved_at: int | None
    plan_is_saved: bool
    """Whether that version holds all that was there at the month's end; if not, signing makes one that does."""
    copy_given_at: int | None
    note: tuple[Sentence, ...]
    note_by: str
    note_at: int
    entries: tuple[TimeLine, ...]
    late: tuple[str, ...]
    signatures: tuple[SignatureLine, ...]
    held: str
    """Why it is held; empty when it is not."""


@dataclass(frozen=True, slots=True)
class LineChange:
    """What differs for one patient between two revisions; None where the patient is in one of them only."""

    patient_id: str
    patient: str
    before_seconds: int | None
    after_seconds: int | None
    before_codes: tuple[tuple[str, int], ...]
    after_codes: tuple[tuple[str, int], ...]
    before_fee: Decimal
    after_fee: Decimal
