"""A care plan reviewed line by line (product.md E4.4): what can be said of a line, which pass it is of, how it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KEPT, PROGRESS, CHANGED, CLOSED = "kept", "progress", "changed", "closed"
SAID = {KEPT: "Kept", PROGRESS: "Progress noted", CHANGED: "Changed", CLOSED: "Closed"}
CLOSINGS: Mapping[str, Mapping[str, str]] = {
    "problem": {"resolved": "Resolved", "inactive": "Inactive"},
    "goal": {"achieved": "Achieved", "ended": "Ended"},
    "barrier": {"solved": "Solved"},
    "intervention": {"done": "Done", "ended": "Ended"},
}
"""How a line of each kind is closed, in the order of a review: problems, goals, barriers, interventions."""
TAKEN_UP_DAYS = 14
"""A review that was left is gone on with for two weeks; after that the line is looked at again."""


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody said of a line."""

    line: str
    said: str
    """A key of `SAID`."""
    after: str
    """ISO day of the review before it; empty for none."""
    on: date
    by: str = ""
    """Name of who said it."""
    person: str = ""
    words: str = ""
    record: str = ""
    saved: str = ""
    seen: str = ""
    """Digest of what the line said by then."""


def of_this_pass(looks: Iterable[Look], reviewed_on: str, today: date) -> tuple[Look, ...]:
    """Those of the review that is being made: after the same review as it, and not too long ago; in order.

    What was said on the day of that review, which may have ended by it, is gone on with that day only.
    """
    since = today - timedelta(days=TAKEN_UP_DAYS)
    return tuple(
        look for look in looks
        if look.after == reviewed_on and look.on >= since and (look.on.isoformat() != reviewed_on or look.on == today)
    )  # fmt: skip


def last_of(looks: Iterable[Look]) -> dict[str, Look]:
    """The last look at each line."""
    return {look.line: look for look in looks}


def counted(said: Iterable[str]) -> str:
    """`20 kept, 2 changed, 1 closed`."""
    told = tuple(said)
    words = {KEPT: "kept", PROGRESS: "with progress noted", CHANGED: "changed", CLOSED: "closed"}
    return ", ".join(f"{told.count(key)} {word}" for key, word in words.items() if key in told)


def result(said: Sequence[str], today: date, more: str = "") -> tuple[str, str]:
    """What the review is called, and why it changed nothing: empty where it changed something (rules.md 6.2).

    With its day: two reviews that say the same are not one.
    """
    lines = "1 line" if len(said) == 1 else f"{len(said)} lines"
    told = f"{lines} looked at one by one on {today:%m/%d/%Y}: {counted(said)}{f'. {more}' if more else ''}"
    return f"Reviewed, {told}", "" if {CHANGED, CLOSED} & {*said} else told
