"""Whether a typed clinical code can be one at all: its form, not whether anybody published it.

SNOMED CT: 6 to 18 digits, of which the last is a Verhoeff check digit and the two before it tell that it is a concept
(SNOMED CT Release File Specification, "SCTID"). RxNorm: a concept identifier of up to 8 digits (RxNorm documentation,
"RXCUI").
"""

from __future__ import annotations

import re

_SCTID, _RXCUI = re.compile(r"[1-9][0-9]{5,17}"), re.compile(r"[1-9][0-9]{0,7}")
_CONCEPT = ("00", "10")
"""Partition of a concept: of the international edition, of an extension."""
_TIMES = ("0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
          "5987604321", "6598710432", "7659821043", "8765932104", "9876543210")  # fmt: skip
"""The dihedral group of ten."""
_TURNED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870",
           "4286573901", "2793806415", "7046913258")  # fmt: skip
"""What each digit becomes by its place from the right, every eighth place again."""


def snomed_fault(code: str) -> str:
    """Why it is no SNOMED CT concept, in words; empty where it may be one, or nothing was typed."""
    if not code or (_SCTID.fullmatch(code) and code[-3:-1] in _CONCEPT and _verhoeff(code) == 0):
        return ""
    return "Not a SNOMED CT number: 6 to 18 digits, the last of which checks the others."


def rxnorm_fault(code: str) -> str:
    """The same for an RxNorm concept."""
    return "" if not code or _RXCUI.fullmatch(code) else "Not an RxNorm number: up to 8 digits, such as 314077."


def _verhoeff(digits: str) -> int:
    """0 where the check digit fits."""
    found = 0
    for place, digit in enumerate(reversed(digits)):
        found = int(_TIMES[found][int(_TURNED[place % 8][int(digit)])])
    return found
