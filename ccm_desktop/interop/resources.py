"""Where the program's own data files lie, from a source tree and in the built program alike."""

from __future__ import annotations

from pathlib import Path

import ccm_desktop

_ROOT = Path(ccm_desktop.__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """A file under `resources/`."""
    return _ROOT.joinpath(*parts)
