"""The gateway loses no result, tells each failure once and in the right place, and ends in order."""

from __future__ import annotations

import sys
import threading
from functools import partial
from types import TracebackType

import pytest
from PySide6.QtCore import QAbstractTableModel, QObject, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Portions, Progress
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.ui.gateway import Gateway
from ccm_desktop.ui.widgets.rows_model import Column, RowsModel


class Emitter(QObject):
    said = Signal(bool)


def test_the_toolkit_keeps_its_reference_counts(qapp: QApplication) -> None:
    emitter = Emitter()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(500):
        emitter.said.emit(True)
    model = RowsModel((Column("a", "A", str, 10),), lambda row: row)
    for _ in range(20_000):
        QAbstractTableModel.beginResetModel(model)
        QAbstractTableModel.endResetModel(model)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert abs(after[0] - before[0]) < 50
    assert abs(after[1] - before[1]) < 50


def test_no_result_of_five_hundred_is_lost(qtbot: QtBot) -> None:
    gateway = Gateway()
    got: list[int] = []
    for n in range(500):
        gateway.ask(partial(int, n)).succeeded.connect(got.append)
    qtbot.waitUntil(lambda: not gateway.is_busy, timeout=20_000)
    assert got == list(range(500))
    gateway.close()


def test_a_command_tells_what_changed_and_a_refusal_is_told_once(qtbot: QtBot) -> None:
    gateway = Gateway()
    changes: list[Changed] = []
    problems: list[Refusal] = []
    gateway.changed.connect(changes.append)
    gateway.problem.connect(problems.append)
    gateway.send(lambda: Outcome(None, Changed.TIME))

    def refuse() -> Outcome[None]:
        raise Refusal("no", "No.", "Try again.")

    gateway.send(refuse)
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert changes == [Changed.TIME]
    assert [p.code for p in problems] == ["no"]
    gateway.close()


def test_long_work_reports_and_can_be_cancelled(qtbot: QtBot) -> None:
    gateway = Gateway()
    seen: list[int] = []
    done: list[str] = []

    def work(progress: Progress) -> str:
        for n in range(10**6):
            progress.report(n, 10**6)
        return "finished"

    task = gateway.render(work, "Working…")
    task.progressed.connect(lambda n, _total: seen.append(n))
    task.succeeded.connect(done.append)
    qtbot.waitUntil(lambda: len(seen) > 3)
    task.cancel()
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert done == []
    gateway.close()


def in_portions(told: list[str], gate: threading.Event, _progress: Progress) -> Portions[Outcome[str]]:
    """Three portions, the first of which ends when `gate` opens."""
    for number in range(3):
        told.append(f"portion {number}")
        if number == 0:
            gate.wait(10)
        yield
    return Outcome("all", Changed.TIME)


def test_between_two_portions_others_have_their_turn(qtbot: QtBot) -> None:
    gateway, gate = Gateway(), threading.Event()
    told: list[str] = []
    results: list[Outcome[str]] = []
    task = gateway.send_portions(partial(in_portions, told, gate), "Gathering…")
    task.succeeded.connect(results.append)
    gateway.ask(partial(told.append, "timer started"))
    gate.set()
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert told == ["portion 0", "timer started", "portion 1", "portion 2"]
    assert [one.value for one in results] == ["all"]
    gateway.close()


def test_a_portion_is_not_begun_after_a_cancel_nor_after_the_last_word(qtbot: QtBot) -> None:
    gateway, gate = Gateway(), threading.Event()
    told: list[str] = []
    task = gateway.send_portions(partial(in_portions, told, gate), "Gathering…")
    qtbot.waitUntil(lambda: told == ["portion 0"])
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert told == ["portion 0"]

    gate.clear()
    gateway.send_portions(partial(in_portions, told, gate), "Gathering…")
    qtbot.waitUntil(lambda: len(told) == 2)
    threading.Timer(0.05, gate.set).start()
    gateway.finish_with(partial(told.append, "closed"))
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert told == ["portion 0", "portion 0", "closed"]
    gateway.close()


class Screen(QObject):
    """Shows what went wrong beside what was pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[object] = []

    def tell(self, problem: object) -> None:
        self.told.append(problem)


def refuse() -> None:
    raise Refusal("no", "No.", "Try again.")


def test_a_problem_that_a_screen_claims_is_not_told_by_the_window_too(qtbot: QtBot) -> None:
    gateway, screen, window = Gateway(), Screen(), Screen()
    gateway.problem.connect(window.tell)
    gateway.ask(refuse).failed.connect(screen.tell)
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert ([str(p) for p in screen.told], window.told) == (["No. Try again."], [])
    gateway.ask(refuse)
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert [str(p) for p in window.told] == ["No. Try again."]
    gateway.close()


def test_a_bug_is_told_even_where_a_screen_waits_for_problems(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway, screen = Gateway(), Screen()
    told: list[type[BaseException]] = []

    def hook(kind: type[BaseException], _error: BaseException, _trace: TracebackType | None) -> None:
        told.append(kind)

    monkeypatch.setattr(sys, "excepthook", hook)
    gateway.ask(lambda: 1 // 0).failed.connect(screen.tell)
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert told == [ZeroDivisionError]
    gateway.close()


def test_commands_already_given_are_done_before_the_last_word(qtbot: QtBot) -> None:
    gateway = Gateway()
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def first() -> None:
        begun.set()
        go_on.wait(10)
        done.append("in hand")

    gateway.ask(first)
    gateway.ask(partial(done.append, "saved by hand"))
    assert begun.wait(10)
    go_on.set()
    gateway.finish_with(partial(done.append, "closed"))
    assert done == ["in hand", "saved by hand", "closed"]
    gateway.close()
    qtbot.waitUntil(lambda: not gateway.is_busy)


def test_what_a_late_answer_asks_for_is_not_asked_any_more(qtbot: QtBot) -> None:
    gateway = Gateway()
    asked: list[str] = []

    class Chained(QObject):
        def go_on(self, _answer: object) -> None:
            asked.append("told")
            gateway.ask(partial(asked.append, "asked again"))

    screen = Chained()
    gateway.ask(partial(int, "1")).succeeded.connect(screen.go_on)
    gateway.close()  # its answer is under way
    qtbot.waitUntil(lambda: not gateway.is_busy)
    assert asked == ["told"]
