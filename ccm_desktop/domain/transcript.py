"""What may be attached to a contact as its transcript: a text, and a consent that says who agreed and when (A-98)."""

from __future__ import annotations

from datetime import date

from ccm_desktop.domain.calendar import is_day
from ccm_desktop.domain.errors import BadInput

LONGEST = 100_000
"""Characters: about two hours of talk. A whole transaction stays far below the megabyte that one may have."""
PATIENT = "patient"
_LAYOUT = "\n\t"


def text_of(content: bytes) -> str:
    """The words of the file; refused for a recording, for what is no text, and for what is too long."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_text() from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(not letter.isprintable() and letter not in _LAYOUT and ord(letter) < 0xA0 for letter in text):
        raise not_text()
    if not text:
        raise BadInput("transcript_empty", "The file has no words.", "Choose the file of the transcript.")
    if len(text) > LONGEST:
        raise too_long()
    return text


def not_text() -> BadInput:
    """A recording, or a document of a word processor."""
    return BadInput("transcript_no_text", "The file is no plain text; recordings and documents are not kept.",
                    "Save the transcript as text (UTF-8) and attach that.")  # fmt: skip


def too_long() -> BadInput:
    """Longer than a transcript can be."""
    return BadInput("transcript_long", f"The transcript is longer than {LONGEST:,} characters.",
                    "Attach it in parts, or only the part that matters.")  # fmt: skip


def check_consent(agreed_by: str, agreed_on: str, today: date) -> None:
    """Refuse where nobody agreed, or on no day that has been."""
    if not agreed_by.strip():
        raise BadInput("transcript_nobody_agreed", "It is not said who agreed that the transcript is kept.",
                       "Ask the patient first; then say who agreed, and on which day.")  # fmt: skip
    if not is_day(agreed_on):
        raise BadInput("transcript_agreed_when", "It is not said on which day that was agreed.",
                       "Write it like 11/21/2026.")  # fmt: skip
    if date.fromisoformat(agreed_on) > today:
        raise BadInput("transcript_agreed_later", "The day of the agreement lies in the future.",
                       "Say when the patient agreed.")  # fmt: skip
