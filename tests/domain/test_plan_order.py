"""Positions of lines: whatever is moved stands where it was put, and what is new stands last."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.plan_order import moved


@given(st.integers(1, 8), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
def test_every_move_arrives_and_a_new_line_stands_last(count: int, moves: list[tuple[int, int]]) -> None:
    lines = [(0.0, number) for number in range(count)]  # position, and the order in which they were made
    for at, to in ((a % count, b % count) for a, b in moves):
        wanted = [number for _, number in lines]
        wanted.insert(to, wanted.pop(at))
        new = moved([place for place, _ in lines], at, to)
        lines = sorted((new.get(n, place), number) for n, (place, number) in enumerate(lines))
        assert [number for _, number in lines] == wanted
        assert max(place for place, _ in lines) <= 0


def test_a_line_between_two_others_changes_alone() -> None:
    assert moved([-2.0, -1.0, 0.0], 2, 1) == {2: -1.5}
    assert moved([-2.0, -1.0, 0.0], 2, 0) == {2: -3.0}
    assert moved([0.0, 0.0], 1, 1) == {}
