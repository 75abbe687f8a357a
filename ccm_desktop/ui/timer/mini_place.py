"""Where the mini timer stands: remembered for each set of screens, and never where nobody sees it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from PySide6.QtCore import QObject, QPoint, QRect, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from ccm_desktop.ui.layout_memory import LayoutMemory

_MARGIN = 16
_LEAST_SEEN = 0.5
_REMEMBER_AFTER_MS = 300


def home(wanted: QRect | None, screens: Sequence[QRect], under_cursor: QRect, size: QRect) -> QPoint:
    """Top left of a window: where it is wanted, unless less than half of it would be seen there.

    Then it is the bottom right of the screen under the cursor.
    """
    if wanted is not None and wanted.width() and wanted.height():
        seen = sum(_area(wanted.intersected(screen)) for screen in screens)
        if seen >= _LEAST_SEEN * _area(wanted):
            return wanted.topLeft()
    return QPoint(
        max(under_cursor.left(), under_cursor.right() - size.width() - _MARGIN),
        max(under_cursor.top(), under_cursor.bottom() - size.height() - _MARGIN),
    )


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())


def room_of_screens() -> list[QRect]:
    """The part of every screen that no task bar takes."""
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


def room_under_cursor() -> QRect:
    """The same of the screen where the cursor is."""
    screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
    return screen.availableGeometry()


class MiniPlace(QObject):
    """Puts one window in its place whenever it is shown or the screens change."""

    def __init__(
        self, window: QWidget, memory: LayoutMemory, app: QGuiApplication,
        screens: Callable[[], list[QRect]] = room_of_screens, under_cursor: Callable[[], QRect] = room_under_cursor,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window, self._memory = window, memory
        self._screens, self._under_cursor = screens, under_cursor
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REMEMBER_AFTER_MS)
        self._later.timeout.connect(self.remember)
        app.screenAdded.connect(self._on_added)
        app.screenRemoved.connect(self.settle)
        for screen in QGuiApplication.screens():
            self._follow(screen)

    def settle(self) -> None:
        """Go where it stood on these screens, or home."""
        size = self._window.rect()
        x, _, y = self._memory.text(self._key(), "").partition(",")
        wanted = QRect(QPoint(int(x), int(y)), size.size()) if _is_number(x) and _is_number(y) else None
        self._window.move(home(wanted, self._screens(), self._under_cursor(), size))

    def go_home(self) -> None:
        """Bottom right of the screen under the cursor."""
        self._window.move(home(None, self._screens(), self._under_cursor(), self._window.rect()))
        self.remember()

    def moved(self) -> None:
        """A person moves it: remember the place when it rests."""
        self._later.start()

    def remember(self) -> None:
        """Keep the place for these screens."""
        self._later.stop()
        self._memory.remember(self._key(), f"{self._window.x()},{self._window.y()}")

    def _follow(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.settle)
        screen.availableGeometryChanged.connect(self.settle)

    def _on_added(self, screen: QScreen) -> None:
        self._follow(screen)
        self.settle()

    def _key(self) -> str:
        """One for each arrangement of screens."""
        words = sorted(f"{r.x()},{r.y()},{r.width()},{r.height()}" for r in self._screens())
        return f"timer/mini_place/{sha256(' '.join(words).encode()).hexdigest()[:12]}"


def _is_number(text: str) -> bool:
    return text.lstrip("-").isdecimal()
