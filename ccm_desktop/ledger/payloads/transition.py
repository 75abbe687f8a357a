"""A patient comes home from a hospital, and what is to follow."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload, upcast


@payload("transition.discharge", register="discharge", version=2)
@dataclass(frozen=True, slots=True)
class Discharge:
    """One discharge; what is due by when follows from it (`domain.transition`) and is stored nowhere."""

    facility: str
    discharged_on: str
    destination: str = "home"
    """A key of `domain.transition.DESTINATIONS`."""
    medicines: str = "unknown"
    """yes | no | unknown: whether they were changed."""
    complexity: str = "moderate"
    """moderate | high: of the medical decision-making, as it is expected."""
    owner: str = ""
    """Person id of who sees to it; empty for the patient's coordinator."""
    note: str = ""
    status: str = "open"
    """open | withdrawn: it was recorded by mistake."""
    reason: str = ""
    """Why it was withdrawn."""
    same_as: str = ""
    """Entity of the discharge that this withdrawn one is another record of; its steps count there."""


upcast("transition.discharge", dict)  # version 1 did not say of which other record it is one


@payload("transition.apart", register="apart")
@dataclass(frozen=True, slots=True)
class DischargesApart:
    """Whether two discharges that look like one are two. Entity: `pair_entity`, the same on every device."""

    discharge: str
    """The older one."""
    other: str
    apart: bool = True
    """False: taken back, so that it is asked again."""


@payload("transition.step", register="step", version=2)
@dataclass(frozen=True, slots=True)
class TransitionStep:
    """What became of one step. Entity: `step_entity`, the same on every device."""

    discharge: str
    """Entity of the discharge."""
    step: str
    """contact | medicines | visit"""
    status: str = "open"
    """open | done | not_needed"""
    done_on: str = ""
    words: str = ""
    """What was done and with whom, or why it is not needed."""
    owner: str = ""
    """Person id; empty for whoever has the discharge."""
    evidence: str = ""
    """Entity of the contact, or first version of the entry of the coordination log, that was this contact."""


upcast("transition.step", dict)  # version 1 did not say which contact it was


def step_entity(discharge: str, step: str) -> str:
    """One register for each step of a discharge."""
    return f"{discharge}:{step}"


def pair_entity(discharge: str, other: str) -> str:
    """One register for two discharges, whichever is named first."""
    return ":".join(sorted((discharge, other)))
