"""Two instructions about one line of the plan, and what a practitioner decided."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("instruction.raised")
@dataclass(frozen=True, slots=True)
class InstructionRaised:
    """Somebody else says it differently: both, each with its source and day, as they were then."""

    line: str
    """Entity of the medication, goal or intervention."""
    kind: str
    """medication | goal | intervention"""
    plan_says: str
    other_says: str
    other_by: str
    other_on: str
    person: str
    plan_by: str = ""
    plan_on: str = ""
    escalation: str = ""
    """Entity of the escalation by which a practitioner was asked."""


@payload("instruction.decided")
@dataclass(frozen=True, slots=True)
class InstructionDecided:
    """Which holds, and why. The plan changes only when somebody edits the line."""

    instruction: str
    choice: str
    """keep | follow | other | withdrawn: it was raised by mistake"""
    why: str
    person: str
    over: tuple[str, ...] = ()
    """Decisions that it takes the place of."""
    plan_said: str = ""
    """What the plan said when it was decided; empty in older records."""
