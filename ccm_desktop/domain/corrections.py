"""Why time is entered by hand or changed: a short choice, and words of one's own."""

from __future__ import annotations

from collections.abc import Mapping

from ccm_desktop.domain.errors import BadInput

OTHER = "other"
LEAST_OWN_WORDS = 10
"""Characters; fewer explain nothing to who reads it next year."""
LATE_AFTER_SECONDS = 3 * 86_400
"""Written down so long after the work, it is looked at again at month-end (ux.md 5.10)."""
ADDING: Mapping[str, str] = {
    "forgot_start": "Forgot to start",
    "away": "Worked away from the computer",
    "timer": "Timer problem",
    OTHER: "Other",
}
CHANGING: Mapping[str, str] = {
    "forgot_stop": "Forgot to stop",
    "forgot_start": "Forgot to start",
    "away_removed": "Away time removed",
    "wrong_patient": "Wrong patient",
    "wrong_activity": "Wrong activity",
    "wrong_outcome": "Wrong outcome",
    "note": "Note correction",
    OTHER: "Other",
}


def reason(choices: Mapping[str, str], code: str, text: str) -> str:
    """`Forgot to stop: took another call`, or the choice alone; “Other” says something by itself."""
    own = text.strip()
    if code not in choices:
        raise BadInput("reason_missing", "The reason is not chosen.", "Choose why, from the list.")
    if code == OTHER:
        if len(own) < LEAST_OWN_WORDS:
            raise BadInput("reason_short", "“Other” needs a reason in words.",
                           f"Say it in at least {LEAST_OWN_WORDS} characters.")  # fmt: skip
        return own
    return f"{choices[code]}: {own}" if own else choices[code]
