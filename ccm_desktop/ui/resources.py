"""Where icons, fonts and the style sheet lie."""

from __future__ import annotations

from pathlib import Path

import ccm_desktop

ROOT = Path(ccm_desktop.__file__).resolve().parent.parent / "resources"
