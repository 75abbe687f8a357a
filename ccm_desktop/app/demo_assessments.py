"""What was found out about the needs of the invented patients: mood over time, function, falls, home, caregiver."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from ccm_desktop.app.demo_script import ZONE, DemoPatient
from ccm_desktop.services.assessments import NewAssessment

_SEED = 4_716
_FIRST_DAY, _BETWEEN = 12, 84
_MOOD = ("interest", "down", "sleep", "energy", "appetite", "failure", "concentration", "movement")
_ACTIVITIES = ("washing", "dressing", "toilet", "moving", "continence", "eating")
_HOMES = (
    "Loose rug in the hall, taken up today. Grab bars at the tub.",
    "Two steps at the door without a rail. Good light everywhere.",
    "Lives on one floor. Smoke detector works.",
)
_CAREGIVERS = (
    "Manages well, has help from a neighbor twice a week.",
    "Tired, sleeps badly. Wants to hear about respite care.",
)


def assessments(person: DemoPatient, began: datetime) -> Iterator[tuple[datetime, NewAssessment]]:
    """When what was found of an enrolled patient; a third were never asked. Nobody of them is in danger."""
    chance = random.Random(_SEED + person.number)
    if chance.random() < 0.34:
        return
    first = began + timedelta(days=_FIRST_DAY)
    yield first, _dated(NewAssessment(instrument="adl", answers=_function(chance)), first)
    worries = {"fallen": chance.choice("ynn"), "unsteady": chance.choice("yn"), "worried": chance.choice("ynn")}
    yield first, _dated(NewAssessment(instrument="steadi", answers=worries), first)
    yield first, _dated(NewAssessment("environment", finding=chance.choice(_HOMES), answered_by="staff"), first)
    if person.chart.caregiver:
        words = NewAssessment("caregiver", finding=chance.choice(_CAREGIVERS), answered_by="caregiver")
        yield first, _dated(words, first)
    score = chance.randrange(3, 17)
    for number in range(chance.randrange(1, 4)):
        at = first + timedelta(days=number * _BETWEEN)
        yield at, _dated(NewAssessment(instrument="phq9", answers=_mood(score), language=person.chart.language), at)
        score = max(0, score - chance.randrange(-2, 6))  # care that works, mostly


def _mood(score: int) -> dict[str, str]:
    """So many points, spread over the first eight questions."""
    points = [score // len(_MOOD) + (place < score % len(_MOOD)) for place in range(len(_MOOD))]
    return {**{key: str(value) for key, value in zip(_MOOD, points, strict=True)}, "self_harm": "0"}


def _function(chance: random.Random) -> dict[str, str]:
    return {key: "0" if chance.random() < 0.12 else "1" for key in _ACTIVITIES}


def _dated(new: NewAssessment, at: datetime) -> NewAssessment:
    return replace(new, assessed_on=at.astimezone(ZONE).date().isoformat())
