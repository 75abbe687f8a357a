"""Check-ins: days of a rhythm across month ends and clock changes, and colors, against the plain words of the rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain import checkins as rules
from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.checkins import GENERAL, Question

CALL = Question("a", "Ankles swell", "Call us", "call")
TODAY = Question("b", "Weight up 3 lb", "Call us the same day", "same_day")
NOW = Question("c", "Chest pain", "Call 911", "emergency")
PLAN = (CALL, TODAY, NOW, *GENERAL)
ALL_NO = {one.key: "no" for one in PLAN}
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
RHYTHMS = st.integers(1, 90)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({}, "green"),
        ({"a": "little"}, "amber"),
        ({"b": "little"}, "red"),
        ({"c": "yes"}, "red"),
        ({"worse": "yes"}, "amber"),
        ({"medicine": "little"}, "amber"),
        ({"new": "yes"}, "amber"),
        ({"a": "yes", "c": "little"}, "red"),
    ],
)
def test_colors(said: dict[str, str], level: str) -> None:
    assert rules.score(PLAN, {**ALL_NO, **said}).level == level


def test_what_is_not_answered_is_never_green() -> None:
    answers = dict(ALL_NO)
    del answers["worse"]
    found = rules.score(PLAN, answers)
    assert (found.level, found.unanswered, found.words) == ("incomplete", 1, "Incomplete, 1 not answered")
    assert rules.score(PLAN, {**answers, "a": "yes"}).words == "Amber, 1 not answered"
    assert rules.score(PLAN, {}).level == "incomplete"


def test_an_urgency_that_is_not_known_does_not_wait() -> None:
    assert rules.score([Question("x", "New", "", "within_the_hour")], {"x": "little"}).level == "red"


SAID = st.fixed_dictionaries({}, optional={one.key: st.sampled_from(["no", "little", "yes"]) for one in PLAN})


@given(SAID)
def test_the_color_follows_from_the_rule_in_words(said: dict[str, str]) -> None:
    there = {key for key, answer in said.items() if answer != "no"}
    if there & {"b", "c"}:
        expected = "red"
    elif there:
        expected = "amber"
    elif len(said) < len(PLAN):
        expected = "incomplete"
    else:
        expected = "green"
    found = rules.score(PLAN, said)
    assert found.level == expected
    assert {one.key for one in found.present} == there
    assert found.unanswered == len(PLAN) - len(said)


@given(SAID, st.sampled_from([one.key for one in PLAN]))
def test_to_answer_no_never_makes_it_more_pressing(said: dict[str, str], key: str) -> None:
    order = list(rules.LEVELS)
    before, after = rules.score(PLAN, said).level, rules.score(PLAN, {**said, key: "no"}).level
    assert order.index(after) >= order.index(before) or before == "incomplete"


def test_a_plan_that_changed_while_it_was_asked() -> None:
    """As pressing as it was or is; what is new in the plan was not answered."""
    asked = (CALL, TODAY)
    current = (Question("a", "Ankles swell a lot", "Call 911", "emergency"), NOW)
    found = rules.merged(asked, current)
    assert [(one.key, one.ask, one.urgency) for one in found] == [
        ("a", "Ankles swell", "emergency"), ("b", "Weight up 3 lb", "same_day"), ("c", "Chest pain", "emergency"),
    ]  # fmt: skip
    milder = (Question("b", "Weight up 3 lb", "Call us", "call"),)
    assert rules.merged((TODAY,), milder) == (TODAY,)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Yes", "yes"), (" y ", "yes"), ("Sí", "yes"), ("No", "no"), ("A  little", "little"), ("Un poco", "little"),
     ("L", "little"), ("maybe", ""), ("", "")],
)  # fmt: skip
def test_answers_as_people_write_them(text: str, key: str) -> None:
    assert rules.answer_of(text) == key


@pytest.mark.parametrize(
    ("level", "on", "due"),
    [
        ("red", date(2026, 10, 17), date(2026, 10, 17)),  # a Saturday
        ("amber", date(2026, 10, 16), date(2026, 10, 20)),  # Friday: over the weekend
        ("amber", date(2026, 11, 25), date(2026, 11, 30)),  # over Thanksgiving
    ],
)
def test_by_when_somebody_sees_to_it(level: str, on: date, due: date) -> None:
    assert rules.work_due(level, on) == due


def test_the_work_says_what_the_plan_says_and_fits_a_list() -> None:
    found = rules.score(PLAN, {"a": "yes", "b": "little"})
    assert rules.work_words(found) == (
        "Red check-in: Weight up 3 lb → Call us the same day; Ankles swell → Call us"
    )  # fmt: skip
    long = Question("z", "word " * 200, "", "call")
    assert len(rules.work_words(rules.score([long], {"z": "yes"}))) <= 300


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"b": "little"}, "Check-in: Weight up 3 lb"),
        ({"a": "yes"}, "Check-in: Ankles swell"),
        ({"a": "little"}, ""),
        ({"worse": "yes"}, "Check-in: Do you feel worse than last time?"),
        ({"medicine": "yes", "new": "yes"}, ""),
    ],
)
def test_what_asks_for_a_review_of_the_plan(said: dict[str, str], words: str) -> None:
    answers = {**ALL_NO, **said}
    assert rules.asks_review(rules.score(PLAN, answers), answers) == words


@pytest.mark.parametrize(
    ("every", "first", "answered", "due"),
    [
        (7, "2026-10-19", "", "2026-10-19"),
        (7, "2026-10-19", "2026-10-15", "2026-10-19"),
        (7, "2026-10-19", "2026-10-16", "2026-10-26"),  # three days before it
        (7, "2026-10-19", "2026-10-19", "2026-10-26"),
        (7, "2026-10-19", "2026-10-22", "2026-10-26"),  # late
        (14, "2026-10-26", "2026-10-26", "2026-11-09"),  # over the end of daylight saving, November 1
        (7, "2026-03-02", "2026-03-02", "2026-03-09"),  # over its beginning, March 8
        (1, "2026-01-31", "2026-01-31", "2026-02-01"),
        (30, "2026-01-31", "2026-01-31", "2026-03-02"),
        (1, "2028-02-28", "2028-02-28", "2028-02-29"),
        (2, "2026-12-31", "2026-12-31", "2027-01-02"),
    ],
)
def test_the_next_day(every: int, first: str, answered: str, due: str) -> None:
    assert rules.next_due(every, date.fromisoformat(first), answered).isoformat() == due


@given(RHYTHMS, DAYS, DAYS)
def test_the_next_day_is_the_first_of_the_rhythm_that_was_not_answered_for(
    every: int, first: date, done: date
) -> None:  # fmt: skip
    day = first
    while 2 * (day - done).days < every:  # counted one by one
        day += timedelta(days=every)
    assert rules.next_due(every, first, done.isoformat()) == day


@given(RHYTHMS, DAYS, st.integers(0, 300))
def test_how_many_days_were_missed_is_counted_one_by_one(every: int, due: date, later: int) -> None:
    today = due + timedelta(days=later)
    day, count = due, 0
    while day < today:
        count, day = count + 1, day + timedelta(days=every)
    assert rules.missed(every, due, today) == count
    assert rules.missed(every, today, due) == 0


@given(RHYTHMS, DAYS, DAYS)
def test_after_a_pause_the_rhythm_goes_on_at_its_own_days(every: int, first: date, today: date) -> None:
    day = rules.again_from(every, first, today)
    assert day >= max(first, today)
    assert (day - first).days % every == 0
    assert day == first or (day - today).days < every


@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("2026-11-01T03:59:59", "later"),  # 11:59 PM of October 31 in New York
        ("2026-11-01T04:00:00", "due"),
        ("2026-11-02T04:59:59", "due"),  # a day of 25 hours
        ("2026-11-02T05:00:00", "overdue"),
    ],
)
def test_a_day_is_the_practice_s_own_when_clocks_change(at: str, state: str) -> None:
    today = local_day(datetime.fromisoformat(at).replace(tzinfo=UTC), ZoneInfo("America/New_York"))
    assert rules.state(date(2026, 11, 1), today) == state
