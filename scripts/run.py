"""Open the app on a demo practice: `python scripts/run.py`, the same as `make run`."""

from __future__ import annotations

import os
import platform
import sys

import setup


def main() -> int:
    """Exit code of the app, or 2 when there is no screen to show it on."""
    display = _has_display()
    python = setup.prepare("app", window=display)
    if not display:
        setup.give_up(
            "This machine has no display, so there is no place for a window.",
            "To see the screens anyway: make screenshots  (PNG files in docs/screenshots)",
        )
    return setup.run([python, "-m", "ccm_desktop", "--demo", *sys.argv[1:]])


def _has_display() -> bool:
    if platform.system() != "Linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    raise SystemExit(main())
