"""Words that several parts of the month-end room share."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.domain.month_note import PARTS

ROLES = {"coordinator": "Coordinator", "practitioner": "Practitioner"}
"""In the order of signing."""


def codes(units: Iterable[tuple[str, int]]) -> str:
    """`99490 + 99439×2`; a dash for none."""
    return " + ".join(code if count == 1 else f"{code}×{count}" for code, count in units) or "—"


__all__ = ["PARTS", "ROLES", "codes"]
