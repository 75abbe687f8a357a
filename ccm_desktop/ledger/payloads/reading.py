"""What was said of readings: how they were judged, which do not hold, and the limits they are judged by."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("reading.judged")
@dataclass(frozen=True, slots=True)
class ReadingJudged:
    """One reading met the limits that held when it came in; the task was recorded in the same commit."""

    reading: str
    """Entity of the observation."""
    verdict: str
    """outside | within | no_limit | late: it came in too long after it was taken to act on it."""
    words: str = ""
    """The figure, the limit, and whose limit it was."""
    task: str = ""
    """Entity of the task that asks somebody to act; several readings of one import can share it."""


@payload("reading.withdrawn")
@dataclass(frozen=True, slots=True)
class ReadingWithdrawn:
    """It was entered by mistake: it is shown no more, and stays in the ledger."""

    reading: str
    reason: str
    person: str


@payload("reading.limits", register="limits")
@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Limits of one kind of reading, for a patient or for the practice. Entity: `limits_entity`."""

    kind: str
    """A key of `domain.readings.KINDS`."""
    limits: tuple[tuple[str, str], ...] = ()
    """Key of a slot of `domain.reading_limits` and a figure in the unit of the kind, or `none`."""


def limits_entity(kind: str, patient: str = "") -> str:
    """The same on every device; without a patient the practice's."""
    return f"limits:{patient or 'practice'}:{kind}"
