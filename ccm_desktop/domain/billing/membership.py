"""When the patient was in the programme during a month: one enrolment, or several with time between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from ccm_desktop.domain.billing.facts import FOREVER, Enrolment, Facts
from ccm_desktop.domain.calendar import midnight

Interval = tuple[int, int]


def enrolments(facts: Facts) -> tuple[Enrolment, ...]:
    """Every enrolment of the month, oldest first; each must be lawful by itself."""
    return (*facts.earlier, facts.enrolment)


def spans(facts: Facts) -> tuple[Interval, ...]:
    """Half-open seconds in the programme; first and last day of an enrolment belong to it whole.

    Open at an edge that lies outside the month.
    """
    found: list[Interval] = []
    for span in sorted(_span(facts, one) for one in enrolments(facts)):
        if found and span[0] <= found[-1][1]:
            found[-1] = (found[-1][0], max(span[1], found[-1][1]))
        else:
            found.append(span)
    return tuple(found)


def between(facts: Facts) -> Iterator[Interval]:
    """Time after the end of one enrolment and before the next: none of it counts."""
    if facts.earlier:
        yield from ((one[1], other[0]) for one, other in pairwise(spans(facts)))


def _span(facts: Facts, enrolment: Enrolment) -> Interval:
    began, ended, zone = -FOREVER, FOREVER, facts.practice.zone
    if enrolment.started_on is not None and enrolment.started_on > facts.month.first_day:
        began = midnight(enrolment.started_on, zone)
    if enrolment.ended_on is not None and enrolment.ended_on <= facts.month.last_day:
        ended = midnight(enrolment.ended_on + timedelta(days=1), zone)
    return began, ended
