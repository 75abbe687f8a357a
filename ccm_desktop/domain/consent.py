"""What a consent to care management must hold before it covers a second of time (rules.md 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from ccm_desktop.domain.errors import BadInput, Refusal

ELEMENTS: dict[str, str] = {
    "services_and_availability": "What care management is and that it is available",
    "cost_sharing": "Cost sharing applies",
    "one_practitioner": "Only one practitioner can be paid for it in a month",
    "right_to_stop": "The right to stop at any time, effective at the end of the month",
}
METHODS = {"verbal": "Verbal", "written": "Written"}


class Answer(NamedTuple):
    """What the patient said about care management; `at` in epoch seconds."""

    answer: str
    """given | declined"""
    at: int
    method: str = ""
    elements: tuple[str, ...] = ()
    practitioner: str = ""
    obtained_by: str = ""
    given_by: str = ""
    note: str = ""
    entered_at: int | None = None
    """When it was written down, epoch seconds."""
    entered_by: str = ""


class Standing(NamedTuple):
    """The answer in force, and since when it is withdrawn."""

    answer: Answer | None = None
    revoked_at: int | None = None

    @property
    def status(self) -> str:
        """none | given | declined | revoked"""
        if self.answer is None:
            return "none"
        return "revoked" if self.revoked_at is not None else self.answer.answer


def standing(answers: Iterable[Answer], revocations: Iterable[int], before: int | None = None) -> Standing:
    """What holds after everything said before that instant.

    Consent is given once: said again to the same practitioner it still runs from its first day.
    Of answers to the same moment the most restrictive holds.
    """
    events = [(given.at, 0 if given.answer == "given" else 1, given) for given in answers]
    ends = [(at, 2, None) for at in revocations]
    found = Standing()
    for at, _, answer in sorted([*events, *ends], key=lambda event: event[:2]):
        if before is not None and at >= before:
            break
        if answer is None:
            found = Standing(found.answer, at) if found.status == "given" else found
        elif not _repeats(found, answer):
            found = Standing(answer)
    return found


def _repeats(found: Standing, answer: Answer) -> bool:
    now = found.answer
    return (
        now is not None
        and found.status == answer.answer == "given"
        and now.practitioner == answer.practitioner
        and now.at < answer.at
    )


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


def check_moment(found: Standing, at: int) -> None:
    """Refuse consent at the very moment of a refusal or withdrawal: the more restrictive would hold."""
    said = found.revoked_at if found.status == "revoked" else found.answer and found.answer.at
    if found.status in ("declined", "revoked") and said == at:
        raise Refusal(
            "consent_same_moment",
            "A refusal or withdrawal is recorded for that same moment, and it would hold.",
            "Enter the later time at which the patient agreed.",
        )


def check_withdrawal(found: Standing, at: int, now: int) -> None:
    """Refuse a withdrawal without a consent that it could end."""
    if at > now + 60:
        raise Refusal("revocation_in_future", "The withdrawal lies in the future.", "Enter when it was said.")
    if found.status != "given" or found.answer is None:
        raise Refusal("consent_not_given", "There is no consent to withdraw.", "Record the patient's answer.")
    if at < found.answer.at:
        raise Refusal("revocation_before_consent", "The withdrawal lies before the consent.", "Enter when it was said.")
