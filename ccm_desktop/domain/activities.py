"""What the team does: activities the rules know, which of them are calls, and how calls end."""

from __future__ import annotations

from ccm_desktop.domain.errors import BadInput

ACTIVITIES: dict[str, str] = {
    "call_patient": "Phone call with patient",
    "call_caregiver": "Phone call with caregiver",
    "coordination": "Care coordination",
    "medication_review": "Medication review",
    "care_plan": "Care plan work",
    "chart_review": "Chart and result review",
    "referral": "Referral",
    "education": "Patient education",
    "documentation": "Documentation",
    "scheduling": "Scheduling",
    "prior_authorization": "Prior authorization",
    "supervision": "Supervision",
}
CALLS = frozenset({"call_patient", "call_caregiver"})
OUTCOMES: dict[str, str] = {
    "reached": "Reached",
    "caregiver": "Reached caregiver",
    "busy": "Busy, rescheduled",
    "no_answer": "No answer",
    "voicemail": "Voicemail",
    "wrong_number": "Wrong number",
}
REACHED = frozenset({"reached", "caregiver"})
ATTEMPTS = frozenset({"no_answer", "voicemail", "wrong_number"})
"""Failed attempts; somebody who is busy and asks for another time was reached."""


def check(activity: str, outcome: str) -> None:
    """Refuse an activity or outcome that the practice does not know, or a call without an outcome."""
    if activity not in ACTIVITIES:
        raise BadInput("activity_unknown", "The activity is not known.", f"Use one of: {', '.join(ACTIVITIES)}.")
    if outcome and outcome not in OUTCOMES:
        raise BadInput("outcome_unknown", "The outcome is not known.", f"Use one of: {', '.join(OUTCOMES)}.")
    if activity in CALLS and not outcome:
        raise BadInput("outcome_missing", "A call needs its outcome.", "Say whether the patient was reached.")
