"""Two real programs, offscreen: the second hands its wish over and ends, and says why when it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


class First:
    """The program that is open."""

    def __init__(self, folder: Path, *more: str) -> None:
        command = [sys.executable, "-m", "tests.app.first_program", str(folder), *more]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.said = self.hear().split()[1:]

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with a short name: the address of a socket has little more than a hundred bytes."""
    made = Path(tempfile.mkdtemp(prefix="ccm"))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA", "APPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, str(made))
    yield made
    shutil.rmtree(made)


@pytest.fixture
def begin(home: Path) -> Iterator[Callable[..., First]]:
    begun: list[First] = []

    def start(*more: str) -> First:
        begun.append(First(home / "practice", *more))
        return begun[-1]

    yield start
    for one in begun:
        one.end()


def second(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ccm_desktop", "--practice", str(home / "practice"), *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=PATIENCE)


def test_a_second_start_hands_its_wish_to_the_first(home: Path, begin: Callable[..., First]) -> None:
    first = begin()
    patient, other = first.said
    done = second(home, "--start", patient)
    assert (done.returncode, done.stderr) == (0, "")
    assert first.hear() == "timer running"
    assert second(home, "--toggle-timer").returncode == 0
    assert first.hear() == "timer paused"
    assert second(home, "--toggle-timer").returncode == 0
    assert first.hear() == "timer running"
    assert second(home).returncode == 0
    refused = second(home, "--start", "100530")
    assert refused.returncode == 2
    assert "not enrolled" in refused.stderr
    unknown = second(home, "--start", "999999")
    assert unknown.returncode == 2
    assert "no patient" in unknown.stderr
    assert "999999" not in unknown.stderr
    name = second(home, "--start", "Castillo")
    assert name.returncode == 2
    assert "id or record number" in name.stderr
    assert "Castillo" not in name.stderr
    assert other
    assert first.process.poll() is None


def test_a_locked_program_says_so_and_keeps_shut(home: Path, begin: Callable[..., First]) -> None:
    begin("locked")
    refused = second(home, "--toggle-timer")
    assert refused.returncode == 2
    assert "locked" in refused.stderr
    assert second(home).returncode == 0


def test_with_nothing_running_it_starts_as_ever(home: Path, begin: Callable[..., First]) -> None:
    command = [sys.executable, "-m", "ccm_desktop", "--practice", str(home / "practice"), "--toggle-timer"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as only:
        with pytest.raises(subprocess.TimeoutExpired):
            only.wait(timeout=5)
        again = second(home, "--toggle-timer")
        only.kill()
    assert again.returncode == 2
    assert "locked" in again.stderr, "it is open, at the first run"
