"""Sentences about concurrent versions, for the form of a line."""

from __future__ import annotations

from typing import Any

from ccm_desktop.ui.care_plan.fields import FIELDS


def other_words(value: Any) -> str:
    """A concurrent version in one line."""
    texts = [getattr(value, name) for name, _, _ in FIELDS[type(value)]]
    return " · ".join(", ".join(text) if isinstance(text, tuple) else str(text) for text in texts if text)
