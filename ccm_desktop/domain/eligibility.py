"""Who may be offered care management: two chronic conditions, counted as families (rules.md 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NEEDED_CONDITIONS = 2


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """What eligibility asks of one active condition."""

    families: tuple[str, ...]
    chronic: str
    """yes | review | no | unknown"""
    attested: bool | None = None
    """Expected to last twelve months or until death, as a person attested; None: not looked at."""


def chronic_families(conditions: Iterable[ConditionFact]) -> tuple[str, ...]:
    """Distinct chronic families that the codes suggest; a person's attestation overrides the map."""
    found: dict[str, None] = {}
    for condition in conditions:
        suggested = condition.chronic == "yes" if condition.attested is None else condition.attested
        if suggested:
            found.update(dict.fromkeys(condition.families))
    return tuple(found)


def is_candidate(conditions: Iterable[ConditionFact]) -> bool:
    """Two or more distinct chronic families: worth a look by the practitioner, not a decision."""
    return len(chronic_families(conditions)) >= NEEDED_CONDITIONS


def attested_families(conditions: Iterable[ConditionFact]) -> tuple[str, ...]:
    """Distinct families that a person attested to last twelve months or until death."""
    found: dict[str, None] = {}
    for condition in conditions:
        if condition.attested:
            found.update(dict.fromkeys(condition.families))
    return tuple(found)
