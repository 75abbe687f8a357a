"""How a call ends, besides what was found: its note, what comes next, and whether the lead should look at it."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.activities import ATTEMPTS
from ccm_desktop.domain.call import Call

IDENTITY_CHECKS = {"optional": "Optional", "required": "Required when somebody was reached"}
_ATTEMPT_NOTES = {
    "voicemail": "Left voicemail with callback number; no health information left.",
    "no_answer": "No answer; no message left.",
    "wrong_number": "Wrong number; nothing about the patient was said.",
}


@dataclass(frozen=True, slots=True)
class CallEnd:
    """What stands in the fields below the note."""

    next_contact_on: str = ""
    """ISO date; empty leaves it to the practice's policy."""
    task: str = ""
    """Title of a follow-up task; empty for none."""
    task_due: str = ""
    edge_case: bool = False
    """It fits no template: the lead should look at it."""


NOTHING_MORE = CallEnd()


def whole_note(typed: str, call: Call, outcome: str, phrase: str = "") -> str:
    """What was typed, then what the script found; an attempt of which nothing was said tells itself.

    `phrase` is the person's own way of telling of a voicemail.
    """
    parts = [part for part in (typed.strip(), call.note()) if part]
    if not parts and outcome in ATTEMPTS:
        own = phrase if outcome == "voicemail" else ""
        parts = [own or _ATTEMPT_NOTES[outcome]]
    return "\n".join(parts)
