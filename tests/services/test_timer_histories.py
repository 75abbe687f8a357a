"""Thousands of generated clock histories: never a second more than was worked, and the journal says the same."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.domain.timer.reckoning import Reckoning
from ccm_desktop.domain.timer.segments import Segment, by_days, total
from ccm_desktop.services.timer_journal import Beat, TimerJournal

SESSION = "0" * 31 + "1"
KEY = b"k" * 32
PLACES = (
    ("America/New_York", datetime(2026, 11, 1, 5, 40, tzinfo=UTC)),  # clocks go back at 6:00
    ("America/New_York", datetime(2026, 3, 8, 6, 40, tzinfo=UTC)),  # and forward at 7:00
    ("Asia/Kolkata", datetime(2026, 10, 31, 18, 10, tzinfo=UTC)),  # half an hour; a month ends at 18:30
    ("Asia/Kathmandu", datetime(2026, 10, 31, 18, 0, tzinfo=UTC)),  # three quarters
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 10, tzinfo=UTC)),  # forward by half an hour
    ("America/Santiago", datetime(2026, 9, 6, 3, 40, tzinfo=UTC)),  # the midnight is skipped
    ("America/Chicago", datetime(2028, 2, 29, 5, 30, tzinfo=UTC)),  # into and out of 29 February
    ("America/Chicago", datetime(2028, 3, 1, 5, 50, tzinfo=UTC)),
    ("Pacific/Honolulu", datetime(2026, 7, 1, 9, 55, tzinfo=UTC)),
)


class History:
    """One run of a timer under clocks that chance moves; `worked` is what really ran."""

    def __init__(self, seed: int) -> None:
        self.chance = chance = random.Random(seed)
        self.zone, begin = chance.choice(PLACES)
        self.wall = begin.timestamp() + chance.uniform(0, 600)
        self.boot, self.awake, self.boot_id = chance.uniform(0, 1e6), 0.0, f"{seed:032x}"
        self.rate = 1 + chance.choice((0, 0, 5e-4, -5e-4))  # a time server slews
        self.worked = 0.0
        self.activity = chance.choice(("call_patient", "care_plan"))
        self.account = Reckoning.begin(self.activity, int(self.wall), 0.0, self.sample())

    def sample(self) -> Sample:
        return Sample(self.wall, self.boot, self.awake, self.boot_id)

    def pass_time(self, seconds: float, *, asleep: bool = False) -> None:
        self.wall += seconds * self.rate
        self.boot += seconds
        if not asleep:
            self.awake += seconds
            self.worked += seconds

    def step(self) -> None:
        """Something happens, and then a tick."""
        chance, account = self.chance, self.account
        happening: dict[str, Callable[[], object]] = {
            "tick": lambda: self.run(chance.randrange(1, 20), chance.uniform(0.3, 0.9)),
            "stall": lambda: self.pass_time(chance.choice((1.3, 5, 59, 61, 900)) * chance.uniform(0.9, 1.1)),
            "sleep": lambda: self.pass_time(chance.choice((1.1, 3, 600, 28_800)), asleep=True),
            "set": lambda: self.set_clock(chance.choice((-1, 1)) * chance.choice((3, 50, 900, 7200, 86_400))),
            "dst": lambda: self.set_clock(chance.choice((-3600, 3600))),  # a clock that runs in local time
            "travel": lambda: setattr(self, "zone", chance.choice(PLACES)[0]),
            "lock": lambda: account.lock(self.sample()),
            "unlock": lambda: account.come_back(self.sample()),
            "input": lambda: account.input(self.sample()),
            "rest": lambda: self.run(chance.choice((400, 1300, 2000)), 1.0),  # nobody types
        }
        kind = chance.choices(tuple(happening), (60, 4, 4, 4, 1, 1, 3, 4, 8, 2))[0]
        happening[kind]()
        account.tick(self.sample())

    def run(self, times: int, each: float) -> None:
        for _ in range(times):
            self.pass_time(each)
            self.account.tick(self.sample())

    def set_clock(self, by: float) -> None:
        self.wall += by


def recovered(path: Path, beat: Beat) -> Beat:
    """As another start of the program finds it."""
    journal = TimerJournal(path, KEY)
    journal.write(beat)
    journal.close()
    found = TimerJournal(path, KEY)
    found.close()
    last = found.last()
    assert last is not None
    return last


def play(seed: int, path: Path) -> None:
    history = History(seed)
    recorded = 0
    pieces: list[Segment] = []
    for _ in range(history.chance.randrange(5, 30)):
        history.step()
        account = history.account
        assert account.earned >= 0
        assert recorded + account.earned <= history.worked
        if history.chance.random() < 0.1:
            cut = account.cut(history.sample())
            recorded += total(cut.segments)
            pieces += cut.segments
            account.carry_on(cut, history.chance.choice(("call_patient", "care_plan")))
    beat = Beat.of(SESSION, int(history.wall), history.account)
    found = recovered(path, beat)
    assert found == beat
    assert total(found.earned(history.account.activity)) == history.account.earned
    last = history.account.cut(history.sample())
    pieces += last.segments
    assert 0 <= total(pieces) <= history.worked
    spans = sorted(pieces)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))  # no second is in two segments
    for gap in (gap for gap in last.gaps if gap.decision == "pending"):  # nor in a segment and a gap that waits
        assert all(end <= gap.start or gap.end <= start for start, end, _ in last.segments)
    zone = ZoneInfo(history.zone)
    days = [day for start, end, _ in spans for day in by_days(start, end, zone)]
    assert sum(end - start for start, end in days) == total(spans)


def test_five_hundred_histories_credit_nothing_too_much(tmp_path: Path) -> None:
    for seed in range(500):
        play(seed, tmp_path / "timer.hb")


@pytest.mark.faults
def test_ten_thousand_histories_credit_nothing_too_much(tmp_path: Path) -> None:
    for seed in range(500, 10_500):
        play(seed, tmp_path / "timer.hb")
