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
