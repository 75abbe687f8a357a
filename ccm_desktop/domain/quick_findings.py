"""The four findings that one press records (product A-38), and what each leads to."""

from __future__ import annotations

from dataclasses import dataclass

MEDICATION, TRANSPORT, MISSED_VISIT, EARLY_SIGNS = "medication", "transport", "missed_visit", "early_signs"


@dataclass(frozen=True, slots=True)
class QuickFinding:
    """One of them."""

    title: str
    to_do: str
    """Of the task, or what is asked of whoever it is escalated to."""
    due_in: int = 0
    """Workdays until the task is due."""
    level: str = ""
    """Of an escalation, in the place of a task."""
    target: str = ""


FINDINGS = {
    MEDICATION: QuickFinding("Medication confusion", "Go over every medicine with the patient", 1),
    TRANSPORT: QuickFinding("Transportation barrier", "Find a ride to the next visit", 2),
    MISSED_VISIT: QuickFinding("Missed specialist follow-up", "Reschedule the missed visit", 2),
    EARLY_SIGNS: QuickFinding(
        "Early warning signs", "Call the patient and look at the symptoms to watch", level="same_day", target="nurse"
    ),
}


def title(finding: str) -> str:
    """A finding in words; a newer program's by its own key."""
    return FINDINGS[finding].title if finding in FINDINGS else finding
