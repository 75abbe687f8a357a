"""The transcript of a contact, kept only where somebody agreed to it (docs/decisions/0015)."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@payload("transcript.attached")
@dataclass(frozen=True, slots=True)
class TranscriptAttached:
    """What was said in a contact, word for word or nearly so, as a text that was made elsewhere."""

    contact: str
    """Entity of the contact."""
    name: str
    """Of the file it came from."""
    text: str
    sha256: str
    """Of the text in UTF-8."""
    agreed_by: str
    """Who agreed that it is kept: patient, or a name."""
    agreed_on: str
    """The day, ISO."""
    person: str


@payload("transcript.withdrawn")
@dataclass(frozen=True, slots=True)
class TranscriptWithdrawn:
    """It is shown and exported no more; that it was there, and why it went, stays."""

    record: str
    reason: str
    person: str
