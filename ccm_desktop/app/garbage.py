"""A practice is many small lasting objects, and searching them for garbage over and over is half the work."""

from __future__ import annotations

import gc

_SELDOM = (100_000, 20, 50)


def collect_seldom() -> None:
    """What is loaded stays, and new objects are searched in large lots. The window does better: `ui.collector`."""
    gc.freeze()
    gc.set_threshold(*_SELDOM)
