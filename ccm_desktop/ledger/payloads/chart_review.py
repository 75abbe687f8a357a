"""Chart reviews: samples that were drawn, what the reviewer answered, findings and how they were resolved."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("review.sample")
@dataclass(frozen=True, slots=True)
class SampleDrawn:
    """Patient-months to be reviewed; the seed draws them again."""

    month: str
    method: str
    """random | risk"""
    seed: str
    of: int
    """Billable patient-months they were drawn from."""
    patients: tuple[str, ...]


@payload("review.done")
@dataclass(frozen=True, slots=True)
class ChartReviewed:
    """One reviewer's answers on one patient-month; a later review stands beside it, never over it."""

    month: str
    answers: tuple[tuple[str, str, str], ...]
    """Question, `yes`, `no` or `finding`, and the note."""


@payload("review.finding")
@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """Something that somebody must see to."""

    month: str
    review: str
    """Entity of the review that made it."""
    question: str
    text: str
    owner: str


@payload("review.resolved")
@dataclass(frozen=True, slots=True)
class FindingResolved:
    """A finding was seen to."""

    finding: str
    """Entity of the finding."""
    text: str
    """What was done about it."""
