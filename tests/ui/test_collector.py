"""Garbage is collected in the main thread and nowhere else."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.collector import Collector


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    parent = QObject()
    collector = Collector(parent)
    yield collector
    collector.stop()


class Cycle:
    gone_in: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        self.gone_in.append(threading.get_ident())


def test_a_busy_worker_never_collects(collector: Collector) -> None:
    Cycle.gone_in.clear()

    def work() -> None:
        for _ in range(30_000):
            Cycle()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert Cycle.gone_in == []
    for _ in range(30):
        collector.look()
    assert set(Cycle.gone_in) == {threading.get_ident()}
    assert len(Cycle.gone_in) == 30_000


def test_a_look_collects_only_what_pays(collector: Collector) -> None:
    gc.collect()
    Cycle.gone_in.clear()
    Cycle()
    collector.look()
    assert Cycle.gone_in == []
    for _ in range(60_000):
        Cycle()
    collector.look()
    assert len(Cycle.gone_in) > 59_000


def test_what_is_settled_is_searched_no_more_and_what_comes_later_is(collector: Collector) -> None:
    gc.collect()
    Cycle.gone_in.clear()
    Cycle()
    collector.settle()
    Cycle()
    for _ in range(30):
        collector.look()
    assert len(Cycle.gone_in) == 1
    collector.stop()
    gc.collect()
    assert len(Cycle.gone_in) == 2, "at the end nothing is left out"


@pytest.mark.parametrize("was_on", [True, False])
def test_stopping_gives_collecting_back_to_whom_it_was_taken_from(qtbot: QtBot, was_on: bool) -> None:
    """Of two windows in one process the one that goes first leaves the other in peace."""
    parent = QObject()
    (gc.enable if was_on else gc.disable)()
    collector = Collector(parent)
    assert not gc.isenabled()
    collector.stop()
    assert gc.isenabled() is was_on


def test_what_others_set_aside_stays_so(qtbot: QtBot) -> None:
    """Only what was settled here is searched again: somebody else may have told a whole run to stay."""
    gc.collect()
    gc.freeze()
    kept = gc.get_freeze_count()
    parent = QObject()
    Collector(parent).stop()
    assert gc.get_freeze_count() == kept > 0
