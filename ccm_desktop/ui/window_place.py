"""Where the window stood and how large it was, from one start to the next.

Qt's own `restoreGeometry` guesses the height of the title bar before there is one, and pushes a window
that touches the top of the screen down by the difference. The frame's corner needs no guess.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from ccm_desktop.ui.layout_memory import LayoutMemory

_KEY, _MAXIMIZED = "window/place", "window/maximized"
_FIRST_SIZE = QSize(1366, 700)
_TO_GRASP = 48
"""Pixels of the title bar that must be on a screen, so that one can take hold of it."""


def remember(window: QMainWindow, memory: LayoutMemory) -> None:
    """Keep corner and size; of a maximized window those it returns to."""
    is_large = window.isMaximized() or window.isFullScreen()
    memory.remember(_MAXIMIZED, "yes" if is_large else "")
    if not (is_large or window.isMinimized()):
        corner, size = window.frameGeometry().topLeft(), window.size()
        memory.remember(_KEY, f"{corner.x()} {corner.y()} {size.width()} {size.height()}")


def restore(window: QMainWindow, memory: LayoutMemory) -> None:
    """Stand as remembered, where a screen still is; before the window is shown."""
    try:
        left, top, width, height = map(int, memory.text(_KEY, "").split())
    except ValueError:  # the first start, or a file that somebody edited
        window.resize(_FIRST_SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize()))
        return
    corner, size = QPoint(left, top), QSize(width, height)
    title = QRect(corner, QSize(width, _TO_GRASP))
    for screen in QGuiApplication.screens():
        seen = screen.availableGeometry().intersected(title)
        if seen.width() >= _TO_GRASP and seen.height() >= _TO_GRASP // 2:
            window.resize(size.boundedTo(screen.availableSize()))
            window.move(corner)
            break
    else:
        window.resize(size.boundedTo(QGuiApplication.primaryScreen().availableSize()))
    if memory.text(_MAXIMIZED, ""):
        window.setWindowState(Qt.WindowState.WindowMaximized)
