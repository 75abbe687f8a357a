"""What a signature on a patient-month covers, and when it no longer stands (sync.md 3.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

COORDINATOR, PRACTITIONER = "coordinator", "practitioner"
STATEMENTS = {
    COORDINATOR: "I provided or reviewed these services; the time, the entries and this note are true and complete.",
    PRACTITIONER: "These services were furnished under my direction; I reviewed the time, the note and the care plan"
    " and take responsibility for billing them.",
}
"""What each role signs, by role; the order is the order of signing."""
SHORTEST_LOOK_SECONDS = 1.0
"""An evidence page must have been on the screen for so long before it can be signed (ux.md 8.4)."""


@dataclass(frozen=True, slots=True)
class SignedSet:
    """What is frozen: ids sorted, so that two devices freeze the same."""

    entries: tuple[str, ...]
    voids: tuple[str, ...]
    staff_seconds: int
    practitioner_seconds: int
    codes: tuple[tuple[str, int], ...]
    note: str
    """The operation that wrote the note; empty without one, or while two versions wait for a decision."""
    plan_version: str
    complexity: tuple[str, ...] = ()
    """The attested decision-making in force: entity, level, who, day, why; empty without one."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a signature no longer stands."""

    key: str
    """added | voided | amended | note | plan | complexity | outcome | practitioner"""
    entry: str = ""


WORDS = {
    "added": "was added after the signature",
    "voided": "was voided after the signature",
    "amended": "was amended after the signature",
    "note": "The month note was changed after the signature",
    "plan": "The care plan was changed after the signature",
    "complexity": "The attested complexity was changed after the signature",
    "outcome": "What the month supports has changed since the signature",
    "practitioner": "The month is billed under another practitioner than the one who signed",
}
"""The first three are said of an entry."""


def late(signed: SignedSet, now: SignedSet) -> tuple[str, ...]:
    """Entries that stand today and that the signer never saw: listed, never silently added."""
    known = {*signed.entries, *signed.voids}
    return tuple(entry for entry in now.entries if entry not in known)


def withdrawn(signed: SignedSet, now: SignedSet, replaced_by: Mapping[str, str]) -> tuple[Reason, ...]:
    """Why the signature must be given again; empty while it stands.

    `replaced_by` names the entry that amends another. An amendment is one reason, not a void and an addition.
    """
    gone = [entry for entry in signed.entries if entry in set(now.voids)]
    new = {replaced_by[entry] for entry in gone if entry in replaced_by}
    found = [Reason("amended" if entry in replaced_by else "voided", entry) for entry in gone]
    found += [Reason("added", entry) for entry in late(signed, now) if entry not in new]
    if now.note != signed.note:
        found.append(Reason("note"))
    if now.plan_version != signed.plan_version:
        found.append(Reason("plan"))
    if now.complexity != signed.complexity:
        found.append(Reason("complexity"))
    outcome = (signed.staff_seconds, signed.practitioner_seconds, signed.codes)
    if not found and outcome != (now.staff_seconds, now.practitioner_seconds, now.codes):
        found.append(Reason("outcome"))
    return tuple(found)
