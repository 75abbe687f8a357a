"""The window stands where it stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.main_window import MainWindow

Start = Callable[[], MainWindow]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, memory: LayoutMemory) -> Iterator[Start]:
    """A new start of the program; the window before is closed."""
    made: list[MainWindow] = []

    def end() -> None:
        for window in made:
            window.allow_close()
            window.close()

    def begin() -> MainWindow:
        end()
        window = MainWindow(memory)
        made.append(window)
        window.show()
        return window

    yield begin
    end()
    for window in made:
        window.deleteLater()


@pytest.mark.parametrize("corner", [QPoint(0, 0), QPoint(90, 60)], ids=["at the screen's corner", "in the middle"])
def test_it_never_wanders_from_start_to_start(start: Start, corner: QPoint) -> None:
    window = start()
    window.resize(700, 480)
    window.move(corner)
    for _ in range(3):
        again = start()
        assert again.frameGeometry().topLeft() == corner
        assert again.size() == QSize(700, 480)


def test_a_maximized_window_comes_back_so_and_remembers_its_size(start: Start) -> None:
    window = start()
    window.resize(700, 480)
    window.move(20, 30)
    window.close()  # asks, and has remembered
    window.showMaximized()
    again = start()
    assert again.isMaximized()
    again.showNormal()
    assert again.size() == QSize(700, 480)


def test_a_place_on_a_screen_that_is_gone_is_not_taken(start: Start, memory: LayoutMemory) -> None:
    memory.remember("window/place", "9000 40 700 480")
    window = start()
    screen: QRect = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.intersects(window.frameGeometry())
    assert window.size() == QSize(700, 480)


@pytest.mark.parametrize("kept", ["", "here", "1 2 3", "1 2 3 4 5"])
def test_an_unreadable_place_is_a_first_start(start: Start, memory: LayoutMemory, kept: str) -> None:
    memory.remember("window/place", kept)
    screen = QGuiApplication.primaryScreen().availableSize()
    assert start().size() == QSize(1366, 700).boundedTo(screen)
