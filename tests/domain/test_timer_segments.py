"""Arithmetic of timed seconds."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.timer.gaps import gap
from ccm_desktop.domain.timer.segments import (
    by_days,
    days,
    joined,
    kept_seconds,
    renamed_if_short,
    total,
    with_kept,
    without,
)

CALL, PLAN = "call_patient", "care_plan"


def test_neighbours_under_one_activity_become_one() -> None:
    assert joined([(10, 20, CALL), (0, 10, CALL), (20, 20, PLAN), (20, 25, PLAN), (26, 30, PLAN)]) == (
        (0, 20, CALL),
        (20, 25, PLAN),
        (26, 30, PLAN),
    )


def test_a_span_is_taken_out_of_the_middle() -> None:
    assert without([(0, 10, CALL), (10, 20, PLAN)], 8, 12) == ((0, 8, CALL), (12, 20, PLAN))


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        (((0, 9, CALL),), ((0, 9, PLAN),)),
        (((0, 10, CALL),), ((0, 10, CALL),)),
        (((0, 50, PLAN), (50, 59, CALL)), ((0, 59, PLAN),)),
        (((0, 5, CALL), (20, 59, CALL)), ((0, 5, CALL), (20, 59, CALL))),
    ],
)
def test_a_slip_of_seconds_takes_the_activity_that_follows(
    segments: tuple[tuple[int, int, str], ...], expected: tuple[tuple[int, int, str], ...]
) -> None:
    assert renamed_if_short(segments, segments[-1][1], PLAN) == expected


def at(zone: str, *parts: int, fold: int = 0) -> int:
    return to_epoch(datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold))  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("zone", "start", "end", "lengths"),
    [
        ("America/New_York", (2026, 10, 31, 23, 50), (2026, 11, 1, 0, 20), [600, 1200]),  # a month ends
        ("America/New_York", (2026, 11, 1, 0, 0), (2026, 11, 2, 0, 0), [25 * 3600]),  # clocks go back
        ("America/New_York", (2026, 3, 7, 23, 0), (2026, 3, 8, 4, 0), [3600, 3 * 3600]),  # and forward
        ("America/Santiago", (2026, 9, 5, 23, 0), (2026, 9, 6, 2, 0), [3600, 3600]),  # a midnight that is skipped
        ("Asia/Kolkata", (2028, 2, 28, 23, 30), (2028, 3, 1, 0, 15), [1800, 86400, 900]),  # half an hour, 29 February
        ("Asia/Beirut", (2026, 10, 24, 22, 0), (2026, 10, 25, 1, 0), [3 * 3600, 3600]),  # 23:00 comes twice
        ("America/New_York", (2026, 10, 5, 9, 0), (2026, 10, 5, 9, 0), []),
    ],
)
def test_days_end_at_the_practices_midnight(
    zone: str, start: tuple[int, ...], end: tuple[int, ...], lengths: list[int]
) -> None:
    pieces = by_days(at(zone, *start), at(zone, *end), ZoneInfo(zone))
    assert [b - a for a, b in pieces] == lengths


def test_a_start_in_the_hour_repeated_before_midnight_ends() -> None:
    zone = "America/St_Johns"  # until 2011 its clocks went back at a minute past midnight
    start = at(zone, 2010, 11, 6, 23, 30, fold=1)
    pieces = by_days(start, start + 86_400, ZoneInfo(zone))
    assert sum(b - a for a, b in pieces) == 86_400


@given(st.integers(0, 2**32), st.integers(0, 400_000), st.sampled_from(["America/New_York", "America/Santiago",
       "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]))  # fmt: skip
def test_days_lose_no_second(start: int, length: int, zone: str) -> None:
    pieces = by_days(start, start + length, ZoneInfo(zone))
    assert sum(b - a for a, b in pieces) == length
    assert all(b > a for a, b in pieces)
    assert [a for a, _ in pieces[1:]] == [b for _, b in pieces[:-1]]


def test_kept_seconds_count_once() -> None:
    gaps = (gap("lock", 10, 100, CALL, "kept"), gap("stall", 20, 50, CALL, "kept"), gap("away", 200, 300, CALL))
    assert kept_seconds(gaps, 0, 400) == 90
    assert kept_seconds(gaps, 50, 60) == 10
    assert kept_seconds(gaps, 95, 250) == 5


def test_answers_put_time_in_and_take_it_out() -> None:
    work = ((0, 100, PLAN), (200, 300, PLAN))
    hole = gap("away", 100, 200, PLAN, "kept")
    kept = with_kept(work, [hole])
    assert kept == ((0, 300, PLAN),)
    assert with_kept(kept, [gap("away", 100, 200, PLAN, "removed")]) == work
    assert total(with_kept(work, [gap("away", 100, 200, PLAN, "split"), gap("away", 100, 130, CALL, "kept")])) == 230


def test_work_over_the_end_of_a_month_belongs_to_two_days() -> None:
    zone = ZoneInfo("America/New_York")
    first = at(zone.key, 2026, 11, 30, 23, 50)
    segments = [(first, first + 400, CALL), (first + 500, first + 785, PLAN)]  # midnight is 600 seconds after the start
    assert days(segments, zone) == ((date(2026, 11, 30), 500), (date(2026, 12, 1), 185))
