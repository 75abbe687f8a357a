"""A person in front of the real window, on a real encrypted file."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.app import cli, paths
from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.ui.collector import Collector

PATIENCE_MS = 30_000
_LOOK_AGAIN_MS = 10
"""What is waited for may come about without an event."""
_AND_WAIT = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents


class HandClock:
    """An afternoon in October 2026 that goes on as the test's own time does, and can be pushed."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._pushed = 0.0
        self._stood: float | None = None

    def now(self) -> datetime:
        return datetime(2026, 10, 21, 18, 0, tzinfo=UTC) + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        own = time.monotonic() - self._began if self._stood is None else self._stood
        return own + self._pushed

    def stand_still(self) -> None:
        """From a full second on, move only when pushed: what was timed can be told to the second."""
        self._stood = float(round(time.monotonic() - self._began))

    def sample(self) -> Sample:
        return Sample(self.now().timestamp(), self.monotonic(), self.monotonic(), "b0" * 16)

    def push(self, seconds: float) -> None:
        """Let time pass; in steps small enough for a ticking timer use `Person.work`."""
        self._pushed += seconds


@pytest.fixture(autouse=True)
def computers_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer's own clock, which `ccm` goes by, also tells a Sunday of November 2026 in every test."""
    began, sample = time.monotonic(), SystemClock.sample

    def now(_clock: SystemClock) -> datetime:
        return datetime(2026, 11, 22, 15, 0, tzinfo=UTC) + timedelta(seconds=time.monotonic() - began)

    monkeypatch.setattr(SystemClock, "now", now)
    monkeypatch.setattr(SystemClock, "sample", lambda clock: sample(clock)._replace(wall=now(clock).timestamp()))


class Person:
    """Presses, types and waits."""

    def __init__(self, qtbot: QtBot, entry: Entry, clock: HandClock) -> None:
        self.bot, self.entry, self.clock = qtbot, entry, clock

    @property
    def screens(self) -> Any:
        assert self.entry.session is not None
        return self.entry.session.screens

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for it, woken by whatever happens: the test goes on the moment it is so."""
        patience, wakes = QDeadlineTimer(PATIENCE_MS), QTimer()
        wakes.start(_LOOK_AGAIN_MS)
        while not done():
            assert not patience.hasExpired(), "it did not come about"
            QApplication.processEvents(_AND_WAIT)

    def to_front(self) -> None:
        """Shortcuts work in the active window only."""
        self.entry.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.entry.window, PATIENCE_MS)

    def settle(self) -> None:
        """Until nothing is under way."""
        for _ in range(4):
            self.until(lambda: not self.entry.gateway.is_busy)
            QApplication.sendPostedEvents()

    def work(self, seconds: int) -> None:
        """Time passes while the timer ticks."""
        timer = self.screens._desk.office.timer
        for _ in range(seconds * 2):
            self.clock.push(0.5)
            timer.tick()

    def sleep(self, seconds: int) -> None:
        """The computer sleeps, wakes, and the screen has noticed."""
        self.clock.push(seconds)
        self.screens._desk.office.timer.tick()
        self.screens.timer.load()
        self.settle()


@pytest.fixture(scope="session", autouse=True)
def commands_told_once() -> Iterator[None]:
    """`ccm` has two hundred commands: to tell its parser of them takes longer than to run most of them."""
    parser = cli.build_parser()

    def with_todays_home() -> argparse.ArgumentParser:
        parser.set_defaults(practice=paths.practice_folder())
        return parser

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "build_parser", with_todays_home)
        yield


@pytest.fixture(scope="session", autouse=True)
def windows_are_searched() -> Iterator[None]:
    """A window of a test is not there to stay: what it leaves is collected, without all that was imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Collector, "settle", lambda _collector: None)
        yield


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Person]:
    clock = HandClock()
    entry = Entry(qapp, tmp_path / "practice", tmp_path / "window.ini", clock=clock, kdf=QUICK_FOR_TESTS)
    entry.window.resize(1366, 689)
    entry.open()
    yield Person(qtbot, entry, clock)
    twice = keys_bound_twice(entry.window)
    entry.close()
    entry.deleteLater()
    assert twice == [], "Qt presses neither of two equal shortcuts of one widget"


def keys_bound_twice(window: QWidget) -> list[str]:
    """The keys that one widget has more than once, each with whose they are."""
    owned = Counter(
        f"{shortcut.key().toString()} of {type(shortcut.parent()).__name__} {id(shortcut.parent())}"
        for shortcut in window.findChildren(QShortcut)
    )
    return [words for words, times in owned.items() if times > 1]
