"""Where the program keeps things: practice folders, settings, logs; never patients' data outside them."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_NAME = "CCM Desktop"


def data_folder() -> Path:
    """Holds the practice folders of this user of the computer."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False, roaming=False))


def practice_folder() -> Path:
    """The practice that opens when no other is named."""
    return data_folder() / "practice"


def demo_folder() -> Path:
    """The invented practice."""
    return data_folder() / "demo"


def running_folder() -> Path:
    """Locks of the programs that run now; this user's alone."""
    return data_folder() / "running"


def settings_file() -> Path:
    """Window layout and appearance."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "window.ini"
