"""Claim lines as CSV: the boxes of CMS-1500 and the elements of 837P named in the first line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.progress import Progress
from ccm_desktop.reports.tables import render_table
from ccm_desktop.reports.wording import clock

HEADER = (
    "Claim number (26; CLM01)",
    "Line (LX01)",
    "Patient last name (2; NM103)",
    "Patient first name (2; NM104)",
    "Date of birth (3; DMG02)",
    "Sex (3; DMG03)",
    "MRN",
    "Medicare id (1a; NM109)",
    "Practitioner (31)",
    "NPI (24J; NM109)",
    "ICD indicator (21)",
    "Diagnosis A (21A; HI01-2)",
    "Diagnosis B (21B; HI02-2)",
    "Date of service from (24A; DTP03)",
    "Date of service to (24A; DTP03)",
    "Place of service (24B; CLM05-1)",
    "Code (24D; SV101-2)",
    "Diagnosis pointers (24E; SV107)",
    "Charge (24F; SV102)",
    "Units (24G; SV104)",
    "Claim total (28; CLM02)",
    "Counted time",
    "Month",
    "State of the month",
    "Rules",
    "Charge is",
    "Still missing",
)


@dataclass(frozen=True, slots=True)
class ClaimSheetLine:
    """One service line as it is typed into a claim; days are ISO dates."""

    claim: str
    number: int
    family: str
    given: str
    birth_on: str
    sex: str
    mrn: str
    mbi: str
    practitioner: str
    npi: str
    diagnoses: tuple[str, ...]
    service_on: str
    place: str
    code: str
    pointers: str
    charge: Decimal
    charge_is: str
    """Which fee table, in words."""
    units: int
    total: Decimal
    counted_seconds: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """The claim lines of a month."""

    month: str
    state: str
    rules: str
    lines: tuple[ClaimSheetLine, ...]


def render_claim_lines(sheet: ClaimSheet, progress: Progress | None = None) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark; no cell is ever run as a formula."""
    return render_table(HEADER, [_cells(sheet, line) for line in sheet.lines], progress)


def _cells(sheet: ClaimSheet, line: ClaimSheetLine) -> Sequence[str]:
    first, second = (*line.diagnoses, "", "")[:2]
    return (
        line.claim, str(line.number), line.family, line.given, line.birth_on, line.sex[:1].upper(), line.mrn,
        line.mbi.replace("-", ""), line.practitioner, line.npi, "0", _undotted(first), _undotted(second),
        line.service_on, line.service_on, line.place, line.code, line.pointers, f"{line.charge:.2f}",
        str(line.units), f"{line.total:.2f}", clock(line.counted_seconds), sheet.month, sheet.state, sheet.rules,
        line.charge_is, "; ".join(line.missing),
    )  # fmt: skip


def _undotted(icd10: str) -> str:
    """Both forms want the code without its point."""
    return icd10.replace(".", "")
