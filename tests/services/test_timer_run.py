"""A running timer earns what ticked, and nothing else."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.services.timer_journal import Beat, TimerJournal
from ccm_desktop.services.timer_run import TimerRun

SESSION = "0" * 31 + "1"
START = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


class HandClock:
    """A wall clock and a monotonic clock that move only when told."""

    def __init__(self) -> None:
        self.wall = START
        self.mono = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.mono

    def move(self, wall: float, mono: float) -> None:
        self.wall += timedelta(seconds=wall)
        self.mono += mono


class Memory:
    """A journal that remembers its last record."""

    def __init__(self) -> None:
        self.beat: Beat | None = None

    def write(self, beat: Beat, *, durable: bool = False) -> None:
        self.beat = beat


def running() -> tuple[HandClock, Memory, TimerRun]:
    clock, journal = HandClock(), Memory()
    run = TimerRun(clock, journal)  # type: ignore[arg-type]
    run.begin(SESSION, "call_patient", int(clock.wall.timestamp()))
    return clock, journal, run


def tick(clock: HandClock, run: TimerRun, times: int = 1) -> None:
    for _ in range(times):
        clock.move(0.5, 0.5)
        run.tick()


def seconds(run: TimerRun) -> int:
    return sum(end - start for start, end, _ in run.earned())


def test_every_ticked_second_is_earned() -> None:
    clock, _, run = running()
    tick(clock, run, 120)
    assert seconds(run) == 60
    assert run.earned() == ((int(START.timestamp()), int(START.timestamp()) + 60, "call_patient"),)


def test_a_fraction_of_a_second_is_never_rounded_up() -> None:
    clock, _, run = running()
    tick(clock, run, 3)
    assert seconds(run) == 1


def test_sleep_is_a_hole_that_counts_nothing() -> None:
    clock, _, run = running()
    tick(clock, run, 20)
    clock.move(3600, 0.0)  # Linux and macOS: the monotonic clock stands still in sleep
    run.tick()
    tick(clock, run, 20)
    first, second = run.earned()
    assert seconds(run) == 20
    assert second[0] - first[1] == 3600
    assert run.gap_seconds() == 3600


def test_a_stall_of_the_program_is_a_hole() -> None:
    clock, _, run = running()
    tick(clock, run, 20)
    clock.move(90, 90)  # SIGSTOP, or Windows, whose monotonic clock runs on in sleep
    run.tick()
    tick(clock, run, 20)
    assert seconds(run) == 20
    assert run.gap_seconds() == 90


def test_a_clock_set_back_never_lays_seconds_over_old_ones() -> None:
    clock, _, run = running()
    tick(clock, run, 20)
    clock.move(-3600 + 0.5, 0.5)
    run.tick()
    tick(clock, run, 19)
    assert seconds(run) == 20
    spans = run.earned()
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_daylight_saving_changes_nothing() -> None:
    clock, _, run = running()
    clock.wall = datetime(2026, 11, 1, 5, 59, 50, tzinfo=UTC)  # 1:59:50 EDT, before clocks go back
    run.begin(SESSION, "call_patient", int(clock.wall.timestamp()))
    tick(clock, run, 40)
    assert seconds(run) == 20


def test_the_screen_shows_what_has_been_earned() -> None:
    clock, _, run = running()
    tick(clock, run, 10)
    clock.move(0.4, 0.4)
    assert run.elapsed_seconds() == 5
    run.end()
    assert run.elapsed_seconds() == 0


def test_the_journal_holds_the_same_total_as_memory() -> None:
    clock, journal, run = running()
    tick(clock, run, 21)
    clock.move(600, 0.0)
    run.tick()
    tick(clock, run, 21)
    assert journal.beat is not None
    total = journal.beat.earlier_ms // 1000 + journal.beat.earned_ms // 1000
    assert total == seconds(run) == 20


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just(0.5), st.just(0.5)),
        st.tuples(st.floats(-7200, 7200), st.just(0.5)),  # the clock is set
        st.tuples(st.floats(2, 40000), st.just(0.0)),  # sleep
        st.tuples(st.floats(1.5, 900), st.none()),  # a stall: both clocks move alike
    ),
    max_size=60,
)


@given(MOVES)
def test_no_history_of_clocks_earns_more_than_was_worked(moves: list[tuple[float, float | None]]) -> None:
    clock, journal, run = running()
    worked = 0.0
    for wall, mono in moves:
        passed = wall if mono is None else mono
        clock.move(wall, passed)
        run.tick()
        worked += passed if passed <= 0.5 else 0.0
    spans = run.earned()
    assert 0 <= seconds(run) <= worked
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert journal.beat is not None
    recovered = journal.beat.earlier_ms // 1000 + journal.beat.earned_ms // 1000
    assert recovered == seconds(run)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "timer.hb"


KEY = b"k" * 32


def test_the_newest_record_is_found_again(path: Path) -> None:
    journal = TimerJournal(path, KEY)
    assert journal.last() is None
    for earned in range(0, 5000, 500):
        journal.write(Beat(SESSION, 0, 1_791_000_000, earned))
    journal.close()
    assert TimerJournal(path, KEY).last() == Beat(SESSION, 0, 1_791_000_000, 4500)


def test_records_go_on_after_a_restart(path: Path) -> None:
    for earned in (500, 1000, 1500):
        journal = TimerJournal(path, KEY)
        journal.write(Beat(SESSION, 0, 1, earned))
        journal.close()
    assert TimerJournal(path, KEY).last() == Beat(SESSION, 0, 1, 1500)


def test_any_damaged_byte_falls_back_to_the_other_slot(path: Path) -> None:
    journal = TimerJournal(path, KEY)
    journal.write(Beat(SESSION, 0, 1, 500))
    journal.write(Beat(SESSION, 0, 1, 1000))
    journal.close()
    sound = path.read_bytes()
    used = [i for i, byte in enumerate(sound) if byte] or [0]
    for place in range(used[0], used[-1] + 1):
        damaged = bytearray(sound)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        journal = TimerJournal(path, KEY)
        beat = journal.last()
        journal.close()
        assert beat in (Beat(SESSION, 0, 1, 500), Beat(SESSION, 0, 1, 1000))


def test_a_record_of_another_key_is_not_believed(path: Path) -> None:
    journal = TimerJournal(path, b"x" * 32)
    journal.write(Beat(SESSION, 0, 1, 99_000))
    journal.close()
    assert TimerJournal(path, KEY).last() is None
