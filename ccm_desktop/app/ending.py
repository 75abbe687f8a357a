"""The end that the computer asks for, by a signal or with the user's session: nobody is asked, nothing is lost."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")
"""As far as the computer knows them."""


class Ending(QObject):
    """Calls `end` on the main thread, before the computer goes on."""

    def __init__(self, app: QApplication, end: Callable[[], object]) -> None:
        super().__init__(app)
        self._end = end
        # Qt waits outside the interpreter, which alone hears of a signal: a byte in a socket wakes both.
        self._heard, self._bell = socket.socketpair()
        self._heard.setblocking(False)
        self._bell.setblocking(False)
        self._listener = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._listener.activated.connect(self._on_signal)
        self._before = signal.set_wakeup_fd(self._bell.fileno())
        for name in _SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _wake)
        app.commitDataRequest.connect(self._on_session_end, Qt.ConnectionType.DirectConnection)

    def stop(self) -> None:
        """Listen no longer; a signal ends the process as ever."""
        self._listener.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for name in _SIGNALS:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), signal.SIG_DFL)
        self._heard.close()
        self._bell.close()

    def _on_signal(self) -> None:
        self._listener.setEnabled(False)
        self._end()

    def _on_session_end(self) -> None:
        """The computer may cut us off as soon as this returns."""
        self._end()


def _wake(_number: int, _frame: object) -> None:
    """The byte in the socket says it all."""
