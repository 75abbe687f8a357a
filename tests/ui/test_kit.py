"""Parts of the window: the gateway loses nothing, tables keep their selection, colours can be read."""

from __future__ import annotations

import random
import sys
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import QAbstractTableModel, QObject, Signal
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.progress import Progress
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.ui.gateway import Gateway
from ccm_desktop.ui.theme import DARK, LIGHT, Tokens
from ccm_desktop.ui.widgets.fields import parse_day
from ccm_desktop.ui.widgets.rows_model import Column, RowsModel
from ccm_desktop.ui.widgets.times import parse_duration, parse_time


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


def test_the_selection_follows_its_row(qapp: QApplication) -> None:
    columns: tuple[Column[tuple[int, int]], ...] = (
        Column("id", "Id", lambda row: str(row[0]), 10),
        Column("v", "V", lambda row: str(row[1]), 10),
    )
    model: RowsModel[tuple[int, int]] = RowsModel(columns, lambda row: row[0])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chance = random.Random(5)
    model.set_rows([(n, 0) for n in range(20)])
    from PySide6.QtCore import QPersistentModelIndex

    held = QPersistentModelIndex(model.index(7, 0))
    for _ in range(200):
        rows = [(n, chance.randrange(9)) for n in chance.sample(range(20), 20)]
        model.set_rows(rows)
        model.sort(chance.choice((-1, 0, 1)))
        model.set_filter(chance.choice((None, lambda row: row[0] % 2 == 1)))
        assert model.rows[held.row()][0] == 7
    model.set_filter(lambda row: row[0] != 7)
    assert not held.isValid()
    tester.deleteLater()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("t", [LIGHT, DARK], ids=["light", "dark"])
def test_all_text_can_be_read(t: Tokens) -> None:
    pairs = [
        (t.text, t.window), (t.text, t.surface), (t.text, t.alternate), (t.text, t.selection), (t.text, t.hover),
        (t.text2, t.window), (t.text2, t.surface), (t.accent, t.surface), (t.on_accent, t.accent),
        ("#FFFFFF", t.running), ("#FFFFFF", t.paused), ("#FFFFFF", t.danger),
        *((getattr(t, f"{tone}_fg"), getattr(t, f"{tone}_bg"))
          for tone in ("ok", "warn", "error", "info", "complex", "neutral")),
    ]  # fmt: skip
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert contrast(t.border, t.surface) >= 3
    assert contrast(t.focus, t.window) >= 3


TODAY = date(2026, 10, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11/21", date(2026, 11, 21)), ("5/4/46", date(1946, 5, 4)), ("05/04/1946", date(1946, 5, 4)),
        ("2026-11-21", date(2026, 11, 21)), ("today", TODAY), ("+3d", date(2026, 10, 17)),
        ("+2w", date(2026, 10, 28)), ("13/40", None), ("soon", None), ("", None), ("2/30", None),
    ],
)  # fmt: skip
def test_dates_as_people_type_them(text: str, day: date | None) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 720), ("7:30", 450), ("1:02:03", 3723), ("7.5", 450), ("7m30", 450), ("12 min", 720), ("", None),
     ("7:75", None), ("abc", None), ("-3", None)],
)  # fmt: skip
def test_lengths_as_people_type_them(text: str, seconds: int | None) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "time"),
    [("2:30 PM", "14:30:00"), ("230p", "14:30:00"), ("14:30", "14:30:00"), ("12 am", "00:00:00"), ("25:00", None),
     ("13 pm", None), ("", None), ("9:15:20", "09:15:20")],
)  # fmt: skip
def test_times_as_people_type_them(text: str, time: str | None) -> None:
    found = parse_time(text)
    assert (found.isoformat() if found else None) == time
