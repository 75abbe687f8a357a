"""A check-in that is due is asked in the next call, and ends with it."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_script import Answer, CallScript, Prompt
from ccm_desktop.domain.checkins import ANSWERS, LITTLE, NO, YES, Question

AGENDA = "symptom_check_in"
"""Key of the script."""
_KEYS = {"n": NO, "l": LITTLE, "y": YES}
_SOURCE = "Symptoms to watch of this patient's plan"


def agenda(questions: Iterable[Question]) -> tuple[CallScript, ...]:
    """The questions as a script."""
    prompts = tuple(Prompt(one.key, "choice", _ask(one), one.ask.rstrip("?."), _answers(one)) for one in questions)
    return (CallScript(AGENDA, 1, "Symptom check-in", "condition", (), _SOURCE, prompts),)


def results(call: Call) -> dict[str, tuple[str, str]]:
    """By key of the question: a key of `ANSWERS`, empty for words alone, and the words."""
    found = {}
    for prompt_id, script, prompt in call.prompts():
        said = call.said(prompt_id)
        if script.key == AGENDA and said is not None and not said.skipped:
            found[prompt.key] = (_KEYS.get(said.answer, ""), said.text)
    return found


def _ask(one: Question) -> str:
    return f"Since last time: {one.ask.rstrip('?.')}?" if one.urgency else one.ask


def _answers(one: Question) -> tuple[Answer, ...]:
    """What the plan says to do stands in the note of the call, too."""
    return tuple(
        Answer(
            key,
            ANSWERS[answer],
            f"{ANSWERS[answer]} (the plan: {one.do.rstrip('.')})" if one.do and answer != NO else "",
        )
        for key, answer in _KEYS.items()
    )
