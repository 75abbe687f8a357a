"""Which looks belong to the review that is being made, and how it is told at its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ccm_desktop.domain.line_review import CHANGED, CLOSED, KEPT, PROGRESS, Look, last_of, of_this_pass, result

TODAY = date(2026, 11, 22)


def look(line: str, said: str = KEPT, after: str = "2026-10-05", days_ago: int = 0) -> Look:
    return Look(line, said, after, TODAY - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (look("a"), True),
        (look("a", days_ago=14), True),
        (look("a", days_ago=15), False),  # left two weeks ago: looked at again
        (look("a", after="2026-09-01"), False),  # of the review before the last
        (look("a", after=""), False),
    ],
)
def test_a_look_is_of_this_review_after_the_same_one_and_for_two_weeks(one: Look, counts: bool) -> None:
    assert of_this_pass([one], "2026-10-05", TODAY) == ((one,) if counts else ())


def test_the_first_review_follows_none() -> None:
    assert of_this_pass([look("a", after="")], "", TODAY) == (look("a", after=""),)


def test_what_was_said_last_of_a_line_holds() -> None:
    assert last_of([look("a"), look("b"), look("a", PROGRESS)]) == {"a": look("a", PROGRESS), "b": look("b")}


@pytest.mark.parametrize(
    ("said", "name", "no_change"),
    [
        ([KEPT], "Reviewed, 1 line looked at one by one on 11/22/2026: 1 kept",
         "1 line looked at one by one on 11/22/2026: 1 kept"),
        ([KEPT, PROGRESS, KEPT],
         "Reviewed, 3 lines looked at one by one on 11/22/2026: 2 kept, 1 with progress noted",
         "3 lines looked at one by one on 11/22/2026: 2 kept, 1 with progress noted"),
        ([KEPT, CHANGED], "Reviewed, 2 lines looked at one by one on 11/22/2026: 1 kept, 1 changed", ""),
        ([KEPT, CLOSED], "Reviewed, 2 lines looked at one by one on 11/22/2026: 1 kept, 1 closed", ""),
    ],
)  # fmt: skip
def test_a_review_says_in_figures_what_was_said_and_whether_it_changed_nothing(
    said: list[str], name: str, no_change: str
) -> None:
    assert result(said, TODAY) == (name, no_change)


def test_own_words_stand_after_the_figures() -> None:
    assert result([KEPT], TODAY, "With his daughter")[1].endswith(": 1 kept. With his daughter")
