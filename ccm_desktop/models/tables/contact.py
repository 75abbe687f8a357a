"""Consent, and the contacts with a patient."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import consent, contact, transcript
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

CONSENT = SUBJECT.facts("consent", consent.ConsentRecorded)
REVOCATION = SUBJECT.facts("revocation", consent.ConsentRevoked)
CONTACT = SUBJECT.facts("contact", contact.ContactMade, indexes=("contacted_at",))
CONTACT_WITHDRAWN = SUBJECT.facts("contact_withdrawn", contact.ContactWithdrawn, indexes=("contact",))
TRANSCRIPT = SUBJECT.facts("transcript", transcript.TranscriptAttached, indexes=("contact",))
TRANSCRIPT_WITHDRAWN = SUBJECT.facts("transcript_withdrawn", transcript.TranscriptWithdrawn, indexes=("record",))
CONTACT_STANDS = "contact.id NOT IN (SELECT contact FROM contact_withdrawn)"
"""Of a row of `contact`: nobody took it back."""
