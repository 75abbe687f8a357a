"""Whether a drug's name is one that is often prescribed, and what a misspelled one may have meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from ccm_desktop.interop.resources import resource

_WORD = re.compile(r"[a-z]{4,}")
_CLOSE = 0.8
"""How alike a name must be to be offered; below it offers other drugs."""


def is_known(drug: str) -> bool:
    """Whether any word of it is in the list, which is not complete: what is missing there may be right."""
    return any(word in _names() for word in _WORD.findall(drug.casefold()))


def meant(drug: str) -> str:
    """The name in the list that is spelled nearly so; empty when there is none."""
    for word in _WORD.findall(drug.casefold()):
        found = get_close_matches(word, _names(), 1, _CLOSE)
        if found:
            return str(found[0])
    return ""


@cache
def _names() -> frozenset[str]:
    text = resource("codes", "drug_names.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
