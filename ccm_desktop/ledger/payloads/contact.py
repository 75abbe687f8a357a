"""Contacts and attempts."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("contact.made")
@dataclass(frozen=True, slots=True)
class ContactMade:
    """Somebody tried to reach the patient."""

    contacted_at: int
    channel: str
    """phone | message | visit | letter"""
    outcome: str
    """reached | caregiver | busy | no_answer | voicemail | wrong_number"""
    person: str
    note: str = ""
    entry: str = ""
    """Entity of the time entry that belongs to it."""
    session: str = ""
    """Entity of the timer session in which it was made."""


@payload("contact.withdrawn")
@dataclass(frozen=True, slots=True)
class ContactWithdrawn:
    """A contact was recorded by mistake: it counts no more, and stays in the ledger."""

    contact: str
    reason: str
    person: str
