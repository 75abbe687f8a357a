"""Chooses what this computer can say."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ccm_desktop.app.os_hints.linux import LinuxHints
from ccm_desktop.app.os_hints.windows import WindowsHints


class Listening(Protocol):
    """Whatever listens."""

    def stop(self) -> None:
        """Listen no longer."""


def listen(hint: Callable[[str], object], window: QWidget, platform: str = sys.platform) -> Listening | None:
    """Pass on sleep, wake, lock and unlock; None where the computer tells nobody."""
    if platform == "win32":
        return WindowsHints(hint, int(window.winId()))
    if platform.startswith("linux"):
        return LinuxHints(hint, window)
    return None
