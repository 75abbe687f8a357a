"""A running timer between its threads, and the journal beside the file."""

from __future__ import annotations

import itertools
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.calendar import to_epoch
from ccm_desktop.domain.timer.clocks import Sample, classify
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.timer_journal import Beat, TimerJournal
from ccm_desktop.services.timer_run import Ticker, TimerRun
from tests.fakes import FakeClock

SESSION = "0" * 31 + "1"
BOOT = "b0" * 16
KEY = b"k" * 32


class Memory:
    """A journal that remembers its last record."""

    def __init__(self) -> None:
        self.beat: Beat | None = None

    def write(self, beat: Beat, *, durable: bool = False) -> None:
        self.beat = beat


def running(activity: str = "call_patient") -> tuple[FakeClock, Memory, TimerRun]:
    clock, journal = FakeClock(), Memory()
    run = TimerRun(clock, journal)  # type: ignore[arg-type]
    run.begin(SESSION, activity, to_epoch(clock.now()))
    return clock, journal, run


def tick(clock: FakeClock, run: TimerRun, times: int = 1) -> None:
    for _ in range(times):
        clock.advance(0.5)
        run.tick()


def seconds(run: TimerRun) -> int:
    return sum(end - start for start, end, _ in run.cut().segments)


def test_every_ticked_second_is_earned() -> None:
    clock, _, run = running()
    start = to_epoch(clock.now())
    tick(clock, run, 120)
    assert run.cut().segments == ((start, start + 60, "call_patient"),)


def test_a_fraction_of_a_second_is_never_rounded_up() -> None:
    clock, _, run = running()
    tick(clock, run, 3)
    assert seconds(run) == 1


def test_the_screen_shows_what_has_been_earned() -> None:
    clock, _, run = running()
    tick(clock, run, 10)
    clock.advance(0.4)
    assert run.elapsed_seconds() == 5
    clock.advance(0.6)
    assert run.elapsed_seconds() == 6
    run.end()
    assert run.elapsed_seconds() == 0


def test_the_journal_holds_the_same_total_as_memory() -> None:
    clock, journal, run = running()
    tick(clock, run, 21)
    clock.sleep(600)
    run.tick()
    tick(clock, run, 21)
    assert journal.beat is not None
    recovered = journal.beat.earned("call_patient")
    assert sum(end - start for start, end, _ in recovered) == run.elapsed_seconds() == 21
    (gap,) = journal.beat.holes("call_patient")
    assert (gap.kind, gap.decision, gap.seconds) == ("suspend", "pending", 600)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "timer.hb"


def beat(earned: int = 500, gaps: tuple[tuple[str, int, int, str], ...] = ()) -> Beat:
    return Beat(SESSION, 1, BOOT, 2_000, 3_000, 1, earned, ((1, 5), (7, 9)), gaps, "lock", 20, 1_500, True)


def test_the_newest_record_is_found_again_with_all_it_says(path: Path) -> None:
    journal = TimerJournal(path, KEY)
    assert journal.last() is None
    gaps = (("suspend", 5, 7, "pending"), ("stall", 9, 10, "kept"))
    for earned in range(0, 5000, 500):
        journal.write(beat(earned, gaps))
    journal.close()
    assert TimerJournal(path, KEY).last() == beat(4500, gaps)


def test_records_go_on_after_a_restart(path: Path) -> None:
    for earned in (500, 1000, 1500):
        journal = TimerJournal(path, KEY)
        journal.write(beat(earned))
        journal.close()
    assert TimerJournal(path, KEY).last() == beat(1500)


def test_any_damaged_byte_falls_back_to_the_other_slot(path: Path) -> None:
    journal = TimerJournal(path, KEY)
    journal.write(beat(500))
    journal.write(beat(1000))
    journal.close()
    sound = path.read_bytes()
    used = [i for i, byte in enumerate(sound) if byte]
    places = [*range(220), *range(4096, 4096 + 220)]
    assert set(used) <= set(places)
    for place in used:
        damaged = bytearray(sound)
        damaged[place] ^= 0xFF
        path.write_bytes(damaged)
        journal = TimerJournal(path, KEY)
        found = journal.last()
        journal.close()
        assert found in (beat(500), beat(1000))


def test_a_disk_that_tears_records_twice_leaves_the_last_sound_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, write = TimerJournal(path, KEY), os.write
    journal.write(beat(500))
    journal.write(beat(1000))
    monkeypatch.setattr(os, "write", lambda file, record: write(file, record[:60]))
    for _ in range(2):
        with pytest.raises(OSError, match="only part"):
            journal.write(beat(1500))
    monkeypatch.undo()
    assert TimerJournal(path, KEY).last() == beat(1000)
    journal.write(beat(2000))
    journal.close()
    assert TimerJournal(path, KEY).last() == beat(2000)


def test_a_record_of_another_key_is_not_believed(path: Path) -> None:
    journal = TimerJournal(path, b"x" * 32)
    journal.write(beat(99_000))
    journal.close()
    assert TimerJournal(path, KEY).last() is None


def test_more_gaps_than_a_slot_holds_keep_those_that_wait(path: Path) -> None:
    kept = tuple(("stall", n, n + 1, "kept") for n in range(100, 1000, 2))
    waiting = (("suspend", 2000, 2600, "pending"),)
    journal = TimerJournal(path, KEY)
    journal.write(beat(500, (*kept, *waiting)))
    journal.close()
    assert TimerJournal(path, KEY).last() == beat(500, waiting)


