"""A call in progress: answers, what follows from them, and signs of danger."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.call import Call, Proposal
from ccm_desktop.domain.call_script import Answer, CallScript, FlagOutcome, Prompt, Protocol
from ccm_desktop.domain.errors import BadInput, Refusal

IDENTITY = Prompt("identity", "identity", "Name and date of birth?", "Identity", (
    Answer("y", "Match", "checked by two identifiers"), Answer("n", "No match", task="Check the number"),
))  # fmt: skip
WEIGHT = Prompt("weight", "choice", "Your weight?", "Weight", (
    Answer("s", "Steady"), Answer("g", "Gained", "5 lb gained", flag="fluid"),
    Answer("n", "No scale", task="Ask about a scale", task_in=2),
    Answer("u", "Up a little", escalate="same_day", target="nurse"),
))  # fmt: skip
WORDS = Prompt("words", "text", "Anything else?", "Own words")
OUTCOMES = (FlagOutcome("s", "Seen today", escalates=True), FlagOutcome("n", "Asked again: not there"))
FLUID = Protocol("fluid", "Fluid", ("Swelling",), ("Report it",), "same_day", "practitioner", OUTCOMES, "AHA")
SCRIPT = CallScript("heart", 1, "Heart", "monthly", (), "AHA", (IDENTITY, WEIGHT, WORDS))
CALL = Call((SCRIPT,), (FLUID,))


def test_answers_replace_one_another_and_can_be_taken_back() -> None:
    call = CALL.answer("heart/weight", "s").answer("heart/weight", "n")
    said = call.said("heart/weight")
    assert said is not None
    assert said.answer == "n"
    assert call.clear("heart/weight").given == ()
    assert CALL.given == ()


@pytest.mark.parametrize(("prompt", "key"), [("heart/weight", "z"), ("heart/weight", ""), ("heart/tea", "s")])
def test_what_cannot_be_answered_is_refused(prompt: str, key: str) -> None:
    with pytest.raises(BadInput):
        CALL.answer(prompt, key)


def test_words_alone_are_an_answer() -> None:
    call = CALL.answer("heart/words", "", "Misses her sister.")
    assert call.note() == "Heart: Own words: Misses her sister."


def test_skipping_is_told_and_no_answer() -> None:
    call = CALL.skip("heart/weight")
    assert call.note() == "1 prompt skipped."
    assert call.proposals() == ()


def test_answers_propose_tasks_and_escalations() -> None:
    assert CALL.answer("heart/weight", "n").proposals() == (
        Proposal("task", "heart/weight", "Ask about a scale", task_in=2),
    )
    assert CALL.answer("heart/weight", "u", "2 lb").proposals() == (
        Proposal("escalation", "heart/weight", "Weight: Up a little. 2 lb", level="same_day", target="nurse"),
    )


def test_identity_is_what_was_really_checked() -> None:
    assert CALL.identity == ""
    assert CALL.answer("heart/identity", "y").identity == "checked by two identifiers"
    assert CALL.answer("heart/identity", "n").identity == ""


class TestRedFlags:
    """They stay until somebody says how they were dealt with."""

    def test_an_answer_raises_one_and_taking_it_back_does_not_lower_it(self) -> None:
        call = CALL.answer("heart/weight", "g").answer("heart/weight", "s")
        assert call.open_flags == (FLUID,)

    def test_the_call_cannot_be_finished_while_one_is_open(self) -> None:
        call = CALL.raise_flag("fluid", "ankles")
        with pytest.raises(Refusal) as refused:
            call.require_finishable()
        assert refused.value.code == "red_flag_open"
        call.close_flag("fluid", "s").require_finishable()

    @pytest.mark.parametrize("outcome", ["", "x"])
    def test_it_cannot_be_closed_without_an_outcome(self, outcome: str) -> None:
        call = CALL.raise_flag("fluid")
        with pytest.raises(Refusal) as refused:
            call.close_flag("fluid", outcome)
        assert refused.value.code == "red_flag_outcome_missing"
        assert call.open_flags == (FLUID,)

    def test_only_what_came_up_is_closed_and_only_what_exists_comes_up(self) -> None:
        with pytest.raises(BadInput):
            CALL.close_flag("fluid", "s")
        with pytest.raises(BadInput):
            CALL.raise_flag("fire")

    def test_raising_twice_is_raising_once(self) -> None:
        assert CALL.raise_flag("fluid", "first").raise_flag("fluid", "second").flags[0].note == "first"

    def test_flags_stand_first_in_the_note(self) -> None:
        call = CALL.answer("heart/identity", "y").answer("heart/weight", "g", "171 lb")
        call = call.close_flag("fluid", "s", "ankles swollen")
        assert call.note() == (
            "Red flag, fluid: ankles swollen; Seen today.\n"
            "Heart: Identity: checked by two identifiers. Weight: 5 lb gained; 171 lb."
        )
