"""Parting two entries: no way leaves a second in both, and none adds one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.overlap import settlements


def ways(earlier: tuple[int, int], later: tuple[int, int]) -> dict[str, tuple[object, object, int]]:
    return {w.key: (w.earlier, w.later, w.given_up_seconds) for w in settlements(earlier, later)}


def test_one_after_the_other_can_be_trimmed_on_either_side() -> None:
    assert ways((0, 100), (60, 150)) == {
        "trim_earlier": ((0, 60), (60, 150), 0),
        "trim_later": ((0, 100), (100, 150), 0),
        "all_to_earlier": ((0, 100), None, 50),
        "all_to_later": (None, (60, 150), 60),
    }


def test_one_within_the_other_cannot_be_what_is_left_of_itself() -> None:
    assert ways((0, 100), (60, 80)) == {
        "trim_earlier": ((0, 60), (60, 80), 20),
        "all_to_earlier": ((0, 100), None, 0),
        "all_to_later": (None, (60, 80), 80),
    }
    assert set(ways((0, 100), (0, 100))) == {"all_to_earlier", "all_to_later"}
    assert ways((0, 50), (0, 80))["trim_later"] == ((0, 50), (50, 80), 0)


@pytest.mark.parametrize(("earlier", "later"), [((0, 60), (60, 90)), ((60, 90), (0, 70)), ((0, 0), (0, 10))])
def test_what_does_not_overlap_is_not_parted(earlier: tuple[int, int], later: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match="do not overlap"):
        settlements(earlier, later)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 49), st.integers(1, 50))
def test_no_second_stands_twice_and_none_is_made(start: int, length: int, shift: int, other: int) -> None:
    earlier, later = (start, start + length), (start + min(shift, length - 1), start + min(shift, length - 1) + other)
    before = set(range(*earlier)) | set(range(*later))
    for way in settlements(earlier, later):
        one = set(range(*way.earlier)) if way.earlier else set()
        two = set(range(*way.later)) if way.later else set()
        assert not one & two
        assert one | two <= before
        assert way.given_up_seconds == len(before) - len(one | two)
        assert (way.earlier, way.later) != (earlier, later)
        assert earlier == way.earlier or later == way.later
