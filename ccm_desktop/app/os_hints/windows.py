"""Sleep and lock as Windows tells them in messages to our window."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

_WM_POWERBROADCAST, _WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
_HINTS = {
    (_WM_POWERBROADCAST, 0x04): "sleep",  # PBT_APMSUSPEND
    (_WM_POWERBROADCAST, 0x07): "wake",  # PBT_APMRESUMESUSPEND
    (_WM_POWERBROADCAST, 0x12): "wake",  # PBT_APMRESUMEAUTOMATIC
    (_WM_WTSSESSION_CHANGE, 0x02): "lock",  # WTS_CONSOLE_DISCONNECT: somebody else signs in
    (_WM_WTSSESSION_CHANGE, 0x04): "lock",  # WTS_REMOTE_DISCONNECT
    (_WM_WTSSESSION_CHANGE, 0x07): "lock",  # WTS_SESSION_LOCK
    (_WM_WTSSESSION_CHANGE, 0x08): "unlock",  # WTS_SESSION_UNLOCK; it follows every way back in
}
_THIS_SESSION = 0
"""NOTIFY_FOR_THIS_SESSION"""


class Message(ctypes.Structure):
    """The beginning of a `MSG`: as much as is read here."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
    )


class WindowsHints(QAbstractNativeEventFilter):
    """Calls `hint` with sleep, wake, lock or unlock; duplicates may come."""

    def __init__(self, hint: Callable[[str], object], window: int) -> None:
        """`window` is the native handle of a window of ours that stays."""
        super().__init__()
        self._hint, self._window = hint, window
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(ctypes.c_void_p(window), _THIS_SESSION)

    def stop(self) -> None:
        """Listen no longer."""
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(ctypes.c_void_p(self._window))
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self)

    def nativeEventFilter(  # noqa: N802 - Qt's name
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        """Look at the message and let it pass."""
        name = kind.data() if isinstance(kind, QByteArray) else kind
        if bytes(name).startswith(b"windows_"):
            found = Message.from_address(int(message))
            hint = _HINTS.get((found.message, found.word))
            if hint is not None:
                self._hint(hint)
        return False, 0
