"""A care plan reviewed line by line: what was said of each line, beside the plan."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("plan.line_reviewed")
@dataclass(frozen=True, slots=True)
class LineReviewed:
    """Somebody looked at one line of the plan and said what becomes of it."""

    line: str
    """Entity of the problem, goal, barrier or intervention."""
    said: str
    """kept | progress | changed | closed"""
    after: str = ""
    """Day of the review that this one follows, as the plan said it then; empty for the first: which pass it is of."""
    words: str = ""
    """What was noted, or why it was closed, in one line."""
    saved: str = ""
    """Entity of the plan version that it led to, and is taken back with; empty where the plan stayed as it is."""
    seen: str = ""
    """Digest of what the line said by then: it holds for no other words, whoever writes them."""


@payload("plan.line_review_withdrawn")
@dataclass(frozen=True, slots=True)
class LineReviewWithdrawn:
    """It was said by mistake: it holds no more, and stays in the ledger."""

    record: str
