"""Draws an audit sample from a month: whom the seed takes, and what speaks for a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ccm_desktop.domain import audit_sample
from ccm_desktop.domain.audit_sample import Candidate
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.services.packet_note import Figures, figures_of
from ccm_desktop.services.packet_scene import Scene


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample to be drawn."""

    count: int
    seed: str
    method: str = audit_sample.RANDOM


@dataclass(frozen=True, slots=True)
class Drawn:
    """A patient-month of a sample."""

    patient: str
    words: str
    """How it came into the sample, for the cover: `Random sample: 3 of 40 billable patient-months, seed 7`."""
    seed: str
    size: int
    """Patient-months in the sample."""
    of: int
    """Billable patient-months of the month."""


def drawn(found: Scene, draw: Draw) -> tuple[Drawn, ...]:
    """A sample of the month's billable patients; the same seed draws the same ones."""
    candidates = _candidates(found)
    taken = audit_sample.draw(candidates, draw.count, draw.seed, str(found.month), draw.method)
    if not taken:
        raise Refusal("sample_empty", f"Nobody can be billed in {found.month.title}, so there is nothing to draw.",
                      "Choose another month, or name a patient.")  # fmt: skip
    seed, size = draw.seed.strip(), len(taken)
    words = f"{audit_sample.METHODS[draw.method]}: {size} of {len(candidates)} billable patient-months, seed {seed}"
    return tuple(Drawn(one.patient, _told(words, one, draw.method), seed, size, len(candidates)) for one in taken)


def _told(words: str, candidate: Candidate, method: str) -> str:
    signs = [text for key, text in audit_sample.SIGNS.items() if key in candidate.signs]
    return f"{words}. Signs: {', '.join(signs) or 'none'}" if method == audit_sample.RISK else words


def _candidates(found: Scene) -> list[Candidate]:
    """Everybody with something to bill, with what speaks for a look."""
    frozen = found.closed or found.kept
    patients = dict.fromkeys((*found.found, *(patient for patient, _ in frozen.lines))) if frozen else found.found
    candidates = []
    for patient in patients:
        figures = figures_of(found, patient)
        if figures is not None and figures.line.codes:
            candidates.append(Candidate(patient, frozenset(_signs(found, patient, figures))))
    return candidates


def _signs(found: Scene, patient: str, figures: Figures) -> Iterator[str]:
    if patient in found.by_hand:
        yield "by_hand"
    if found.book.voids.get(patient):
        yield "changed"
    if any(line.accepted for line in found.exceptions.get(patient, ())):
        yield "accepted"
    if figures.family == "complex":
        yield "complex"
    judged = found.found.get(patient)
    family = judged.decision.family if judged else None
    if family is not None and family.key == figures.family:
        line = figures.line
        seconds = line.practitioner_seconds if family.lane == "practitioner" else line.counted_seconds
        if (seconds - family.base_seconds) % family.addon_seconds < audit_sample.JUST_OVER_SECONDS:
            yield "just_over"
