"""When a month may be closed, what a reopening covers, and what documents say of its state (ux.md 8.1, 8.5, 8.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

REOPENED_FOR_SECONDS = 24 * 3600
"""How long a month stays reopened unless the lead says otherwise."""
HASH_SHOWN = 8
"""Digits of a closing's hash on paper; the whole hash stands in the file."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a month stands, as it was recorded last; `revision` 0 before the first closing."""

    state: str = "open"
    """open | closed | reopened"""
    revision: int = 0
    scope: tuple[str, ...] = ()
    until: int | None = None

    def is_lapsed(self, now: int) -> bool:
        """Whether the time of a reopening is over."""
        return self.state == "reopened" and self.until is not None and now >= self.until

    def takes_changes(self, patient: str, now: int) -> bool:
        """Whether work for that patient still belongs to the month; otherwise it is an addendum."""
        if self.state == "closed" or self.is_lapsed(now):
            return False
        return self.state != "reopened" or not self.scope or patient in self.scope


@dataclass(frozen=True, slots=True)
class Readiness:
    """What decides whether a month may be closed now."""

    refused_role: str
    """What is said to somebody whose role may not close; empty for one who may."""
    over: bool
    standing: Standing
    earlier_open: str
    """The month before, in words, when it has work and is not closed."""
    steps: tuple[tuple[str, str, str], ...]
    """Key, state (done | open | stops) and words of each step of the checklist."""


def refusals(facts: Readiness, skipped: Mapping[str, str]) -> tuple[str, ...]:
    """Why it cannot be closed, one sentence each; `skipped` gives the lead's reasons by step."""
    found = []
    if facts.standing.state == "closed":
        found.append(f"The month is closed already (rev {facts.standing.revision}).")
    if facts.refused_role:
        found.append(facts.refused_role)
    if not facts.over:
        found.append("The month is not over yet.")
    if facts.earlier_open:
        found.append(f"{facts.earlier_open} is not closed yet.")
    for key, state, words in facts.steps:
        if state == "stops" or (state == "open" and not skipped.get(key, "").strip()):
            found.append(words)
    return tuple(found)


def title(standing: Standing, *, in_review: bool, sha256: str) -> str:
    """The state as every screen and document says it."""
    if standing.state == "closed":
        return closed_title(standing.revision, sha256)
    if standing.state == "reopened":
        return f"REOPENED (was rev {standing.revision})"
    return "IN REVIEW" if in_review else "OPEN"


def closed_title(revision: int, sha256: str, overtaken: str = "") -> str:
    """`CLOSED rev 1 · hash a1b2c3d4`"""
    return f"CLOSED rev {revision}{overtaken} · hash {sha256[:HASH_SHOWN]}"
