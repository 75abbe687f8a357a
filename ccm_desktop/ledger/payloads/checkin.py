"""Symptom check-ins of a patient: their rhythm, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("checkin.schedule", register="schedule")
@dataclass(frozen=True, slots=True)
class CheckinSchedule:
    """How often a patient is asked. Entity: `schedule_entity`. The days follow from it and are stored nowhere."""

    every_days: int = 0
    """7 | 14 | any other count of days; 0: nothing is asked."""
    first_on: str = ""
    """The day from which the rhythm counts."""
    paused: bool = False
    why: str = ""
    """Why it is paused or ended."""


@dataclass(frozen=True, slots=True)
class CheckinAnswer:
    """One question as it was asked, and what was answered: plans change, records do not."""

    question: str
    """Entity of the sign in the plan; or worse | medicine | new."""
    ask: str
    do: str = ""
    """What the plan said to do."""
    urgency: str = ""
    """call | same_day | emergency; empty for a general question."""
    answer: str = ""
    """no | little | yes; empty for not answered."""
    words: str = ""


@payload("checkin.answered")
@dataclass(frozen=True, slots=True)
class CheckinAnswered:
    """One check-in; the task that it led to was recorded in the same commit."""

    answered_on: str
    answers: tuple[CheckinAnswer, ...]
    level: str
    """green | amber | red | incomplete, by the rule of that day."""
    person: str
    """Person id of who typed or imported it."""
    source: str = "typed"
    """typed | call | import"""
    session: str = ""
    """Entity of the timer session of the call in which it was asked."""
    led_to: str = ""
    """Entity of the task."""


@payload("checkin.withdrawn")
@dataclass(frozen=True, slots=True)
class CheckinWithdrawn:
    """It was recorded by mistake: it holds no more, and stays in the ledger."""

    record: str
    """Entity of the check-in."""
    reason: str
    person: str


def schedule_entity(patient: str) -> str:
    """One for each patient."""
    return f"checkin:{patient}"
