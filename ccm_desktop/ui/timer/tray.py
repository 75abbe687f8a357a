"""The timer in the notification area: there only while it runs or is paused, and never with a name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ccm_desktop.ui import figures
from ccm_desktop.ui.timer.reminders import SNOOZES

_SIZE = 64
_SHOWN_MS = 10_000
_COLOURS = {"running": "#0B655C", "paused": "#754700", "away": "#754700"}


def state_icon(state: str) -> QIcon:
    """The state as a shape on a disc: a dot runs, bars are paused, a half disc waits for an answer."""
    image = QPixmap(_SIZE, _SIZE)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor("#FFFFFF"))  # an edge that is seen on a dark bar too
    painter.setBrush(QColor(_COLOURS[state]))
    painter.drawEllipse(1, 1, _SIZE - 3, _SIZE - 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FFFFFF"))
    if state == "running":
        painter.drawEllipse(20, 20, 24, 24)
    elif state == "paused":
        painter.drawRect(20, 18, 9, 28)
        painter.drawRect(35, 18, 9, 28)
    else:
        painter.drawPie(QRectF(16, 16, 32, 32), 90 * 16, 180 * 16)
    painter.end()
    return QIcon(image)


class TimerTray(QObject):
    """The icon and its menu.

    Signals:
        chosen: key of an entry: pause, finish, switch, show, lock.
        snoozed: key of a rest from reminders.
    """

    chosen = Signal(str)
    snoozed = Signal(str)

    def __init__(self, parent: QObject, available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable) -> None:
        super().__init__(parent)
        self._available = available
        self._state = ""
        self.menu = QMenu()
        self.pause_action = self._entry("pause", "Pause")
        self._entry("finish", "Finish…")
        self._entry("switch", "Switch…")
        self._entry("show", "Show CCM")
        snoozes = self.menu.addMenu("No reminders")
        for key, words in SNOOZES.items():
            snoozes.addAction(words).triggered.connect(partial(self._on_snoozed, key))
        self._entry("lock", "Lock")
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.icon.messageClicked.connect(partial(self.chosen.emit, "show"))

    @property
    def is_there(self) -> bool:
        """Whether the icon is on show, so that a message can come from it."""
        return self.icon.isVisible()

    def show_state(self, state: str, elapsed_seconds: int, *, wanted: bool) -> None:
        """`state` is running, paused, away, or anything else for no timer."""
        there = wanted and state in _COLOURS and self._available()
        if there and state != self._state:
            self.icon.setIcon(state_icon(state))
            self.pause_action.setText("Resume" if state == "paused" else "Pause")
        self._state = state if there else ""
        if there:
            self.show_elapsed(elapsed_seconds)
        if there != self.icon.isVisible():
            self.icon.setVisible(there)

    def show_elapsed(self, seconds: int) -> None:
        """The tooltip."""
        self.icon.setToolTip(f"CCM timer {figures.minutes(seconds)}")

    def notify(self, text: str) -> None:
        """One message; it goes away by itself."""
        self.icon.showMessage("CCM timer", text, self.icon.icon(), _SHOWN_MS)

    def close(self) -> None:
        """The practice closes."""
        self.icon.hide()
        self.menu.deleteLater()

    def _entry(self, key: str, words: str) -> QAction:
        action = self.menu.addAction(words)
        action.triggered.connect(partial(self._on_chosen, key))
        return action

    def _on_chosen(self, key: str, _checked: bool = False) -> None:
        self.chosen.emit(key)

    def _on_snoozed(self, key: str, _checked: bool = False) -> None:
        self.snoozed.emit(key)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.chosen.emit("show")
