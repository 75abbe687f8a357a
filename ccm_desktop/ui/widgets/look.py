"""Whether something was on the screen for long enough to have been read."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

LOOK_MS = 1_000
"""How long a page must have been on the screen before it can be signed (ux.md 8.4)."""


class Look(QObject):
    """Counts a second in which `shown` is visible.

    Signals:
        done: it was on the screen long enough.
    """

    done = Signal()

    def __init__(self, shown: QWidget) -> None:
        super().__init__(shown)
        self._shown = shown
        self.ready = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one comes up to a twentieth too soon
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._on_timeout)

    def begin(self) -> None:
        """Something new is on show."""
        self.ready = False
        self._timer.start()

    def end(self) -> None:
        """Nothing is."""
        self.ready = False
        self._timer.stop()

    def _on_timeout(self) -> None:
        if not self._shown.isVisible():  # what nobody could see was not looked at
            self._timer.start()
            return
        self.ready = True
        self.done.emit()
