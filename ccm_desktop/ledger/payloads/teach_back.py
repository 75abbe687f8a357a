"""Whether the patient could say in their own words what an instruction of the plan asks of them."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("teach_back.recorded")
@dataclass(frozen=True, slots=True)
class TeachBackRecorded:
    """The result for one instruction, once."""

    line: str
    """Entity of the symptom to watch, medication or intervention."""
    kind: str
    """symptom | medication | intervention"""
    instruction: str
    """Its words then: the plan may change."""
    result: str
    """understood | partly | not"""
    person: str
    words: str = ""
    """What the patient said."""
    session: str = ""
    """Entity of the timer session of the call, where it was one."""


@payload("teach_back.withdrawn")
@dataclass(frozen=True, slots=True)
class TeachBackWithdrawn:
    """A result was recorded by mistake: it holds no more, and stays in the ledger."""

    record: str
    reason: str
    person: str
