"""What was done about a refill or a care gap of a plan on one of its due days."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload, upcast


@payload("due.work", register="work", version=2)
@dataclass(frozen=True, slots=True)
class DueWork:
    """One due day of one item. Entity: `due_entity`; the item itself stays in the plan."""

    kind: str
    """refill | gap"""
    what: str
    """As the plan called it then."""
    due_on: str
    closed_on: str = ""
    until: str = ""
    """Until when it rests; empty for no longer."""
    owner: str = ""
    """Person id of whom it was given to; empty for the patient's coordinator."""


upcast("due.work", dict)  # version 1 had no owner


def due_entity(item: str, due_on: str) -> str:
    """An item that comes again has one for each of its days."""
    return f"due:{item}:{due_on}"
