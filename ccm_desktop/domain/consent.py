"""What a consent to care management must hold before it covers a second of time (rules.md 3)."""

from __future__ import annotations

from collections.abc import Collection

from ccm_desktop.domain.errors import BadInput, Refusal

ELEMENTS: dict[str, str] = {
    "services_and_availability": "What care management is and that it is available",
    "cost_sharing": "Cost sharing applies",
    "one_practitioner": "Only one practitioner can be paid for it in a month",
    "right_to_stop": "The right to stop at any time, effective at the end of the month",
}
METHODS = {"verbal": "Verbal", "written": "Written"}


def check(
    *,
    answer: str,
    at: int,
    method: str,
    elements: Collection[str],
    practitioner: str,
    obtained_by: str,
    now: int,
) -> None:
    """Refuse a consent that an auditor would not accept. Instants in epoch seconds."""
    if answer not in ("given", "declined"):
        raise BadInput("consent_answer", "It is not said whether the patient agreed.", "Choose given or declined.")
    if method not in METHODS:
        raise BadInput("consent_method", "The method of consent is not known.", "Choose verbal or written.")
    if at > now + 60:
        raise Refusal("consent_in_future", "The consent lies in the future.", "Enter when it was given.")
    unknown = set(elements) - set(ELEMENTS)
    if unknown:
        raise BadInput("consent_element", "An element of the consent is not known.", f"Use: {', '.join(ELEMENTS)}.")
    missing = [words for key, words in ELEMENTS.items() if key not in elements]
    if answer == "given" and missing:
        raise Refusal(
            "consent_incomplete",
            f"The consent is not complete. Not yet told: {'; '.join(missing)}.",
            "Tell the patient and tick each one.",
        )
    if not practitioner:
        raise BadInput("consent_practitioner", "The billing practitioner is not named.", "Choose the practitioner.")
    if not obtained_by:
        raise BadInput("consent_obtained_by", "It is not said who obtained the consent.", "Choose the person.")
