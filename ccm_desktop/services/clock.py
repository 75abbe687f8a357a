"""The one door to the time of day, so that a test can hold the clock in its hand."""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from ccm_desktop.domain.timer.clocks import Sample

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_WINDOWS_TICKS = 10_000_000
"""Units of `QueryUnbiasedInterruptTime` in a second."""


class Clock(Protocol):
    """Wall time for stamps, monotonic time for durations, all clocks at once for the timer."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean something."""

    def sample(self) -> Sample:
        """All clocks at one moment; the boot id as 32 hexadecimal digits."""


class SystemClock:
    """The computer's own clock."""

    def __init__(self) -> None:
        self._boot_id = ""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def sample(self) -> Sample:
        """All clocks at one moment."""
        boot, awake = _since_boot()
        if not self._boot_id:
            self._boot_id = _boot_id(boot)
        return Sample(time.time(), boot, awake, self._boot_id)


def _since_boot() -> tuple[float, float]:
    """Seconds since the computer was started, with and without sleep."""
    if sys.platform == "darwin":
        boot, awake = time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(time.CLOCK_UPTIME_RAW)
    elif sys.platform == "win32":
        import ctypes  # only where it is asked: every start of the program reads this module

        kernel, units = ctypes.windll.kernel32, ctypes.c_uint64()
        kernel.GetTickCount64.restype = ctypes.c_uint64
        kernel.QueryUnbiasedInterruptTime(ctypes.byref(units))
        boot, awake = kernel.GetTickCount64() / 1000, units.value / _WINDOWS_TICKS
    else:
        boot, awake = time.clock_gettime(time.CLOCK_BOOTTIME), time.clock_gettime(time.CLOCK_MONOTONIC)
    return boot, awake


def _boot_id(boot: float) -> str:
    """Names this start of the computer."""
    if sys.platform == "darwin":
        import subprocess

        asked = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
        text = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    elif sys.platform == "linux" and _BOOT_ID.exists():
        text = _BOOT_ID.read_text("ascii").strip()
    else:
        text = f"{round((time.time() - boot) / 10)}"  # the moment of the start, to ten seconds
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
