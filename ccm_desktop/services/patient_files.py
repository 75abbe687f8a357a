"""Names of files about a patient: by MRN and id, never by name."""

from __future__ import annotations

import re

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9-]+")


def named(start: str, mrn: str, patient: str) -> str:
    """`<start>_MRN-100234_0199a2b4`. The end of the id keeps apart patients whose MRN is the same or missing."""
    number = _NOT_IN_NAMES.sub("-", mrn).strip("-")[:40]
    return f"{start}_{f'MRN-{number}_' if number else ''}{patient[-12:]}"
