"""What a reviewer asks of a sampled patient-month, and what each answer needs (A-80)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ccm_desktop.domain.errors import BadInput

QUESTIONS: dict[str, str] = {
    "consent": "Consent is on file, complete, and given before the first counted minute",
    "eligibility": "Two or more chronic conditions are attested, and the chart bears them out",
    "plan": "A care plan was in force, fits the patient, and a copy was given",
    "note": "The notes say what was done, why, and what came of it",
    "time": "The time log is plausible: lengths fit the work, nothing stands twice",
    "codes": "Codes and units follow from the time and the evidence",
    "signature": "Note and month are signed by the right people, after the work",
}
"""In the order in which they are asked."""
YES, NO, FINDING = "yes", "no", "finding"
ANSWERS = {YES: "Yes", NO: "No", FINDING: "Finding"}
"""A plain no is told and left; a finding has an owner and stays open until somebody resolves it in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """To one question."""

    question: str
    answer: str
    note: str = ""
    owner: str = ""
    """Of a finding: who is to resolve it."""


def check(answers: Iterable[Answer], staff: Collection[str]) -> tuple[Answer, ...]:
    """The answers in the order of the questions; refused unless every question has one that says enough."""
    given = {answer.question: answer for answer in answers}
    if set(given) != set(QUESTIONS):
        raise BadInput("review_incomplete", f"{len(set(QUESTIONS) - set(given))} questions have no answer.",
                       "Answer each with yes, no or finding.")  # fmt: skip
    for answer in given.values():
        if answer.answer not in ANSWERS:
            raise BadInput("review_answer", "An answer is not known.", f"Use one of: {', '.join(ANSWERS)}.")
        if answer.answer != YES and not answer.note.strip():
            raise BadInput("review_note_missing", "An answer that is not yes has no note.", "Say what you saw.")
        if answer.answer == FINDING and answer.owner not in staff:
            raise BadInput("review_owner_missing", "A finding has no owner.", "Choose who is to resolve it.")
    return tuple(given[question] for question in QUESTIONS)
