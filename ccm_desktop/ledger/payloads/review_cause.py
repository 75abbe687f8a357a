"""Why a care plan is to be reviewed before its day, and what became of that."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("review.cause", register="cause")
@dataclass(frozen=True, slots=True)
class ReviewCause:
    """One cause. Entity: `cause_entity` of what it comes from, so that on two devices it is the same."""

    cause: str
    """symptom | dose | specialist"""
    words: str
    due_on: str
    """By when the plan is to be looked at."""
    about: str
    """Entity of the escalation, sign of danger, finding, medication, due item or coordination entry."""
    state: str = "open"
    """open | answered: the plan was reviewed or changed | withdrawn: it does not hold any more."""
    how: str = ""
    """What the review that answered it is called, or why it was withdrawn."""


def cause_entity(about: str) -> str:
    """One cause for each event."""
    return f"cause:{about}"
