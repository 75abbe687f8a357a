"""What a running timer credits, second by second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.domain.timer.reckoning import Reckoning

START = 1_792_000_000
CALL, PLAN = "call_patient", "care_plan"


class Hand:
    """An account and the clocks that move it."""

    def __init__(self, activity: str = PLAN) -> None:
        self.now = Sample(float(START), 5_000.0, 4_000.0, "a")
        self.account = Reckoning.begin(activity, START, 0.0, self.now)

    def move(self, wall: float, boot: float, awake: float) -> None:
        at = self.now
        self.now = Sample(at.wall + wall, at.boot + boot, at.awake + awake, at.boot_id)

    def run(self, seconds: float) -> None:
        for _ in range(int(seconds * 2)):
            self.move(0.5, 0.5, 0.5)
            self.account.tick(self.now)

    def sleep(self, seconds: float) -> None:
        self.move(seconds, seconds, 0)
        self.account.tick(self.now)

    def freeze(self, seconds: float) -> None:
        self.move(seconds, seconds, seconds)
        self.account.tick(self.now)

    def act(self, moves: list[tuple[str, int]]) -> None:
        for kind, seconds in moves:
            if kind == "lock":
                self.account.lock(self.now)
            elif kind == "back":
                self.account.come_back(self.now)
            else:
                {"run": self.run, "sleep": self.sleep, "freeze": self.freeze}[kind](seconds)

    def gaps(self) -> list[tuple[str, int, int, str]]:
        """Kind, start and end after the beginning, decision."""
        return [(g.kind, g.start - START, g.end - START, g.decision) for g in self.account.gaps]

    def segments(self) -> list[tuple[int, int]]:
        return [(a - START, b - START) for a, b, _ in self.account.cut(self.now).segments]


def test_sleep_is_a_gap_that_counts_nothing() -> None:
    hand = Hand()
    hand.run(10)
    hand.sleep(3600)
    hand.run(10)
    assert hand.segments() == [(0, 10), (3610, 3620)]
    assert hand.gaps() == [("suspend", 10, 3610, "pending")]


@pytest.mark.parametrize(
    ("seconds", "earned", "decision"), [(2, 22, "kept"), (60, 80, "kept"), (61, 20, "pending"), (900, 20, "pending")]
)
def test_a_program_that_froze(seconds: int, earned: int, decision: str) -> None:
    hand = Hand()
    hand.run(10)
    hand.freeze(seconds)
    hand.run(10)
    assert hand.account.earned == earned
    assert hand.gaps() == [("stall", 10, 10 + seconds, decision)]


def test_a_fraction_of_a_gap_is_never_credited() -> None:
    hand = Hand()
    for _ in range(20):
        hand.sleep(2.9)
        hand.run(0.5)
    assert hand.account.earned <= 10


def test_a_clock_set_back_lays_no_second_over_an_old_one() -> None:
    hand = Hand()
    hand.run(10)
    hand.move(-3600, 0, 0)
    hand.run(10)
    assert hand.segments() == [(0, 20)]
    assert (hand.account.unsure, hand.account.clock_step) == (True, -3600)


def test_a_clock_set_forward_goes_on_where_it_stands_now() -> None:
    hand = Hand()
    hand.run(10)
    hand.move(3600, 0, 0)
    hand.run(10)
    assert hand.account.earned == 20
    assert hand.segments() == [(0, 10), (3610, 3620)] or hand.segments()[1][0] - 3610 <= 1
    assert [(kind, decision) for kind, _, _, decision in hand.gaps()] == [("clock", "removed")]


def test_a_clock_set_by_less_than_a_minute_leaves_no_mark() -> None:
    hand = Hand()
    hand.move(59, 0, 0)
    hand.run(10)
    assert (hand.account.unsure, hand.gaps(), hand.account.earned) == (False, [], 10)


def test_five_quiet_minutes_at_the_desk_are_a_gap_from_the_last_input() -> None:
    hand = Hand()
    hand.run(60)
    hand.account.input(hand.now)
    hand.run(299.5)
    assert hand.account.earned == 359
    hand.run(0.5)
    assert hand.account.earned == 60
    hand.run(132)
    hand.account.input(hand.now)
    hand.run(30)
    assert hand.gaps() == [("away", 60, 492, "pending")]
    assert hand.segments() == [(0, 60), (492, 522)]


def test_where_nobody_tells_of_input_nobody_is_away() -> None:
    hand = Hand()
    hand.run(1800)
    assert (hand.account.earned, hand.gaps()) == (1800, [])


def test_a_quiet_call_is_asked_about_and_only_then_a_gap() -> None:
    hand = Hand(CALL)
    hand.account.input(hand.now)
    hand.run(1199)
    assert hand.account.question() == ""
    hand.run(1)
    assert hand.account.question() == "still_on_call"
    hand.run(599)
    assert hand.account.earned == 1799
    hand.run(1)
    assert hand.account.earned == 0
    hand.account.answer(hand.now)
    hand.run(10)
    assert hand.gaps() == [("away", 0, 1800, "pending")]
    assert hand.account.earned == 10


def test_an_answered_call_counts_on() -> None:
    hand = Hand(CALL)
    hand.account.input(hand.now)
    hand.run(1500)
    hand.account.answer(hand.now)
    assert hand.account.question() == ""
    hand.run(1500)
    assert (hand.account.earned, hand.gaps()) == (3000, [])


def test_an_hour_under_one_activity_is_asked_about() -> None:
    hand = Hand()
    hand.run(3600)
    assert hand.account.question() == "still_on_this"
    hand.account.answer(hand.now)
    assert hand.account.question() == ""
    hand.run(3600 + 1799)
    assert hand.account.earned == 9000 - 1
    hand.run(1)
    assert hand.account.earned == 7200  # counted to the question, not beyond
    hand.account.answer(hand.now)
    assert hand.gaps() == [("away", 7200, 9000, "pending")]


@pytest.mark.parametrize(
    ("activity", "seconds", "earned", "gaps"),
    [
        (PLAN, 59, 79, []),
        (PLAN, 60, 20, [("lock", 10, 70, "pending")]),
        (CALL, 59, 79, []),
        (CALL, 720, 740, [("lock", 10, 730, "kept")]),
    ],
)
def test_a_locked_screen(activity: str, seconds: int, earned: int, gaps: list[tuple[str, int, int, str]]) -> None:
    hand = Hand(activity)
    hand.run(10)
    hand.account.lock(hand.now)
    hand.account.lock(hand.now)  # systems say it twice
    hand.run(seconds)
    hand.account.come_back(hand.now)
    hand.account.come_back(hand.now)
    hand.run(10)
    assert (hand.account.earned, hand.gaps()) == (earned, gaps)


def test_nothing_of_a_locked_screen_counts_before_somebody_is_back() -> None:
    hand = Hand()
    hand.run(10)
    hand.account.lock(hand.now)
    hand.run(30)
    assert hand.account.earned == 10


@pytest.mark.parametrize("activity", [PLAN, CALL])
def test_sleep_under_a_short_lock_is_never_ignored(activity: str) -> None:
    hand = Hand(activity)
    hand.run(10)
    hand.account.lock(hand.now)
    hand.run(5)
    hand.sleep(20)
    hand.run(5)
    hand.account.come_back(hand.now)
    assert hand.account.earned <= 20
    assert [(kind, decision) for kind, _, _, decision in hand.gaps()] == [("suspend", "pending")] or hand.gaps() == [
        ("lock", 10, 40, "pending")
    ]


def test_one_absence_is_one_question() -> None:
    hand = Hand()
    hand.account.input(hand.now)
    hand.run(60)
    hand.account.input(hand.now)
    hand.sleep(7200)
    hand.run(60)  # it woke by itself
    hand.account.input(hand.now)
    assert hand.gaps() == [("suspend", 60, 7320, "pending")]


def test_a_switch_neither_loses_nor_doubles_a_second() -> None:
    hand = Hand()
    total = 0
    for number in range(100):
        hand.move(0.3, 0.3, 0.3)
        hand.account.tick(hand.now)
        cut = hand.account.cut(hand.now)
        hand.move(0.07, 0.07, 0.07)  # while it is written
        hand.account.tick(hand.now)
        total += sum(end - start for start, end, _ in cut.segments)
        assert cut.end == START + total
        hand.account.carry_on(cut, CALL if number % 2 else PLAN)
    assert total == 36  # 99 times 0.37 s and once 0.3 s, whole seconds


def test_what_happens_while_a_cut_is_written_belongs_to_what_follows() -> None:
    hand = Hand()
    hand.run(10)
    cut = hand.account.cut(hand.now)
    hand.sleep(600)
    hand.run(5)
    hand.account.carry_on(cut, CALL)
    after = hand.account.cut(hand.now)
    assert [(a - START, b - START, c) for a, b, c in after.segments] == [(610, 615, CALL)]
    assert [(g.kind, g.seconds, g.activity) for g in after.gaps] == [("suspend", 600, CALL)]


def test_a_gap_that_goes_on_while_a_cut_is_written_is_asked_about_to_its_end() -> None:
    """Asleep right before the cut and again while it is written: one absence, of which the cut holds a part."""
    hand = Hand()
    hand.run(10)
    hand.sleep(300)
    cut = hand.account.cut(hand.now)
    hand.sleep(600)
    hand.run(5)
    hand.account.carry_on(cut, CALL)
    after = hand.account.cut(hand.now)
    assert [(g.start - START, g.end - START) for g in cut.gaps] == [(10, 310)]
    assert [(g.start - START, g.end - START, g.decision) for g in after.gaps] == [(310, 910, "pending")]
    assert [(a - START, b - START) for a, b, _ in after.segments] == [(910, 915)]


MOVES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["run", "sleep", "freeze"]), st.integers(2, 400)),
        st.tuples(st.sampled_from(["lock", "back"]), st.just(0)),
    ),
    max_size=12,
)


@given(before=MOVES, meanwhile=MOVES, after=MOVES, activity=st.sampled_from([PLAN, CALL]))
def test_every_second_around_a_cut_is_credited_once_or_asked_about(
    before: list[tuple[str, int]], meanwhile: list[tuple[str, int]], after: list[tuple[str, int]], activity: str
) -> None:
    hand = Hand(activity)
    hand.account.input(hand.now)
    hand.act(before)
    cut = hand.account.cut(hand.now)
    hand.act(meanwhile)
    hand.account.carry_on(cut, activity)
    hand.act(after)
    last = hand.account.cut(hand.now)
    spans = [(start, end) for start, end, _ in (*cut.segments, *last.segments)]
    spans += [(gap.start, gap.end) for gap in (*cut.gaps, *last.gaps) if gap.decision == "pending"]
    at = START
    for start, end in sorted(spans):
        assert start == at, "a second is neither credited nor asked about, or twice"
        at = end
    assert at == hand.now.wall
