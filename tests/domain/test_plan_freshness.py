"""Fresh, aging or stale: every figure at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ccm_desktop.domain.plan_freshness import AGING, FRESH, STALE, GoalFact, PlanFacts, freshness

TODAY = date(2026, 11, 21)
GOOD = PlanFacts(TODAY, TODAY, review_on="2027-02-19", lines=4)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def told(plan: PlanFacts) -> list[tuple[str, str]]:
    return [(reason.level, reason.words) for reason in freshness(plan).reasons]


def test_a_plan_of_today_is_fresh() -> None:
    assert (freshness(GOOD).level, freshness(GOOD).reasons, freshness(GOOD).words) == (FRESH, (), "Fresh")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (89, []),
        (90, [(AGING, "Neither changed nor reviewed for 90 days")]),
        (179, [(AGING, "Neither changed nor reviewed for 179 days")]),
        (180, [(STALE, "Neither changed nor reviewed for 180 days")]),
    ],
)
def test_a_plan_nobody_touches_grows_old(days: int, expected: list[tuple[str, str]]) -> None:
    assert told(replace(GOOD, changed_on=ago(days))) == expected


def test_a_review_without_a_change_keeps_it_fresh() -> None:
    assert told(replace(GOOD, changed_on=ago(300), reviewed_on=ago(10).isoformat())) == []


def test_a_review_dated_ahead_counts_as_of_today_only() -> None:
    assert told(replace(GOOD, changed_on=ago(300), reviewed_on="2027-05-01")) == []


@pytest.mark.parametrize(
    ("review_on", "expected"),
    [
        ("2026-11-21", []),
        ("2026-11-20", [(AGING, "Review overdue by 1 day")]),
        ("2026-10-23", [(AGING, "Review overdue by 29 days")]),
        ("2026-10-22", [(STALE, "Review overdue by 30 days")]),
        ("", [(AGING, "No day for the next review")]),
    ],
)
def test_a_review_is_overdue_from_the_day_after(review_on: str, expected: list[tuple[str, str]]) -> None:
    assert told(replace(GOOD, review_on=review_on)) == expected


@pytest.mark.parametrize(("lines", "level"), [(1, None), (2, AGING), (3, AGING), (4, STALE)])
def test_template_text_counts_from_half_of_the_plan(lines: int, level: str | None) -> None:
    words = f"{lines} of 4 goals and interventions are template text"
    assert told(replace(GOOD, template_lines=lines)) == ([(level, words)] if level else [])


def test_words_of_other_plans_count_from_half_of_the_plan() -> None:
    assert told(replace(GOOD, cloned_lines=1, cloned_patients=9)) == []
    assert told(replace(GOOD, cloned_lines=2, cloned_patients=1)) == [
        (AGING, "2 of 4 goals and interventions stand word for word in plans of 1 other patient")
    ]


def test_goals_past_their_day_and_without_progress_are_counted() -> None:
    goals = (
        GoalFact("2026-11-20", TODAY), GoalFact("2026-11-21", TODAY), GoalFact("", date(2026, 8, 21)),
        GoalFact("", date(2026, 8, 22)),
    )  # fmt: skip
    assert told(replace(GOOD, goals=goals)) == [
        (AGING, "1 goal past the day it was due"),
        (AGING, "1 goal without a word of progress for 3 months or more"),
    ]


def test_the_worst_reason_gives_the_level_and_comes_first() -> None:
    found = freshness(replace(GOOD, changed_on=ago(100), review_on="2026-01-01"))
    assert [reason.level for reason in found.reasons] == [STALE, AGING]
    assert (found.level, found.words) == (STALE, "Stale: 2 reasons")


def test_a_plan_that_was_never_saved_is_missing_not_stale() -> None:
    assert freshness(replace(GOOD, changed_on=None, review_on="2020-01-01")).reasons == ()
