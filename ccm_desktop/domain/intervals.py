"""Stretches of time: what lies in both, what is left of one, and how one is shared out.

A span is half-open, `[start, end)`, in whole epoch seconds; no rule here knows a patient or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from ccm_desktop.domain.errors import BadInput

Span = tuple[int, int]


def overlaps(one: Span, other: Span) -> bool:
    """Whether any second lies in both."""
    return one[0] < other[1] and other[0] < one[1]


def without(span: Span, *taken: Span) -> tuple[Span, ...]:
    """What is left of a span, in order; nothing where all of it is taken."""
    left = [span] if span[0] < span[1] else []
    for other in taken:
        left = [
            (start, end)
            for a, b in left
            for start, end in ((a, min(b, other[0])), (max(a, other[1]), b))
            if start < end
        ]
    return tuple(left)


def union(spans: Iterable[Span], bridge_seconds: int = 0) -> tuple[Span, ...]:
    """The same seconds in as few spans as possible; holes of at most `bridge_seconds` are closed."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1] + bridge_seconds:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def equal_shares(seconds: int, count: int) -> tuple[int, ...]:
    """`count` shares that differ by at most one second and add up to `seconds` exactly."""
    each, more = divmod(seconds, count)
    return tuple(each + 1 if number < more else each for number in range(count))


def lay_out(span: Span, shares: Sequence[int]) -> tuple[Span, ...]:
    """One span after the other through `span`, so that no second is in two of them.

    Raises BadInput when a share is empty or the shares are not the whole, to the second.
    """
    if any(share <= 0 for share in shares):
        raise BadInput("share_empty", "A part has no time.", "Give each part its minutes, or take it away.")
    left = span[1] - span[0] - sum(shares)
    if left:
        more = "are not given to anybody" if left > 0 else "more are given than there were"
        raise BadInput("shares_do_not_add_up", f"{_clock(abs(left))} {more}.",
                       "The parts must add up to the whole time, to the second.")  # fmt: skip
    return tuple(pairwise(accumulate(shares, initial=span[0])))


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
