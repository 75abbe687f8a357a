"""What became of the claims that the practice sent."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("claim.outcome")
@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """Something happened to one line of a claim: it was sent, or the payer answered.

    The newest by `happened_on` says where the line stands; earlier ones are its history.
    """

    claim: str
    """The number on the claim (box 26, CLM01)."""
    month: str
    """Month of service."""
    code: str
    status: str
    """submitted | paid | partially_paid | denied"""
    happened_on: str
    amount: str = ""
    """Dollars the payer paid, as decimal text; empty when none are known."""
    reason: str = ""
    """Claim adjustment reason code (CARC) of a denial or partial payment."""
    source: str = "typed"
    """typed | csv | 835"""


@payload("claim.outcome_withdrawn")
@dataclass(frozen=True, slots=True)
class OutcomeWithdrawn:
    """An outcome that was entered wrongly; it stays in the history."""

    outcome: str
    """Entity of the outcome."""
    why: str
