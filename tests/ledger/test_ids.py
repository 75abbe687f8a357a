"""Names for things: unique, and in the order of making."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import RFC_4122, UUID

import pytest

from ccm_desktop.ledger.ids import new_id

_MILLISECOND = 1_000_000


def _clock(monkeypatch: pytest.MonkeyPatch, readings: Iterator[int]) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: next(readings))


def test_it_is_a_uuid_of_version_7_that_tells_the_millisecond() -> None:
    before = time.time_ns() // _MILLISECOND
    made = UUID(new_id())
    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= before + 60_000


@pytest.mark.parametrize("step", [0, 1, -1, -_MILLISECOND, -86_400_000 * _MILLISECOND])
def test_what_is_made_later_comes_later_though_the_clock_stands_or_goes_back(
    monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    began = time.time_ns()
    _clock(monkeypatch, (began + n * step for n in range(10_000)))
    made = [new_id() for _ in range(5_000)]  # more than there are fractions in a millisecond
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_two_threads_never_make_the_same() -> None:
    with ThreadPoolExecutor(8) as pool:
        parts = list(pool.map(lambda _: [new_id() for _ in range(500)], range(16)))
    assert all(part == sorted(part) for part in parts)
    assert len({one for part in parts for one in part}) == 16 * 500
