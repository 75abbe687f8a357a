"""Makes a sound JSON file faulty at one place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def spoil(file: Path, *path: Any, to: Any) -> None:
    """Put a value at a place of a file; `...` takes the field away."""
    found = json.loads(file.read_text("utf-8"))
    place = found
    for step in path[:-1]:
        place = place[step]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    file.write_text(json.dumps(found), "utf-8")
