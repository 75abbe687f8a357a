"""What may be told of a bug: where it happened and its type, never values, which may name a patient."""

from __future__ import annotations

import traceback
from types import TracebackType


def redacted(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Frames and the type of the error; no message and no locals."""
    frames = traceback.extract_tb(trace)
    lines = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([f"Unexpected {kind.__name__} at", *lines])
