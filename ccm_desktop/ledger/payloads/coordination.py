"""What was said to and heard from others who care for the patient; nothing of it is ever changed, only followed."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("coordination.logged")
@dataclass(frozen=True, slots=True)
class CoordinationLogged:
    """One exchange with somebody outside or inside the practice, and what it leaves open."""

    counterparty: str
    """Name as it was said then; a name in the plan may change."""
    direction: str
    """from_us | to_us"""
    subject: str
    """A key of `domain.coordination.SUBJECTS`."""
    about: str
    happened_on: str
    person: str
    member: str = ""
    """Entity of the care team member, where it is one of the plan."""
    outcome: str = ""
    next_step: str = ""
    """What is still to come; an entry with one is an open loop."""
    owner: str = ""
    """Person id of who sees to it."""
    due_on: str = ""
    follows: str = ""
    """First version of the entry that this one goes on from, whose loop it takes over."""
    corrects: str = ""
    """The entry that this one takes the place of."""
    first: str = ""
    """First version of a corrected entry: what `follows` and closings name."""
    reason: str = ""
    """Why it was corrected."""


@payload("coordination.closed")
@dataclass(frozen=True, slots=True)
class CoordinationClosed:
    """A loop is closed, and how."""

    entry: str
    """First version of the entry."""
    how: str
    person: str


@payload("coordination.withdrawn")
@dataclass(frozen=True, slots=True)
class CoordinationWithdrawn:
    """An entry or a closing was recorded by mistake: it holds no more, and stays in the ledger."""

    record: str
    """Entity of the entry or of the closing."""
    reason: str
    person: str
