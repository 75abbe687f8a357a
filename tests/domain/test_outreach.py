"""How the practice keeps trying, and when patients answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ccm_desktop.domain import outreach
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.outreach import OutreachRules, Tried, best_hours, next_step
from ccm_desktop.domain.workdays import federal_holidays, is_workday, workdays_after

RULES = OutreachRules()
WEDNESDAY = date(2026, 10, 14)


def tried(*outcomes: str, on: date = WEDNESDAY, channel: str = "phone") -> tuple[Tried, ...]:
    return tuple(Tried(on, channel, outcome) for outcome in outcomes)


def test_nothing_is_next_before_anything_failed() -> None:
    step = next_step(RULES, (), WEDNESDAY)
    assert (step.key, step.failed, step.channel, step.due, step.words) == ("none", 0, "phone", None, "")


def test_an_attempt_sets_the_next_after_the_interval() -> None:
    step = next_step(RULES, tried("voicemail"), WEDNESDAY)
    assert (step.key, step.channel, step.due) == ("attempt", "phone", date(2026, 10, 16))
    assert step.words == "Attempt 2 of 3: phone, due Fri Oct 16."


def test_the_ladder_moves_one_channel_an_attempt() -> None:
    step = next_step(RULES, tried("voicemail", "no_answer"), WEDNESDAY)
    assert step.channel == "message"


def test_a_channel_that_the_patient_forbids_is_passed_over() -> None:
    step = next_step(RULES, tried("voicemail", "no_answer"), WEDNESDAY, {"message"})
    assert step.channel == "phone"
    only = replace(RULES, channels=("message",))
    assert next_step(only, tried("voicemail"), WEDNESDAY, {"message"}).channel == "phone"


def test_weekends_and_federal_holidays_are_skipped() -> None:
    friday = date(2026, 11, 20)
    assert next_step(RULES, tried("no_answer", on=friday), friday).due == date(2026, 11, 24)
    before_thanksgiving = date(2026, 11, 25)
    one = replace(RULES, interval=1)
    assert next_step(one, tried("no_answer", on=before_thanksgiving), before_thanksgiving).due == date(2026, 11, 27)


def test_a_next_attempt_is_never_due_in_the_past() -> None:
    assert next_step(RULES, tried("no_answer", on=date(2026, 10, 1)), WEDNESDAY).due == WEDNESDAY
    saturday = date(2026, 10, 17)
    assert next_step(RULES, tried("no_answer", on=date(2026, 10, 1)), saturday).due == date(2026, 10, 19)


def test_busy_and_call_later_is_an_answer_and_no_attempt() -> None:
    assert next_step(RULES, tried("busy"), WEDNESDAY).key == "none"
    assert next_step(RULES, tried("no_answer", "no_answer", "busy", "no_answer"), WEDNESDAY).failed == 1


@pytest.mark.parametrize("answer", ["reached", "caregiver", "busy"])
def test_an_answer_ends_the_series(answer: str) -> None:
    assert next_step(RULES, tried("no_answer", "no_answer", "voicemail", answer), WEDNESDAY).key == "none"
    assert outreach.failed_since_answered(("no_answer", answer, "voicemail")) == 1


def test_the_last_allowed_attempt_ends_the_trying() -> None:
    step = next_step(RULES, tried("no_answer", "no_answer", "voicemail"), WEDNESDAY)
    assert (step.key, step.due, step.letter, step.in_person) == ("unreachable", None, True, True)
    assert step.words == "Unable to reach after 3 attempts. Next: send a letter and speak at the next visit."
    assert next_step(replace(RULES, attempts=4), tried("no_answer", "no_answer", "voicemail"), WEDNESDAY).due


def test_a_letter_that_went_out_is_not_asked_for_again() -> None:
    found = (*tried("no_answer", channel="letter"), *tried("no_answer", "voicemail"))
    step = next_step(replace(RULES, in_person=False), found, WEDNESDAY)
    assert (step.key, step.letter, step.in_person) == ("unreachable", False, False)
    assert step.words == "Unable to reach after 3 attempts."


def test_a_wrong_number_is_said() -> None:
    assert "number was wrong" in next_step(RULES, tried("wrong_number"), WEDNESDAY).words


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"attempts": 0}, "attempts_out_of_range"),
        ({"attempts": 10}, "attempts_out_of_range"),
        ({"interval": -1}, "interval_out_of_range"),
        ({"interval": 21}, "interval_out_of_range"),
        ({"channels": ()}, "channel_unknown"),
        ({"channels": ("pigeon",)}, "channel_unknown"),
    ],
)
def test_a_policy_that_cannot_be_followed_is_refused(changed: dict[str, object], code: str) -> None:
    outreach.check(RULES)
    with pytest.raises(BadInput) as refused:
        outreach.check(replace(RULES, **changed))  # type: ignore[arg-type]
    assert refused.value.code == code


class TestBestHours:
    """Said with its counts, or not at all."""

    @staticmethod
    def calls(hour: int, *outcomes: str) -> list[tuple[datetime, str]]:
        return [(datetime(2026, 9, day + 1, hour, 30), outcome) for day, outcome in enumerate(outcomes)]  # noqa: DTZ001

    def test_best_and_worst_window_with_their_counts(self) -> None:
        found = best_hours([
            *self.calls(9, "reached", "reached", "busy"), *self.calls(10, "caregiver", "no_answer", "reached"),
            *self.calls(15, "no_answer", "voicemail"), *self.calls(17, "no_answer", "no_answer"),
        ])  # fmt: skip
        assert found is not None
        assert found.words == "Reached 5 of 6 times between 9 and 11 AM; 0 of 4 after 3 PM."

    def test_five_calls_are_too_few(self) -> None:
        five = self.calls(9, "reached", "reached", "reached", "reached", "reached")
        assert best_hours(five) is None
        six = best_hours([*five, *self.calls(12, "no_answer")])
        assert six is not None
        assert six.words == "Reached 5 of 5 times between 9 and 11 AM."

    def test_two_calls_in_a_window_say_nothing_of_it(self) -> None:
        assert best_hours([*self.calls(9, "reached", "reached"), *self.calls(12, *["no_answer"] * 6)]) is None

    def test_a_patient_who_hardly_answers_has_no_best_hours(self) -> None:
        assert best_hours(self.calls(9, "reached", *["no_answer"] * 6)) is None

    def test_the_hours_border_at_the_full_hour(self) -> None:
        early = [(datetime(2026, 9, day, 10, 59), "reached") for day in range(1, 4)]  # noqa: DTZ001
        late = [(datetime(2026, 9, day, 11, 0), "no_answer") for day in range(1, 4)]  # noqa: DTZ001
        found = best_hours([*early, *late])
        assert found is not None
        assert found.words == "Reached 3 of 3 times between 9 and 11 AM; 0 of 3 between 11 AM and 1 PM."


class TestWorkdays:
    """Federal holidays as the law names them; dates from the calendar of the Office of Personnel Management."""

    def test_the_eleven_holidays_of_2026(self) -> None:
        assert sorted(federal_holidays(2026)) == [
            date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
            date(2026, 7, 3), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26),
            date(2026, 12, 25),
        ]  # fmt: skip

    def test_a_new_year_on_a_saturday_is_kept_in_the_old_year(self) -> None:
        assert date(2021, 12, 31) in federal_holidays(2021)
        assert date(2022, 1, 1) not in federal_holidays(2022)
        assert not is_workday(date(2021, 12, 31))

    def test_counting(self) -> None:
        friday = date(2026, 10, 16)
        assert workdays_after(friday, 0) == friday
        assert workdays_after(date(2026, 10, 17), 0) == date(2026, 10, 19)
        assert workdays_after(friday, 1) == date(2026, 10, 19)
        with pytest.raises(ValueError, match="forwards"):
            workdays_after(friday, -1)
