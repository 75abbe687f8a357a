"""What a command changed, so that every open screen knows whether to look again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import Generic, TypeVar

T = TypeVar("T")


class Changed(Flag):
    """Areas of the practice file."""

    NOTHING = 0
    PRACTICE = auto()
    PATIENTS = auto()
    TIMER = auto()
    TIME = auto()
    CARE_PLAN = auto()
    CONSENT = auto()
    CONTACTS = auto()
    MONTH = auto()
    CLAIMS = auto()
    REVIEW = auto()
    TASKS = auto()
    """Tasks, escalations and signs of danger."""
    EVERYTHING = (
        PRACTICE | PATIENTS | TIMER | TIME | CARE_PLAN | CONSENT | CONTACTS | MONTH | CLAIMS | REVIEW | TASKS
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """Result of a command: its value and what changed by it."""

    value: T
    changed: Changed
