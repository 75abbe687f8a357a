"""The window's program with a running timer: killed at any moment, frozen, on a full disk, told to end.

What really ran is in the log of who pressed the keys (`timed_log`); what the file says is read by a fresh process.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.consent import ConsentRecorded
from ccm_desktop.ledger.payloads.patient import PatientIdentity, PatientProgram
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.vault import JOURNAL, create_practice
from tests.faults.timed_log import Line, acknowledged, bounds, credited, doubled, lost
from tests.faults.window_program import PATIENTS, SLEPT, WISHES
from tests.services.conftest import LAKESIDE

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")
ROOT = Path(__file__).resolve().parents[2]
VERBS = (
    "start", "pause", "resume", "stop", "park", "return", "undo", "finish", "activity", "sleep", "keep", "remove",
)  # fmt: skip
STOOD_STILL = ("stall", "kept")


class Windows:
    """Opens the window's program on a small practice, each time in a new process and on a new copy."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="ccm"))  # a short name: the address of a socket has a hundred bytes
        self.folder = self.home / "practice"
        self._made = self.home / "made"
        self._make()
        os.mkfifo(self.home / WISHES)
        self._pipe = os.open(self.home / WISHES, os.O_RDWR)
        homes = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        self.environment = {**os.environ, **dict.fromkeys(homes, str(self.home))}
        self._loaded = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.window_program"], cwd=ROOT, env=self.environment, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.hear()["what"] == "loaded"
        self._window = 0
        """The process of the window that is open; 0 when none is."""

    def _make(self) -> None:
        opened = create_practice(self._made, LAKESIDE, SystemClock(), QUICK_FOR_TESTS)
        me = opened.office.context.person
        with opened.office.context.transaction() as tx:
            for name in PATIENTS:
                patient = new_id()
                tx.record(PatientIdentity(name, "Ann"), entity=patient, patient=patient)
                tx.record(PatientProgram("enrolled", started_on="2026-01-02"), entity=patient, patient=patient)
                consent = ConsentRecorded("given", 1, "verbal", tuple(ELEMENTS), me, me)
                tx.record(consent, entity=new_id(), patient=patient)
        opened.close()

    def hear(self) -> Line:
        assert self._loaded.stdout is not None
        line: Line = json.loads(self._loaded.stdout.readline())
        if line["what"] == "ended":
            self._window = 0
        return line

    def shut(self) -> None:
        """End what a failed test left open."""
        if self._window:
            os.kill(self._window, signal.SIGKILL)
        while self._window:
            self.hear()

    def wish(self, words: str) -> None:
        """Something that the person in front of the window shall do."""
        os.write(self._pipe, words.encode() + b"\n")

    def order(self, verb: str, number: float) -> int:
        """Returns the process that does it."""
        assert self._loaded.stdin is not None
        self._loaded.stdin.write(f"{verb}\t{self.folder}\t{int(number)}\n")
        said = self.hear()
        assert said["what"] == "child", said
        return int(said["pid"])

    def renew(self) -> Path:
        """The practice as it was made."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._made, self.folder)
        return self.folder

    def open(self, seed: int = 0) -> Window:
        """The window, unlocked; with a seed somebody works in it at random."""
        self._window = self.order("run", seed)
        window = Window(self, self._window)
        window.until(lambda line: line["what"] == "ready")
        return window

    def look(self, slept: float = 0) -> dict[str, Any]:
        """The sessions that a fresh process finds in the file, which is whole."""
        self.order("look", slept)
        found = self.hear()
        assert found["what"] == "found", found
        assert found["faults"] == []
        assert self.hear()["code"] == 0
        sessions: dict[str, Any] = found["sessions"]
        return sessions

    def close(self) -> None:
        self.shut()
        assert self._loaded.stdin is not None
        assert self._loaded.stdout is not None
        self._loaded.stdin.close()
        self._loaded.wait()
        self._loaded.stdout.close()
        os.close(self._pipe)
        shutil.rmtree(self.home)


@dataclass
class Window:
    """A program that is open."""

    windows: Windows
    process: int
    log: list[Line] = field(default_factory=list)

    def until(self, done: Callable[[Line], bool]) -> Line:
        """Listen until it says that; a bug of it ends the test."""
        while True:
            line = self.windows.hear()
            self.log.append(line)
            if done(line):
                return line
            assert line["what"] not in ("bug", "ended", "refused", "stuck"), self.log[-5:]

    def does(self, words: str) -> Line:
        """Ask for something, and wait until the screen shows what came of it."""
        self.windows.wish(words)
        return self.until(lambda line: line["what"] == "ack")

    def shows(self, **what: str) -> Line:
        """Wait until those words stand there."""
        return self.until(lambda line: line["what"] == "seen" and all(part in line[key] for key, part in what.items()))

    def ended(self) -> Line:
        """Its end."""
        while (line := self.windows.hear())["what"] != "ended":
            self.log.append(line)
            assert line["what"] not in ("bug", "refused", "stuck"), line
        return line

    def kill(self) -> tuple[float, float]:
        """Alive at the first moment for certain, dead at the second."""
        alive = time.monotonic()
        os.kill(self.process, signal.SIGKILL)
        ended = self.ended()
        assert ended["code"] == -signal.SIGKILL
        return alive, float(ended["t"])


@pytest.fixture(scope="module")
def loaded() -> Iterator[Windows]:
    with closing(Windows()) as found:
        yield found


@pytest.fixture
def windows(loaded: Windows) -> Iterator[Windows]:
    loaded.renew()
    yield loaded
    loaded.shut()


@dataclass
class Toll:
    """What kills did."""

    kills: int = 0
    over: list[str] = field(default_factory=list)
    """Sessions credited more than ran, or seconds in two places."""
    worst: float = 0.0
    """Most that was lost, in seconds: what ran for certain in whole seconds, less what was credited."""
    raw: float = 0.0
    """The same with fractions, where there was only one stretch."""
    lost: list[str] = field(default_factory=list)
    """What the screen had said and the file does not."""
    within: Counter[str] = field(default_factory=Counter)
    """Which command was under way."""

    def one(self, windows: Windows, seed: int, longest: float) -> None:
        """Work at random until a random moment; every second time within a command."""
        chance = random.Random(seed)
        windows.renew()
        window = windows.open(seed)
        if seed % 2:
            wanted, latest = chance.choice(VERBS), time.monotonic() + 2 * longest
            window.until(lambda line: line["what"] == "ask" and (line["verb"] == wanted or line["t"] > latest))
            time.sleep(chance.uniform(0, 0.05))
        else:
            time.sleep(chance.uniform(0, longest))
        alive, dead = window.kill()
        slept = SLEPT * sum(line["what"] == "ask" and line["verb"] == "sleep" for line in window.log)
        sessions = windows.look(slept)
        most, least, exact = bounds(window.log, alive, dead)
        seconds = credited(sessions)
        self.kills += 1
        if seconds > most:
            self.over.append(f"seed {seed}: {seconds} s of {most:.2f} s")
        self.over += [f"seed {seed}: {words}" for words in doubled(sessions)]
        self.worst = max(self.worst, least - seconds)
        self.raw = max(self.raw, (exact or 0.0) - seconds)
        self.lost += [f"seed {seed}: {words}" for words in lost(window.log, sessions)]
        self.within[acknowledged(window.log).in_flight or "nothing"] += 1

    def many(self, windows: Windows, seeds: range, longest: float) -> None:
        for seed in seeds:
            self.one(windows, seed, longest)

    def many_elsewhere(self, seeds: range, longest: float) -> None:
        """In a practice of its own."""
        with closing(Windows()) as windows:
            self.many(windows, seeds, longest)


def test_kills_of_the_window_credit_nothing_too_much_and_lose_nothing_that_was_shown(windows: Windows) -> None:
    toll = Toll()
    toll.many(windows, range(1, 11), 1.2)
    assert (toll.kills, toll.over, toll.lost) == (10, [], [])


@pytest.mark.faults
def test_five_hundred_kills_of_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    times, toll = int(os.environ.get("CCM_KILLS", "500")), Toll()
    half = times // 2
    with ThreadPoolExecutor(2) as pool:
        parts = (range(1, half + 1), range(half + 1, times + 1))
        for done in [pool.submit(toll.many_elsewhere, seeds, 3.0) for seeds in parts]:
            done.result()
    with capsys.disabled():
        print(f"\n{toll.kills} kills of the window: {len(toll.over)} over-credited, worst loss {toll.worst:.0f} s")
        print(f"({toll.raw:.2f} s raw), {len(toll.lost)} acknowledged lost, 0 unreadable; within {dict(toll.within)}")
    assert (toll.kills, toll.over, toll.lost) == (times, [], [])
    assert toll.worst <= 1


def ran(window: Window) -> tuple[float, float]:
    """Seconds that one timer ran for certain, and at most, until now."""
    asked, shown = (line["t"] for line in [one for one in window.log if one["what"] in ("ask", "ack")][:2])
    return time.monotonic() - shown, time.monotonic() - asked


def only(sessions: dict[str, Any]) -> dict[str, Any]:
    (found,) = sessions.values()
    held: dict[str, Any] = found
    return held


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGHUP, "log_out"])
def test_the_end_of_the_computers_session_stops_the_timer_and_asks_nothing(
    windows: Windows, way: signal.Signals | str
) -> None:
    window = windows.open()
    window.does("start Baker")
    time.sleep(1.2)
    certain, _ = ran(window)
    if isinstance(way, str):
        windows.wish(way)
    else:
        os.kill(window.process, way)
    assert window.ended()["code"] == 0
    _, longest = ran(window)
    sessions = windows.look()
    assert (only(sessions)["state"], only(sessions)["source"], only(sessions)["gaps"]) == ("stopped", "timer", [])
    assert int(certain) <= credited(sessions) <= longest


def freeze(windows: Windows, seconds: float) -> tuple[Window, float]:
    """A window that stood still so long; and the moment at which its timer can have begun at the earliest."""
    window = windows.open()
    window.does("start Baker")
    began = window.log[-2]["t"]
    time.sleep(1.2)
    os.kill(window.process, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(window.process, signal.SIGCONT)
    return window, began


def test_a_window_that_stood_still_keeps_the_time_and_logs_it(windows: Windows) -> None:
    window, began = freeze(windows, 3)
    window.does("stop")
    longest = window.log[-1]["t"] - began
    window.kill()
    sessions = windows.look()
    spans = [end - start for kind, start, end, decision in only(sessions)["gaps"] if (kind, decision) == STOOD_STILL]
    assert max(spans) >= 2
    assert 4 <= credited(sessions) <= longest
    assert not any(line.get("away") for line in window.log), "nothing is asked about so short a while"


@pytest.mark.faults
def test_a_window_that_stood_still_for_long_asks_what_it_was(windows: Windows) -> None:
    window, began = freeze(windows, 63)
    asked = window.shows(away="Program did not respond")
    assert "not counted" in asked["away"]
    window.does("stop")
    longest = window.log[-1]["t"] - began
    window.kill()
    sessions = windows.look()
    (gap,) = (one for one in only(sessions)["gaps"] if one[3] == "pending")
    assert gap[0] == "stall"
    assert 62 <= gap[2] - gap[1] <= longest
    assert credited(sessions) <= longest - 63


def test_a_second_start_pauses_the_timer_and_goes_on(windows: Windows) -> None:
    window = windows.open()
    window.does("start Baker")
    command = [sys.executable, "-m", "ccm_desktop", "--practice", str(windows.folder), "--toggle-timer"]
    for state in ("paused", "running"):
        done = subprocess.run(command, cwd=ROOT, env=windows.environment, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        window.shows(state=state)
    window.does("pause")
    window.kill()
    assert only(windows.look())["state"] == "paused"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("fault", ["full", "unwritable"])
def test_a_journal_that_cannot_be_written_is_said_in_red_and_the_timer_counts_on(windows: Windows, fault: str) -> None:
    (windows.folder / JOURNAL).unlink()
    if fault == "full":
        (windows.folder / JOURNAL).symlink_to("/dev/full")
    else:
        (windows.folder / JOURNAL).mkdir()
    window = windows.open()
    window.does("start Baker")
    said = next((line for line in window.log if line.get("bar") == "fault"), None) or window.shows(bar="fault")
    assert "The disk does not take the running time." in said["fault"]
    assert said["state"] == "running"
    time.sleep(1.5)
    certain, _ = ran(window)
    window.does("stop")
    _, longest = ran(window)
    window.kill()
    sessions = windows.look()
    assert only(sessions)["state"] == "stopped", "what was acknowledged is in the file"
    assert int(certain) <= credited(sessions) <= longest


@pytest.mark.skipif(sys.platform != "linux", reason="needs to set limits of another process")
def test_a_stop_that_the_disk_does_not_take_is_refused_in_words_and_the_timer_runs_on(windows: Windows) -> None:
    window = windows.open()
    window.does("start Baker")
    size = max(path.stat().st_size for path in windows.folder.glob("vault.db-wal"))
    free = resource.prlimit(window.process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    windows.wish("stop")
    refused = window.until(lambda line: line["what"] == "refused")
    assert refused["code"] in ("disk_full", "disk_fails")
    assert "try again" in refused["words"]
    assert refused["state"] == "running"
    time.sleep(1.2)
    resource.prlimit(window.process, resource.RLIMIT_FSIZE, free)
    certain, _ = ran(window)
    window.does("stop")
    _, longest = ran(window)
    window.kill()
    sessions = windows.look()
    assert (only(sessions)["state"], only(sessions)["source"]) == ("stopped", "timer")
    assert int(certain) <= credited(sessions) <= longest
