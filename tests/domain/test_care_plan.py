"""What a current care plan needs, and what a month asks of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ccm_desktop.domain.care_plan import PlanContent, days_overdue, kept_status, missing, short_of_month, status

DUE = date(2027, 1, 14)
COMPLETE = PlanContent(
    problems=2,
    problems_with_goal=1,
    goals_without_measure=0,
    interventions=1,
    review_on=DUE.isoformat(),
    conflicts=0,
)
LACKS = [
    ({"problems": 0}, "a problem"),
    ({"problems_with_goal": 0}, "a goal for a problem"),
    ({"goals_without_measure": 1}, "a measure or target for every goal"),
    ({"interventions": 0}, "an intervention"),
    ({"review_on": ""}, "a review date"),
    ({"conflicts": 1}, "a decision on changes made at the same time"),
]


def standing(plan: PlanContent, unwritten: tuple[str, ...], today: date) -> str:
    return status(missing(plan, unwritten), plan.review_on, today)


def test_a_complete_plan_is_current_until_its_review_is_past() -> None:
    assert missing(COMPLETE, ()) == ()
    days = (DUE - timedelta(days=1), DUE, DUE + timedelta(days=1), DUE + timedelta(days=2516))
    assert [standing(COMPLETE, (), day) for day in days] == ["current", "current", "overdue", "overdue"]
    assert [days_overdue(DUE.isoformat(), day) for day in days] == [0, 0, 1, 2516]


def test_without_a_day_nothing_is_overdue() -> None:
    assert days_overdue("", DUE) == 0


@pytest.mark.parametrize(("lack", "words"), LACKS)
def test_whatever_is_missing_is_named_and_makes_a_draft(lack: dict[str, object], words: str) -> None:
    plan = replace(COMPLETE, **lack)  # type: ignore[arg-type]
    assert (missing(plan, ()), standing(plan, (), DUE)) == ((words,), "draft")


def test_a_required_section_without_a_word_makes_a_draft_and_keeps_no_month_from_resting_on_it() -> None:
    unwritten = ("Allergies", "After hours")
    assert missing(COMPLETE, unwritten) == ("the section Allergies", "the section After hours")
    assert standing(COMPLETE, unwritten, DUE) == "draft"
    assert (short_of_month(COMPLETE), kept_status(COMPLETE)) == ((), "current")


@pytest.mark.parametrize(("lack", "words"), LACKS)
def test_a_month_asks_for_what_no_plan_can_be_without(lack: dict[str, object], words: str) -> None:
    plan = replace(COMPLETE, **lack)  # type: ignore[arg-type]
    assert (short_of_month(plan), kept_status(plan)) == ((words,), "draft")
