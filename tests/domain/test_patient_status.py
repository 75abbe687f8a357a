"""The chip of the panel: the first rule of ux.md 6.4 that matches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.patient_status import Standing, chip

QUIET = Standing(
    program_status="enrolled",
    is_timed=False,
    blocked_by="",
    note_due_seconds=0,
    codes=(),
    is_complex=False,
    counted_seconds=0,
    short_by_seconds=1200,
    threshold_seconds=1200,
    first_threshold_seconds=1200,
    attempts=0,
    workdays_left=15,
    call_is_due=False,
)
IN_ORDER: list[tuple[dict[str, object], str, str]] = [
    ({"is_timed": True}, "running", "Timer on"),
    ({"blocked_by": "consent"}, "blocked", "Blocked: consent"),
    ({"note_due_seconds": 190}, "note_due", "Note due 3:10"),
    ({"codes": ("99487",), "is_complex": True}, "complex", "Complex 99487"),
    ({"codes": ("99490", "99439")}, "billable", "Billable 99490 + 99439"),
    ({"counted_seconds": 1175, "short_by_seconds": 25}, "close", "0:25 to 20"),
    ({"attempts": 3}, "unreachable", "Unable to reach · 3"),
    ({"workdays_left": 5}, "at_risk", "At risk · 5 days"),
    ({"call_is_due": True}, "call_due", "Call due"),
    ({"counted_seconds": 300}, "in_progress", "In progress"),
    ({}, "not_started", "Not started"),
]


@pytest.mark.parametrize(("changed", "key", "text"), IN_ORDER)
def test_each_state_has_its_chip(changed: dict[str, object], key: str, text: str) -> None:
    found = chip(replace(QUIET, **changed))  # type: ignore[arg-type]
    assert (found.key, found.text) == (key, text)
    assert found.icon
    assert found.spoken


@pytest.mark.parametrize("place", range(4))
def test_what_needs_somebody_now_stands_before_what_is_earned(place: int) -> None:
    later: dict[str, object] = {
        "codes": ("99490",),
        "counted_seconds": 1300,
        "attempts": 3,
        "call_is_due": True,
    }
    changed, key, _ = IN_ORDER[place]
    assert chip(replace(QUIET, **{**later, **changed})).key == key  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("short", "key"), [(180, "close"), (181, "in_progress")], ids=["three minutes", "a second more"]
)
def test_close_means_three_minutes_or_less(short: int, key: str) -> None:
    assert chip(replace(QUIET, counted_seconds=1200 - short, short_by_seconds=short)).key == key


@pytest.mark.parametrize(
    ("counted", "days", "key"),
    [
        (300, 5, "at_risk"),
        (300, 6, "in_progress"),
        (0, 8, "at_risk"),
        (0, 9, "not_started"),
        (1200, 1, "in_progress"),
    ],
)
def test_risk_depends_on_the_workdays_left(counted: int, days: int, key: str) -> None:
    standing = replace(QUIET, counted_seconds=counted, workdays_left=days, short_by_seconds=1100)
    assert chip(standing).key == key


def test_one_day_is_one_day() -> None:
    assert chip(replace(QUIET, workdays_left=1)).text == "At risk · 1 day"


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("candidate", "Candidate"),
        ("not_eligible", "Not eligible"),
        ("declined", "Declined"),
        ("ended", "Ended"),
    ],
)
def test_outside_the_programme_only_that_is_said(status: str, text: str) -> None:
    assert chip(replace(QUIET, program_status=status, is_timed=True, codes=("99490",))).text == text
