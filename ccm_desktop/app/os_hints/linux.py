"""Sleep and lock as logind and the screen saver tell them over D-Bus."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusPendingCallWatcher

_LOGIND, _LOGIND_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_MANAGER, _SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
_SCREEN_SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class LinuxHints(QObject):
    """Calls `hint` with sleep, wake, lock or unlock; a bus that is not there says nothing.

    Only this program's own logind session is listened to: others may lock theirs on the same computer.
    """

    def __init__(
        self, hint: Callable[[str], object], parent: QObject | None = None,
        system: QDBusConnection | None = None, session: QDBusConnection | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._hint = hint
        self._system = system if system is not None else QDBusConnection.systemBus()
        self._bus = session if session is not None else QDBusConnection.sessionBus()
        self._asking: QDBusPendingCallWatcher | None = None
        self._heard: list[tuple[QDBusConnection, str, str, str, str, Any]] = []
        if self._system.isConnected():
            self._hear(self._system, _LOGIND, _LOGIND_PATH, _MANAGER, "PrepareForSleep", _SLEEP)
            self._find_session()
        if self._bus.isConnected():
            for name in _SCREEN_SAVERS:
                self._hear(self._bus, name, "", name, "ActiveChanged", _ACTIVE)

    def stop(self) -> None:
        """Listen no longer."""
        for bus, service, path, interface, name, slot in self._heard:
            bus.disconnect(service, path, interface, name, self, slot)
        self._heard.clear()

    def _hear(self, bus: QDBusConnection, service: str, path: str, interface: str, name: str, slot: Any) -> None:
        if bus.connect(service, path, interface, name, self, slot):
            self._heard.append((bus, service, path, interface, name, slot))

    def _find_session(self) -> None:
        ask = QDBusMessage.createMethodCall(_LOGIND, _LOGIND_PATH, _MANAGER, "GetSession")
        ask.setArguments([os.environ.get("XDG_SESSION_ID", "auto")])
        self._asking = QDBusPendingCallWatcher(self._system.asyncCall(ask), self)
        self._asking.finished.connect(self._on_session)

    def _on_session(self, asked: QDBusPendingCallWatcher) -> None:
        reply = asked.reply()
        self._asking = None
        asked.deleteLater()
        if reply.type() != QDBusMessage.MessageType.ReplyMessage or not reply.arguments():
            return
        found = reply.arguments()[0]
        if not isinstance(found, QDBusObjectPath):
            return
        for name, slot in _LOCKS.items():
            self._hear(self._system, _LOGIND, found.path(), _SESSION, name, slot)

    @Slot(bool)
    def _on_sleep(self, begins: bool) -> None:
        self._hint("sleep" if begins else "wake")

    @Slot(bool)
    def _on_active(self, active: bool) -> None:
        self._hint("lock" if active else "unlock")

    @Slot()
    def _on_lock(self) -> None:
        self._hint("lock")

    @Slot()
    def _on_unlock(self) -> None:
        self._hint("unlock")


def _slot(signature: str) -> Any:
    """The library wants text here, its type stubs want bytes."""
    return SLOT(signature)


_SLEEP, _ACTIVE = _slot("_on_sleep(bool)"), _slot("_on_active(bool)")
_LOCKS = {"Lock": _slot("_on_lock()"), "Unlock": _slot("_on_unlock()")}
