"""What a practitioner's signature on a care plan covers, and where a plan stands on its way to it (ux.md 7.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ccm_desktop.domain.signature import digest

STATEMENT = "I reviewed this care plan and what has changed in it, and I approve it for this patient."
STATEMENT_VERSION = "care_plan/1"
NEVER, WAITING, RETURNED, SIGNED, CHANGED = "never", "waiting", "returned", "signed", "changed"
STATES = {
    NEVER: "Not signed yet",
    WAITING: "Waits for a signature",
    RETURNED: "Returned without a signature",
    SIGNED: "Signed",
    CHANGED: "Differs from what was signed",  # of what came in without a save, an older program signed nothing
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event on the way, oldest first in a history."""

    kind: str
    """submitted | signed | returned"""
    version: str


def state(history: Sequence[Step], newest: str) -> str:
    """Where the plan stands, by the newest event; `newest` is the version the plan has now.

    A signature that was withdrawn is no event. What is edited after a submission is part of what is asked to
    be signed: the signer signs what is shown, not what was submitted.
    """
    if not history:
        return NEVER
    last = history[-1]
    if last.kind == "signed":
        return SIGNED if last.version == newest else CHANGED
    return WAITING if last.kind == "submitted" else RETURNED


def content(patient: str, version: str, number: int, heads: Iterable[str]) -> str:
    """SHA-256 of what is signed: the operations of the version, each of which names its own content."""
    return digest({"patient": patient, "version": version, "number": number, "heads": sorted(heads)})
