"""The sections of a care plan and when each is complete (rules.md 4.5; product.md A-34).

CMS says what a comprehensive plan "typically includes", not that every element must be there. So a section
is either required, and then missing until somebody fills it or says that there is nothing, or it is optional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COMPLETE, INCOMPLETE, MISSING, EMPTY = "complete", "incomplete", "missing", "empty"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the plan."""

    key: str
    title: str
    required: bool
    none: str = ""
    """What it is called when somebody asked and there is nothing; empty where that cannot be."""


SECTIONS = (
    Section("summary", "Summary", required=True),
    Section("problems", "Problems and goals", required=True),
    Section("barriers", "Barriers", required=False, none="No barriers found"),
    Section("symptoms", "Symptoms to watch", required=True, none="No symptoms to watch"),
    Section("medications", "Medications", required=True, none="Takes no medications"),
    Section("allergies", "Allergies", required=True, none="No known allergies"),
    Section("assessments", "Assessments", required=False),
    Section("team", "Care team", required=True),
    Section("caregivers", "Caregivers", required=False, none="No caregiver"),
    Section("community", "Community resources", required=False, none="None needed"),
    Section("preventive", "Preventive and due items", required=False, none="Nothing is due"),
    Section("directives", "Advance directives", required=False),
    Section("emergency", "After hours", required=True),
    Section("review", "Review", required=True),
)
BY_KEY: Mapping[str, Section] = {section.key: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """What is in a section."""

    items: int = 0
    gaps: tuple[str, ...] = ()
    """What its items lack, in words."""
    none_noted: bool = False
    """Somebody asked, and there is nothing."""


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """How far a section is."""

    key: str
    title: str
    state: str
    """complete | incomplete | missing | empty"""
    items: int
    words: tuple[str, ...] = ()
    """What it lacks, or that there is nothing."""


def standings(facts: Mapping[str, SectionFacts]) -> tuple[SectionStanding, ...]:
    """Every section, in the order of the plan."""
    return tuple(_standing(section, facts.get(section.key, SectionFacts())) for section in SECTIONS)


def percent(found: tuple[SectionStanding, ...]) -> int:
    """Complete sections in a hundred, rounded down: 100 only when all are."""
    return 100 * sum(1 for one in found if one.state == COMPLETE) // len(found) if found else 0


def _standing(section: Section, facts: SectionFacts) -> SectionStanding:
    if facts.items:
        state, words = (INCOMPLETE, facts.gaps) if facts.gaps else (COMPLETE, ())
    elif facts.none_noted and section.none:
        state, words = COMPLETE, (section.none,)
    elif section.required:
        state, words = MISSING, ("nothing written yet",)
    else:
        state, words = EMPTY, ()
    return SectionStanding(section.key, section.title, state, facts.items, words)
