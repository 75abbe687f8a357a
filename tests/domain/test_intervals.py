"""Stretches of time: nothing is lost, nothing is twice, and shares are the whole to the second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.intervals import Span, equal_shares, lay_out, overlaps, union, without
from ccm_desktop.domain.workday import LEAST_SECONDS, unassigned

SPANS = st.tuples(st.integers(0, 400), st.integers(1, 200)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def seconds(*spans: Span) -> list[int]:
    return [second for start, end in spans for second in range(start, end)]


@given(SPANS, st.lists(SPANS, max_size=5))
def test_what_is_left_is_what_nobody_took(span: Span, taken: list[Span]) -> None:
    assert seconds(*without(span, *taken)) == [s for s in seconds(span) if s not in set(seconds(*taken))]


@given(st.lists(SPANS, max_size=6))
def test_a_union_has_each_second_once(spans: list[Span]) -> None:
    assert seconds(*union(spans)) == sorted(set(seconds(*spans)))


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_equal_shares_are_the_whole_and_nearly_equal(total: int, count: int) -> None:
    shares = equal_shares(total, count)
    assert (len(shares), sum(shares)) == (count, total)
    assert max(shares) - min(shares) <= 1


@given(st.integers(0, 10**9), st.lists(st.integers(1, 3600), min_size=1, max_size=12))
def test_group_work_is_the_real_time_and_no_second_is_on_two_patients(start: int, shares: list[int]) -> None:
    real = (start, start + sum(shares))
    spans = lay_out(real, shares)
    assert [end - begun for begun, end in spans] == shares
    assert union(spans) == (real,)
    assert not any(overlaps(a, b) for n, a in enumerate(spans) for b in spans[n + 1 :])


@pytest.mark.parametrize(
    ("shares", "code"),
    [((300, 299), "shares_do_not_add_up"), ((300, 301), "shares_do_not_add_up"), ((600, 0), "share_empty"),
     ((-1, 601), "share_empty")],
)  # fmt: skip
def test_shares_that_are_not_the_whole_are_refused(shares: tuple[int, ...], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        lay_out((1000, 1600), shares)
    assert caught.value.code == code


HOUR = 3600


@pytest.mark.parametrize(
    ("seen", "timed", "dismissed", "left"),
    [
        ([(0, HOUR)], [], [], [(0, HOUR)]),
        ([(0, HOUR)], [(600, 1200)], [], [(0, 600), (1200, HOUR)]),
        ([(0, HOUR)], [(600, 1200)], [(1200, HOUR)], [(0, 600)]),
        ([], [(0, 600), (1200, 1800)], [], [(600, 1200)]),
        ([], [(0, 600), (600 + 1201, HOUR)], [], []),
        ([(0, LEAST_SECONDS - 1)], [], [], []),
        ([(0, LEAST_SECONDS)], [], [], [(0, LEAST_SECONDS)]),
    ],
)
def test_work_on_no_patient_is_what_was_seen_or_lies_between(
    seen: list[Span], timed: list[Span], dismissed: list[Span], left: list[Span]
) -> None:
    assert list(unassigned(seen, timed, dismissed)) == left


@given(st.lists(SPANS, max_size=4), st.lists(SPANS, max_size=4), st.lists(SPANS, max_size=3))
def test_nothing_is_offered_that_is_on_a_patient_or_was_dismissed(
    seen: list[Span], timed: list[Span], dismissed: list[Span]
) -> None:
    offered = set(seconds(*unassigned(seen, timed, dismissed)))
    assert offered.isdisjoint(seconds(*timed, *dismissed))