class FullDisk(TimerJournal):
    """A journal whose disk can be filled."""

    full = False
    tries = 0

    def write(self, beat: Beat, *, durable: bool = False) -> None:
        self.tries += 1
        if self.full:
            raise OSError(28, "No space left on device")
        super().write(beat, durable=durable)


def test_a_disk_that_refuses_is_said_and_asked_again_every_five_seconds(path: Path) -> None:
    clock, journal = FakeClock(), FullDisk(path, KEY)
    run = TimerRun(clock, journal)
    run.begin(SESSION, "call_patient", to_epoch(clock.now()))
    assert run.fault == ""
    journal.full, journal.tries = True, 0
    tick(clock, run, 40)
    assert "memory" in run.fault
    assert journal.tries == 4
    journal.full = False
    tick(clock, run, 10)
    assert run.fault == ""
    assert seconds(run) == 25
    journal.close()
    last = TimerJournal(path, KEY).last()
    assert last is not None
    assert last.earned_ms == 25_000


@pytest.mark.skipif(os.name == "nt", reason="folders are not read-only there")
def test_a_journal_that_cannot_be_made_keeps_nobody_from_working(tmp_path: Path) -> None:
    clock = FakeClock()
    run = TimerRun(clock, TimerJournal(tmp_path / "missing" / "timer.hb", KEY))
    run.begin(SESSION, "call_patient", to_epoch(clock.now()))
    tick(clock, run, 10)
    assert run.fault
    assert seconds(run) == 5
    (tmp_path / "missing").mkdir()
    tick(clock, run, 10)
    assert run.fault == ""


def test_a_record_that_cannot_be_packed_is_said_and_the_time_runs_on(path: Path) -> None:
    """A gap of more than 136 years, after the clock was set absurdly: no number of the journal holds it."""
    clock, journal = FakeClock(), TimerJournal(path, KEY)
    run = TimerRun(clock, journal)
    run.begin(SESSION, "call_patient", to_epoch(clock.now()))
    tick(clock, run, 10)
    clock.wall += timedelta(days=366 * 140)
    tick(clock, run, 10)
    assert "memory" in run.fault
    assert run.elapsed_seconds() == 10
    journal.close()


class Refusing:
    """A clock that cannot be read for a while."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.refuses = clock, threading.Event()
        self.asked = threading.Semaphore(0)

    def now(self) -> datetime:
        return self.clock.now()

    def monotonic(self) -> float:
        return self.clock.monotonic()

    def sample(self) -> Sample:
        self.asked.release()
        if self.refuses.is_set():
            raise RuntimeError("no clock")
        return self.clock.sample()


def test_a_tick_that_fails_is_said_and_the_thread_ticks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    clock = Refusing(FakeClock())
    run = TimerRun(clock, Memory())  # type: ignore[arg-type]
    run.begin(SESSION, "call_patient", to_epoch(clock.now()))
    ticker = Ticker(run.tick, run.tick_failed)
    clock.refuses.set()
    ticker.start()
    try:
        for _ in range(4):
            assert clock.asked.acquire(timeout=30), "the thread has ended"
        assert "does not count" in run.fault
        clock.refuses.clear()
        for _ in range(6):
            assert clock.asked.acquire(timeout=30), "the thread has ended"
    finally:
        ticker.stop()
    assert run.fault == ""
    assert [report.exc_type for report in reported] == [RuntimeError], "told as a bug, once"


MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("tick"), st.just(0.5)),
        st.tuples(st.just("set"), st.floats(-7200, 7200)),
        st.tuples(st.just("sleep"), st.floats(2, 40_000)),
        st.tuples(st.just("stall"), st.floats(1.5, 900)),
    ),
    max_size=60,
)


@given(MOVES)
def test_no_history_of_clocks_earns_more_than_was_worked(moves: list[tuple[str, float]]) -> None:
    clock, journal, run = running()
    worked = 0.0
    for kind, length in moves:
        if kind == "set":
            clock.wall = clock.wall.fromtimestamp(clock.wall.timestamp() + length, clock.wall.tzinfo)
        elif kind == "sleep":
            clock.sleep(length)
        else:
            clock.advance(length)
            worked += length
        run.tick()
    assert journal.beat is not None or not moves
    recovered = sum(b - a for a, b, _ in journal.beat.earned("call_patient")) if journal.beat else 0
    assert recovered == run.elapsed_seconds()
    spans = run.cut().segments
    assert 0 <= sum(b - a for a, b, _ in spans) <= worked
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_the_computers_own_clocks_are_read_together() -> None:
    clock = SystemClock()
    first, second = clock.sample(), clock.sample()
    assert first.boot_id == second.boot_id
    assert len(bytes.fromhex(first.boot_id)) == 16
    assert first.boot <= second.boot
    assert first.awake <= second.awake
    assert classify(first, second).kind in ("tick", "stall")


def test_a_gap_that_grows_is_news() -> None:
    """Asleep twice in a row is one gap: what the screen shows of it must not stay behind."""
    clock, _, run = running()
    tick(clock, run, 4)
    seen = []
    for _ in range(2):
        clock.sleep(90)
        tick(clock, run)
        assert len(run.gaps()) == 1
        seen.append(run.attention())
    assert seen[0] != seen[1]
