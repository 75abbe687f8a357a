"""What a current care plan needs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.care_plan import PlanContent, missing, status

COMPLETE = PlanContent(
    problems=2,
    problems_with_goal=1,
    goals_without_measure=0,
    interventions=1,
    review_on="2027-01-14",
    conflicts=0,
)


def test_a_complete_plan_is_current() -> None:
    assert (missing(COMPLETE), status(COMPLETE)) == ((), "current")


@pytest.mark.parametrize(
    ("lack", "words"),
    [
        ({"problems": 0}, "a problem"),
        ({"problems_with_goal": 0}, "a goal for a problem"),
        ({"goals_without_measure": 1}, "a measure or target for every goal"),
        ({"interventions": 0}, "an intervention"),
        ({"review_on": ""}, "a review date"),
        ({"conflicts": 1}, "a decision on changes made at the same time"),
    ],
)
def test_whatever_is_missing_is_named_and_makes_a_draft(lack: dict[str, object], words: str) -> None:
    plan = replace(COMPLETE, **lack)  # type: ignore[arg-type]
    assert (missing(plan), status(plan)) == ((words,), "draft")
