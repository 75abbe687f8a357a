"""Which codes name a chronic condition, and of which family: suggestions for a person to attest."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.resources import resource


@dataclass(frozen=True, slots=True)
class Classification:
    """What a map says of a condition."""

    chronic: str
    """yes | review (shown, needs a tick) | no | unknown (needs classification, never "not chronic")"""
    families: tuple[str, ...] = ()
    icd10: str = ""


UNKNOWN = Classification("unknown")


@dataclass(frozen=True, slots=True)
class CodeMap:
    """SNOMED CT ids and ICD-10-CM prefixes, longest prefix first."""

    snomed: dict[str, Classification] = field(default_factory=dict)
    prefixes: dict[str, Classification] = field(default_factory=dict)

    def classify(self, *, icd10: str = "", snomed: str = "") -> Classification:
        """The classification of a condition by any of its codes; ICD-10-CM first, it is what is billed."""
        code = icd10.strip().upper()
        for length in range(len(code), 1, -1):
            found = self.prefixes.get(code[:length])
            if found is not None:
                return Classification(found.chronic, found.families, code)
        known = self.snomed.get(snomed.strip())
        if known is not None:
            return Classification(known.chronic, known.families, code or known.icd10)
        return Classification("unknown", (), code)

    def with_file(self, path: Path) -> CodeMap:
        """This map with a practice's own on top: columns snomed, icd10cm, family, ccm_default."""
        snomed, prefixes = dict(self.snomed), dict(self.prefixes)
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = csv.DictReader(stream)
                needed = {"snomed", "icd10cm", "family", "ccm_default"}
                if rows.fieldnames is None or not needed <= set(rows.fieldnames):
                    raise BadInput(
                        "code_map_columns", f"{path.name}, line 1: columns are missing.",
                        f"The first line must name {', '.join(sorted(needed))}.",
                    )  # fmt: skip
                for row in rows:
                    found = _row(row)
                    if row["snomed"]:
                        snomed[row["snomed"]] = found
                    elif found.icd10:
                        prefixes[found.icd10] = found
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise BadInput("code_map_unreadable", f"{path.name} cannot be read as a code map.",
                           "Save it as a CSV file in UTF-8.") from error  # fmt: skip
        return CodeMap(snomed, prefixes)


def _row(row: dict[str, str]) -> Classification:
    chronic = {"y": "yes", "review": "review", "n": "no"}.get(row["ccm_default"], "unknown")
    families = tuple(name for name in (row["family"] or "").split("|") if name)
    return Classification(chronic, families, row["icd10cm"] or "")


@cache
def shipped() -> CodeMap:
    """The program's own map."""
    snomed: dict[str, Classification] = {}
    prefixes: dict[str, Classification] = {}
    for row in _table():
        chronic = "yes" if row["default"] == "y" else "review"
        for prefix in row["icd10"].split():
            _join(prefixes, prefix, chronic, row["family"])
        for concept in row["snomed"].split():
            _join(snomed, concept, chronic, row["family"])
    return CodeMap(snomed, prefixes)


def _join(codes: dict[str, Classification], code: str, chronic: str, family: str) -> None:
    """Codes that name two families, such as diabetic kidney disease, belong to both."""
    known = codes.get(code)
    families = (family,) if known is None else tuple(dict.fromkeys((*known.families, family)))
    better = "yes" if known is not None and known.chronic == "yes" else chronic
    codes[code] = Classification(better, families, "")


@cache
def _short_labels() -> dict[str, str]:
    return {row["family"]: row["short"] for row in _table()}


def family_label(family: str) -> str:
    """A few letters for a list: `HTN`."""
    return _short_labels().get(family, family)


def _table() -> list[dict[str, str]]:
    with resource("codes", "chronic_conditions.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
