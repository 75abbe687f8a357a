"""Teach-back (product A-102): the patient says it in their own words; what did not succeed returns until it does."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_script import Answer, CallScript, Prompt

UNDERSTOOD, PARTLY, NOT = "understood", "partly", "not"
RESULTS = {UNDERSTOOD: "Understood", PARTLY: "Understood in part", NOT: "Not understood"}
AGENDA = "go_over"
"""Key of the script that brings back what did not succeed."""
_KEYS = {"y": UNDERSTOOD, "p": PARTLY, "n": NOT}
_ANSWERS = tuple(Answer(key, RESULTS[result]) for key, result in _KEYS.items())


def agenda(instructions: Iterable[tuple[str, str]]) -> tuple[CallScript, ...]:
    """What to go over again at the next contact: a script of the lines and their words; none for nothing."""
    prompts = tuple(
        Prompt(line, "teach_back", f"Please tell me in your own words: {words}", words, _ANSWERS)
        for line, words in instructions
    )
    source = "Teach-backs of this patient that did not succeed yet"
    return (CallScript(AGENDA, 1, "Go over again", "condition", (), source, prompts),) if prompts else ()


def told(result: str) -> str:
    """A result in words; a newer program's by its own key."""
    return RESULTS.get(result, result)


def results(call: Call) -> tuple[tuple[str, str, str], ...]:
    """Line, result and the patient's words of what a call went over again."""
    found = []
    for prompt_id, script, prompt in call.prompts():
        said = call.said(prompt_id)
        if script.key == AGENDA and said is not None and said.answer in _KEYS:
            found.append((prompt.key, _KEYS[said.answer], said.text))
    return tuple(found)
