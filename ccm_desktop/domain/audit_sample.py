"""A sample for an audit that anybody can draw again from its seed (A-80)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from ccm_desktop.domain.errors import BadInput

RANDOM, RISK = "random", "risk"
METHODS = {RANDOM: "Random sample", RISK: "Risk sample"}
SIGNS: dict[str, str] = {
    "by_hand": "time entered by hand or recovered",
    "changed": "amended or void entries",
    "accepted": "accepted exceptions",
    "just_over": "less than a minute over a threshold",
    "complex": "complex care management",
}
"""What speaks for a look in a risk sample, in words."""
JUST_OVER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient-month that may be drawn."""

    patient: str
    signs: frozenset[str] = frozenset()


def draw(
    candidates: Iterable[Candidate], count: int, seed: str, month: str, method: str = RANDOM
) -> tuple[Candidate, ...]:
    """So many of the candidates; whatever their order, the same seed and month draw the same ones.

    `random` gives everybody the same chance; `risk` takes those with most signs first, and lets the
    seed decide among equals.
    """
    if method not in METHODS:
        raise BadInput("sample_method", "This way of drawing is not known.", f"Use one of: {', '.join(METHODS)}.")
    if not seed.strip():
        raise BadInput(
            "sample_seed_missing", "The sample has no seed.", "Give a number or a word: it repeats the draw."
        )
    if count < 1:
        raise BadInput("sample_size", "A sample needs at least one patient-month.", "Ask for 1 or more.")

    def lot(candidate: Candidate) -> tuple[int, str]:
        ticket = sha256(f"{seed.strip()}\n{month}\n{candidate.patient}".encode()).hexdigest()
        return -len(candidate.signs) if method == RISK else 0, ticket

    return tuple(sorted(candidates, key=lot)[:count])
