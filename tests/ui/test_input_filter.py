"""The urgent keys are heard wherever the keyboard is, and a hand on the keyboard or the mouse is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMetaObject, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.actions import COMMANDS
from ccm_desktop.ui.input_filter import InputFilter
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.data_table import DataTable
from tests.ui.conftest import COLUMNS

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def pressed(keys: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
    sequence: Any = QKeySequence(keys)
    combination = sequence[0]
    return combination.key(), combination.keyboardModifiers()


KEYS = {command.key: pressed(command.shortcuts.split("; ")[0]) for command in COMMANDS if command.reserved}
"""Every reserved one; Ctrl+K in a text field would delete to the end of the line."""


def line(_theme: Theme) -> QWidget:
    return QLineEdit()


def text(_theme: Theme) -> QWidget:
    return QPlainTextEdit()


def table(theme: Theme) -> QWidget:
    made = DataTable("Rows", COLUMNS, lambda row: row[0], theme)
    made.show_rows([(n, f"tkl {n}") for n in range(30)])
    return made


def box(_theme: Theme) -> QWidget:
    made = QComboBox()
    made.addItems(["kilo", "tango", "lima"])
    return made


@pytest.fixture
def clock() -> list[float]:
    return [100.0]


@pytest.fixture
def filtered(window: MainWindow, qapp: QApplication, clock: list[float]) -> Iterator[InputFilter]:
    found = InputFilter(qapp, window.actions_by_key.is_reserved, lambda: clock[0])
    yield found
    found.stop()


def in_front(window: MainWindow, qtbot: QtBot, widget: QWidget) -> QWidget:
    window.show_side(widget)
    qtbot.waitUntil(widget.isVisible)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    widget.setFocus()
    return widget


@pytest.mark.parametrize("make", [line, text, table, box])
def test_every_reserved_key_is_heard_from_every_kind_of_control(
    window: MainWindow, qtbot: QtBot, theme: Theme, filtered: InputFilter, make: Callable[[Theme], QWidget]
) -> None:
    editor = in_front(window, qtbot, make(theme))
    for command, (key, held) in KEYS.items():
        with qtbot.waitSignal(window.actions_by_key[command].triggered, timeout=2_000):
            QTest.keyClick(editor, key, held)


@pytest.mark.parametrize("command", list(KEYS))
def test_an_open_list_closes_for_a_reserved_key(
    window: MainWindow, qtbot: QtBot, theme: Theme, filtered: InputFilter, command: str
) -> None:
    combo = in_front(window, qtbot, box(theme))
    assert isinstance(combo, QComboBox)
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    assert QApplication.activePopupWidget() is not None
    with qtbot.waitSignal(window.actions_by_key[command].triggered, timeout=2_000):
        QTest.keyClick(view, *KEYS[command])
    assert QApplication.activePopupWidget() is None
    assert combo.currentText() == "kilo"


def test_a_field_keeps_what_is_not_reserved(window: MainWindow, qtbot: QtBot, filtered: InputFilter) -> None:
    editor = in_front(window, qtbot, QLineEdit())
    QTest.keyClicks(editor, "half a note")
    with qtbot.assertNotEmitted(window.actions_by_key["undo_plan"].triggered):
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)  # the field's own undo


@pytest.mark.parametrize("make", [line, text])
def test_what_a_field_has_a_use_for_is_taken_from_it_when_reserved(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, theme: Theme, make: Callable[[Theme], QWidget]
) -> None:
    strict = InputFilter(qapp, {"Ctrl+Z"}.__contains__)
    editor = in_front(window, qtbot, make(theme))
    QTest.keyClicks(editor, "half a note")
    with qtbot.waitSignal(window.actions_by_key["undo_plan"].triggered, timeout=2_000):
        QTest.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    strict.stop()


def test_input_is_told_at_most_once_a_second(
    window: MainWindow, qtbot: QtBot, filtered: InputFilter, clock: list[float]
) -> None:
    told: list[float] = []
    filtered.touched.connect(lambda: told.append(clock[0]))
    editor = in_front(window, qtbot, QPlainTextEdit())
    QTest.keyClicks(editor, "many keys at once")
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton)
    assert told == [100.0]
    clock[0] = 100.9
    QTest.keyClick(editor, Qt.Key.Key_A)
    assert told == [100.0]
    clock[0] = 101.0
    QTest.mouseClick(editor, Qt.MouseButton.LeftButton)
    assert told == [100.0, 101.0]


def test_the_mouse_passing_over_is_no_input(
    window: MainWindow, qtbot: QtBot, filtered: InputFilter, clock: list[float]
) -> None:
    told: list[float] = []
    filtered.touched.connect(lambda: told.append(clock[0]))
    QTest.mouseMove(window)
    QMetaObject.invokeMethod(window, "update")
    QTest.qWait(1)
    assert told == []


def test_alt_shift_and_a_digit_chooses_the_activity_even_while_somebody_types(
    window: MainWindow, qtbot: QtBot, filtered: InputFilter
) -> None:
    editor = in_front(window, qtbot, QPlainTextEdit())
    with qtbot.waitSignal(window.actions_by_key["activity_2"].triggered, timeout=2_000):
        QTest.keyClick(editor, Qt.Key.Key_2, ALT | SHIFT)


class Asked(InputFilter):
    """Counts what it is asked of."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += 1
        return super().eventFilter(watched, event)


def many() -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for n in range(50):
        column.addWidget(QLabel(str(n)))
    return page


def test_it_is_not_asked_while_a_page_is_made_and_hears_the_next_key(
    window: MainWindow, qapp: QApplication, qtbot: QtBot, clock: list[float]
) -> None:
    asked = Asked(qapp, window.actions_by_key.is_reserved, lambda: clock[0])
    window.pages.making.connect(asked.rest)
    before = asked.count
    window.promise_page("many", many)
    window.pages.make("many")
    assert asked.count == before
    with qtbot.waitSignal(asked.touched, timeout=2_000):
        QTest.keyClick(in_front(window, qtbot, QPlainTextEdit()), Qt.Key.Key_A)
    asked.stop()


def test_it_looks_again_after_a_page_that_could_not_be_made(
    window: MainWindow, qtbot: QtBot, filtered: InputFilter
) -> None:
    def broken() -> QWidget:
        raise LookupError

    window.pages.making.connect(filtered.rest)
    window.promise_page("broken", broken)
    with pytest.raises(LookupError):
        window.pages.make("broken")
    with qtbot.waitSignal(filtered.touched, timeout=2_000):
        QTest.keyClick(in_front(window, qtbot, QPlainTextEdit()), Qt.Key.Key_A)
