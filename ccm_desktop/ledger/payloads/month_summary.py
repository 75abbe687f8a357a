"""The patient's monthly summary: what a person left out or added, what exactly was approved, and what was given."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload

SummaryLines = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Part, text, and the ids it rests on."""


@payload("month_summary.edit", register="month_summary")
@dataclass(frozen=True, slots=True)
class SummaryEdit:
    """What a person decided about a summary that is composed from records. Entity: `month_entity(patient, month)`."""

    month: str
    language: str = ""
    """en | es; empty: the patient's own if we have it, else English."""
    left_out: tuple[str, ...] = ()
    """Keys of lines that are not to stand in it, sorted."""
    words: str = ""
    """The care team's own."""


@payload("month_summary.approved")
@dataclass(frozen=True, slots=True)
class SummaryApproved:
    """Somebody stands for exactly these words (product.md A-103): what is printed of this version is these lines."""

    month: str
    number: int
    language: str
    lines: SummaryLines
    sha256: str
    """Digest of patient, month, language and lines; see `domain.month_summary.digest`."""
    gone_over: str
    """A key of `domain.month_summary.GONE_OVER`."""
    person: str
    signer: str
    """As printed, at the time."""


@payload("month_summary.given")
@dataclass(frozen=True, slots=True)
class SummaryGiven:
    """The patient received that version."""

    month: str
    approval: str
    """Entity of the approved version."""
    given_at: int
    how: str
    """A key of `services.plan_copies.COPY_METHODS`."""
    person: str


@payload("month_summary.withdrawn")
@dataclass(frozen=True, slots=True)
class SummaryWithdrawn:
    """An approval, or that a version was given, was recorded wrongly: it holds no more, and stays in the ledger."""

    month: str
    record: str
    """Entity of the approval or of the record that it was given."""
    reason: str
    person: str
