"""The part of a working day that lies on no patient. It is shown, never assigned by itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from ccm_desktop.domain.intervals import Span, union, without

DAY_ENDS_FROM = 15
"""Hour of the day from which locking may be the end of it; before, somebody fetches coffee."""
IDLE_SECONDS = 300
"""Without a key or a click for so long, a stretch of presence has ended (ux.md 5.5)."""
LEAST_SECONDS = 120
"""Less is the walk from one chart to the next."""
BETWEEN_SECONDS = 1200
"""A hole between two entries is offered up to this length; a longer one was lunch, unless somebody was seen."""


def unassigned(seen: Iterable[Span], timed: Iterable[Span], dismissed: Iterable[Span]) -> tuple[Span, ...]:
    """Stretches in which the person was at work while no patient was being timed, in order.

    `seen` is presence in the program, `timed` the person's time on any patient, `dismissed` what the
    person has said was no work for a patient.
    """
    taken = union(timed)
    holes = [(a[1], b[0]) for a, b in pairwise(taken) if b[0] - a[1] <= BETWEEN_SECONDS]
    gone = (*taken, *union(dismissed))
    left = (part for stretch in union([*seen, *holes]) for part in without(stretch, *gone))
    return tuple(part for part in left if part[1] - part[0] >= LEAST_SECONDS)
