"""What is still to be done by a day: open loops of the coordination log, steps after a discharge."""

from __future__ import annotations

OPEN, OVERDUE = "open", "overdue"


def state(due_on: str, today: str) -> str:
    """ISO days; what is due today is not late yet."""
    return OVERDUE if due_on < today else OPEN


def is_open(state: str) -> bool:
    """Whether somebody has to see to it, late or not."""
    return state in (OPEN, OVERDUE)
