"""Which consent holds, and what one must contain."""

from __future__ import annotations

from itertools import permutations

import pytest

from ccm_desktop.domain.consent import (
    ELEMENTS,
    Answer,
    Standing,
    check,
    check_moment,
    check_withdrawal,
    standing,
)
from ccm_desktop.domain.errors import Problem, Refusal

GIVEN = Answer("given", 100, practitioner="reyes")
DECLINED = Answer("declined", 200, practitioner="reyes")


def a_check(**changed: object) -> None:
    values: dict[str, object] = {
        "answer": "given", "at": 100, "method": "verbal", "elements": tuple(ELEMENTS),
        "practitioner": "reyes", "obtained_by": "ortiz", "now": 100,
    }  # fmt: skip
    check(**{**values, **changed})  # type: ignore[arg-type]


def test_nobody_asked_is_no_consent() -> None:
    assert standing((), ()).status == "none"


def test_a_given_consent_holds() -> None:
    assert standing([GIVEN], ()) == Standing(GIVEN)


def test_a_later_refusal_holds_over_an_earlier_consent() -> None:
    assert standing([GIVEN, DECLINED], ()).status == "declined"


def test_a_consent_after_a_refusal_holds() -> None:
    later = Answer("given", 300, practitioner="reyes")
    assert standing([DECLINED, later], ()).answer == later


def test_a_withdrawal_ends_the_consent_and_keeps_both_instants() -> None:
    found = standing([GIVEN], [150])
    assert (found.status, found.answer, found.revoked_at) == ("revoked", GIVEN, 150)


def test_the_first_withdrawal_counts() -> None:
    assert standing([GIVEN], [180, 150]).revoked_at == 150


def test_a_withdrawal_before_the_consent_ends_nothing() -> None:
    assert standing([GIVEN], [99]) == Standing(GIVEN)


def test_consent_said_again_still_runs_from_its_first_day() -> None:
    again = Answer("given", 500, practitioner="reyes")
    assert standing([GIVEN, again], ()).answer == GIVEN


def test_consent_to_another_practitioner_is_a_new_one() -> None:
    other = Answer("given", 500, practitioner="chu")
    assert standing([GIVEN, other], ()).answer == other


def test_consent_after_a_withdrawal_begins_anew() -> None:
    again = Answer("given", 500, practitioner="reyes")
    assert standing([GIVEN, again], [150]) == Standing(again)


def test_a_correction_of_the_same_moment_replaces_what_was_typed_first() -> None:
    written = GIVEN._replace(method="written")
    assert standing([GIVEN._replace(method="verbal"), written], ()).answer == written


@pytest.mark.parametrize("answers", list(permutations([GIVEN, DECLINED._replace(at=GIVEN.at)])))
def test_of_answers_to_the_same_moment_the_refusal_holds(answers: tuple[Answer, ...]) -> None:
    assert standing(answers, ()).status == "declined"


def test_a_withdrawal_at_the_moment_of_the_consent_holds() -> None:
    assert standing([GIVEN], [GIVEN.at]).status == "revoked"


def test_what_is_said_after_the_month_does_not_change_the_month() -> None:
    assert standing([GIVEN, DECLINED], [150], before=150) == Standing(GIVEN)
    assert standing([GIVEN], [], before=100).status == "none"


def test_a_complete_consent_is_accepted() -> None:
    a_check()


def test_a_refusal_needs_no_elements() -> None:
    a_check(answer="declined", elements=())


@pytest.mark.parametrize("left_out", ELEMENTS)
def test_every_element_is_needed(left_out: str) -> None:
    told = [element for element in ELEMENTS if element != left_out]
    with pytest.raises(Refusal) as refused:
        a_check(elements=told)
    assert refused.value.code == "consent_incomplete"
    assert ELEMENTS[left_out] in refused.value.what


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"answer": "maybe"}, "consent_answer"),
        ({"method": "fax"}, "consent_method"),
        ({"elements": (*ELEMENTS, "weather")}, "consent_element"),
        ({"practitioner": ""}, "consent_practitioner"),
        ({"obtained_by": ""}, "consent_obtained_by"),
        ({"at": 161}, "consent_in_future"),
    ],
)
def test_a_consent_with_a_gap_names_the_gap(changed: dict[str, object], code: str) -> None:
    with pytest.raises(Problem) as refused:
        a_check(**changed)
    assert refused.value.code == code
    assert refused.value.next_step


def test_a_clock_a_minute_ahead_is_forgiven() -> None:
    a_check(at=160, now=100)


def test_consent_at_the_moment_of_a_refusal_is_refused_aloud() -> None:
    with pytest.raises(Refusal, match="same moment"):
        check_moment(Standing(DECLINED), 200)
    with pytest.raises(Refusal, match="same moment"):
        check_moment(Standing(GIVEN, 150), 150)
    check_moment(Standing(DECLINED), 201)
    check_moment(Standing(GIVEN), 100)
    check_moment(Standing(), 100)


@pytest.mark.parametrize(
    ("found", "at", "code"),
    [
        (Standing(GIVEN), 99, "revocation_before_consent"),
        (Standing(GIVEN), 1061, "revocation_in_future"),
        (Standing(), 500, "consent_not_given"),
        (Standing(DECLINED), 500, "consent_not_given"),
        (Standing(GIVEN, 150), 500, "consent_not_given"),
    ],
)
def test_a_withdrawal_must_end_a_consent(found: Standing, at: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_withdrawal(found, at, now=1000)
    assert refused.value.code == code
