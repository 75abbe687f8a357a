"""What came up in work with a patient, recorded by one press, with what it led to."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("quick_finding.made")
@dataclass(frozen=True, slots=True)
class QuickFindingMade:
    """One finding; the task or escalation it led to was recorded in the same commit."""

    finding: str
    """medication | transport | missed_visit | early_signs"""
    person: str
    words: str = ""
    led_to: str = ""
    """Entity of the task or the escalation."""
    about: str = ""
    """Entity of the medication, where it is about one."""
    saved: str = ""
    """What the save of the plan that it made is called; empty where it made none."""
    version: str = ""
    """Entity of the version that this save made; empty in older records."""


@payload("quick_finding.withdrawn")
@dataclass(frozen=True, slots=True)
class QuickFindingWithdrawn:
    """It was recorded by mistake: it holds no more, and stays in the ledger."""

    record: str
    """Entity of the finding; or of a withdrawal that a redo took back, so that the finding holds again."""
    reason: str
    person: str
