"""Where a month stands on its thresholds: to the second, never rounded, and told once."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.billing.ladder import Ladder, Notice, ladder, notices, steps
from tests.domain.billing_samples import RULES, judge, work

STAFF = ((1200, "99490"), (2400, "99439"), (3600, "99439"))


def test_the_steps_are_those_of_the_rules() -> None:
    assert steps(RULES.staff, 0) == STAFF
    assert steps(RULES.staff, 9999) == STAFF
    assert steps(RULES.practitioner, 0) == ((1800, "99491"), (3600, "99437"), (5400, "99437"))
    assert steps(RULES.complex, 0) == ((3600, "99487"), (5400, "99489"), (7200, "99489"))
    assert steps(RULES.complex, 7200)[-1] == (9000, "99489")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0, 1079, ()),
        (1079, 1080, (Notice("near", 1200, "99490"),)),
        (1080, 1081, ()),
        (1199, 1200, (Notice("reached", 1200, "99490"),)),
        (1200, 1201, ()),
        (1000, 1300, (Notice("reached", 1200, "99490"),)),
        (3599, 3600, (Notice("reached", 3600, "99439"),)),
        (3600, 9999, ()),
    ],
)
def test_each_threshold_is_told_once_two_minutes_before_and_once_there(
    before: int, after: int, said: tuple[Notice, ...]
) -> None:
    assert notices(STAFF, before, after) == said


def test_past_the_last_there_is_no_further_code() -> None:
    assert Ladder(STAFF, 3720).next(3720) is None
    assert Ladder(STAFF, 1199).next(1199) == (1200, "99490")
    assert Ladder(STAFF, 1200).next(1200) == (2400, "99439")


def test_what_awaits_approval_or_its_note_waits_and_another_programme_is_nothing() -> None:
    start = 1791561600 + 30 * 60
    month = judge(
        work(600),
        work(300, start, "hand", source="manual", reviewed=False),
        work(900, start + 600, "rpm", program="RPM"),
    )
    found = ladder(month, 45)
    assert (found.counted, found.waiting) == (600, 345)
    assert found.steps == STAFF
