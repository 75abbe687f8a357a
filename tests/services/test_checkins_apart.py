"""Check-ins of a patient on two computers that meet later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.services.forms import CheckinSchedule
from tests.services import test_exchange
from tests.services.conftest import Demo
from tests.services.test_exchange import PATIENT, Two

template, two = test_exchange.template, test_exchange.two

WEEKLY = CheckinSchedule(7, "2026-10-14")
DAILY = CheckinSchedule(1, "2026-10-14")
ENDED = CheckinSchedule(0, why="Asked to end it")
PAUSED = CheckinSchedule(1, "2026-10-14", True, "In hospital")


def say(demo: Demo, value: CheckinSchedule) -> None:
    demo.office.checkins.plan(replace(demo.office.checkins.sheet(PATIENT[0]).schedule, value=value))


@pytest.mark.parametrize(
    ("here", "there", "every"), [(DAILY, ENDED, 1), (ENDED, DAILY, 1), (WEEKLY, PAUSED, 7), (PAUSED, DAILY, 1)]
)
def test_a_rhythm_that_was_said_differently_never_falls_silent(
    two: Two, here: CheckinSchedule, there: CheckinSchedule, every: int
) -> None:
    say(two.a, CheckinSchedule(14, "2026-10-14"))
    two.both_ways()
    say(two.a, here)
    two.b.clock.advance(60)
    say(two.b, there)
    two.both_ways()
    for demo in (two.a, two.b):
        assert [(one.every_days, one.state) for one in demo.office.checkins.due(later=True)] == [(every, "due")]
        due = demo.office.checkins.sheet(PATIENT[0]).due
        assert due is not None
        assert due.every_days == every


def test_a_rhythm_that_both_ended_asks_nobody(two: Two) -> None:
    say(two.a, WEEKLY)
    two.both_ways()
    say(two.a, ENDED)
    say(two.b, replace(ENDED, why="Moved away"))
    two.both_ways()
    assert [demo.office.checkins.due(later=True) for demo in (two.a, two.b)] == [(), ()]
