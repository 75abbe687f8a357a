"""Sleep and lock are passed on as the operating system tells them: over a real bus, and in real message layouts."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from PySide6.QtCore import ClassInfo, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ccm_desktop.app.os_hints.linux import LinuxHints
from ccm_desktop.app.os_hints.windows import Message, WindowsHints

MINE, OTHER = "/org/freedesktop/login1/session/_31", "/org/freedesktop/login1/session/_32"


@ClassInfo({"D-Bus Interface": "org.freedesktop.login1.Manager"})  # type: ignore[call-arg]
class Manager(QObject):  # type: ignore[operator]
    """As much of logind as is asked."""

    @Slot(str, result=QDBusObjectPath)
    def GetSession(self, _name: str) -> QDBusObjectPath:
        return QDBusObjectPath(MINE)


@pytest.fixture
def bus() -> Iterator[str]:
    """The address of a bus of the test's own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon on this computer")
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True
    )
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.terminate()
    daemon.wait()
    daemon.stdout.close()


class System:
    """The other end of the bus: logind and two screen savers."""

    def __init__(self, bus: str) -> None:
        self.ours = QDBusConnection.connectToBus(bus, "ours")
        self.theirs = QDBusConnection.connectToBus(bus, "theirs")
        self.manager = Manager()
        for name in ("org.freedesktop.login1", "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"):
            assert self.theirs.registerService(name)
        everything = QDBusConnection.RegisterOption.ExportAllSlots
        assert self.theirs.registerObject("/org/freedesktop/login1", self.manager, everything)
        self.heard: list[str] = []
        self.hints = LinuxHints(self.heard.append, None, self.ours, self.ours)

    def says(self, path: str, interface: str, name: str, *values: object) -> None:
        signal = QDBusMessage.createSignal(path, interface, name)
        signal.setArguments(list(values))
        assert self.theirs.send(signal)


@pytest.fixture
def system(bus: str, qtbot: QtBot, qapp: QApplication) -> Iterator[System]:
    made = System(bus)
    qtbot.waitUntil(lambda: any(heard[4] == "Unlock" for heard in made.hints._heard))
    yield made
    made.hints.stop()
    made.theirs.unregisterObject("/org/freedesktop/login1")
    for name in ("ours", "theirs"):
        QDBusConnection.disconnectFromBus(name)


def test_sleep_lock_and_screen_saver_are_passed_on(system: System, qtbot: QtBot) -> None:
    manager, session = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
    system.says("/org/freedesktop/login1", manager, "PrepareForSleep", True)
    system.says("/org/freedesktop/login1", manager, "PrepareForSleep", False)
    system.says(MINE, session, "Lock")
    system.says(MINE, session, "Unlock")
    system.says("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True)
    system.says("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", False)
    qtbot.waitUntil(lambda: len(system.heard) >= 6)
    assert system.heard == ["sleep", "wake", "lock", "unlock", "lock", "unlock"]


def test_somebody_elses_session_on_this_computer_says_nothing(system: System, qtbot: QtBot) -> None:
    session = "org.freedesktop.login1.Session"
    system.says(OTHER, session, "Lock")
    system.says(MINE, session, "Unlock")
    qtbot.waitUntil(lambda: bool(system.heard))
    assert system.heard == ["unlock"]


def test_after_the_end_nothing_is_heard(system: System, qtbot: QtBot) -> None:
    system.hints.stop()
    again: list[str] = []
    second = LinuxHints(again.append, None, system.ours, system.ours)
    system.says("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", True)
    qtbot.waitUntil(lambda: bool(again))
    assert system.heard == []
    second.stop()


def test_without_a_bus_nothing_is_said_and_nothing_fails(qapp: QApplication) -> None:
    nowhere = QDBusConnection("no such bus")
    heard: list[str] = []
    hints = LinuxHints(heard.append, None, nowhere, nowhere)
    hints.stop()


@pytest.mark.parametrize(
    ("message", "word", "hint"),
    [
        (0x0218, 0x0004, "sleep"),
        (0x0218, 0x0007, "wake"),
        (0x0218, 0x0012, "wake"),
        (0x02B1, 0x0007, "lock"),
        (0x02B1, 0x0008, "unlock"),
        (0x02B1, 0x0004, "lock"),
        (0x0218, 0x000A, None),  # the battery changed
        (0x0010, 0x0007, None),  # another message
    ],
)
def test_windows_messages_are_read(qapp: QApplication, message: int, word: int, hint: str | None) -> None:
    heard: list[str] = []
    hints = WindowsHints(heard.append, 0)
    told = Message(None, message, word, 0)
    assert hints.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told)) == (False, 0)
    assert hints.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(told)) == (False, 0)
    assert heard == ([hint] if hint else [])
    hints.stop()


def test_the_message_lies_in_memory_as_windows_lays_it() -> None:
    wide = ctypes.sizeof(ctypes.c_void_p)
    assert (Message.message.offset, Message.word.offset) == (wide, 2 * wide)
