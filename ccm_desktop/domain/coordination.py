"""The coordination log: with whom, about what, and which loops are open (rules.md 4.7 and 4.8)."""

from __future__ import annotations

from ccm_desktop.domain import open_work
from ccm_desktop.domain.open_work import OPEN, OVERDUE

DIRECTIONS = {"from_us": "From us", "to_us": "To us"}
SUBJECTS = {
    "referral": "Referral",
    "follow_up": "Specialist follow-up",
    "test": "Test or result",
    "transition": "Hospital or ED transition",
    "medication": "Medication",
    "community": "Home or community service",
    "question": "Question",
    "other": "Other",
}
NOTED, FOLLOWED, CLOSED, CORRECTED, WITHDRAWN = "noted", "followed", "closed", "corrected", "withdrawn"
STATES = {
    NOTED: "Noted",
    OPEN: "Open",
    OVERDUE: "Overdue",
    FOLLOWED: "Followed up",
    CLOSED: "Closed",
    CORRECTED: "Corrected since",
    WITHDRAWN: "Withdrawn",
}


def state(
    *, next_step: str, due_on: str, today: str, followed: bool, closed: bool, corrected: bool, withdrawn: bool
) -> str:  # fmt: skip
    """Where an entry stands: a key of `STATES`. Days in ISO form."""
    if withdrawn:
        return WITHDRAWN
    if corrected:
        return CORRECTED
    if closed:
        return CLOSED
    if followed:
        return FOLLOWED
    if not next_step:
        return NOTED
    return open_work.state(due_on, today)
