"""Collects cyclic garbage in the main thread only.

A collection may destroy widgets in whatever thread it happens to run, and Qt does not survive that.
It is also seldom, because a practice is many small lasting objects.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 2_000
_WORTH_IT = 50_000
"""New objects that may be garbage before a look at them pays."""
_FULL_EVERY = 30
"""Looks between two that search everything."""


class Collector(QObject):
    """Searches for cyclic garbage in the thread that made this object, and nowhere else."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks, self._is_settled = 0, False
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect if enough was made since the last time."""
        self._looks = (self._looks + 1) % _FULL_EVERY
        if self._looks == 0:
            gc.collect()
        elif gc.get_count()[0] > _WORTH_IT:
            gc.collect(1)

    def settle(self) -> None:
        """What is here by now stays: to search it all for garbage each minute would hold up whoever types."""
        gc.freeze()
        self._is_settled = True

    def stop(self) -> None:
        """Give collecting back to whom it was taken from, with all there is."""
        self._timer.stop()
        if self._is_settled:
            gc.unfreeze()
        if self._was_on:
            gc.enable()
