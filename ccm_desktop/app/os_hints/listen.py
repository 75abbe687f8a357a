"""Chooses what this computer can say; only Windows reads how Windows tells it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from ccm_desktop.app.os_hints.linux import LinuxHints


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
        return LinuxHints(hint, window)
    return None
