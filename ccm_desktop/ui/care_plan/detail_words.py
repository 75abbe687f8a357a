"""Sentences about concurrent versions, for the form of a line."""

from __future__ import annotations

from typing import Any

from ccm_desktop.services.plan_homes import GONE_HOME, Homes, home_of
from ccm_desktop.ui.care_plan.fields import FIELDS


def other_words(value: Any, homes: Homes) -> str:
    """A concurrent version in one line; with what it belongs to, which may be all that differs."""
    texts = [getattr(value, name) for name, _, kind in FIELDS[type(value)] if kind != "home"]
    if home_of(value):
        texts.append(homes.choices(type(value)).get(home_of(value), GONE_HOME))
    return " · ".join(", ".join(text) if isinstance(text, tuple) else str(text) for text in texts if text)
