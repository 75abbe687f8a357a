"""Chooses what this computer can say; what others can say is not read."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget


class Listening(Protocol):
    """Whatever listens."""

    def stop(self) -> None:
        """Listen no longer."""


def listen(hint: Callable[[str], object], window: QWidget, platform: str = sys.platform) -> Listening | None:
    """Pass on sleep, wake, lock and unlock; None where the computer tells nobody."""
    if platform == "win32":
        from ccm_desktop.app.os_hints.windows import WindowsHints

        return WindowsHints(hint, int(window.winId()))
    if platform.startswith("linux"):
        from ccm_desktop.app.os_hints.linux import LinuxHints

        return LinuxHints(hint, window)
    return None
