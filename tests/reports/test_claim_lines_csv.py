"""Claim lines as CSV: named boxes, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest

from ccm_desktop.reports.claim_lines import HEADER, ClaimSheet, ClaimSheetLine, render_claim_lines
from tests.reports.report_samples import Remembers

LINE = ClaimSheetLine(
    "C2610AAAAAAAAA", 1, "Castillo", "María", "1946-05-04", "female", "M100", "1EG4-TE5-MK73", "Elena Reyes, MD",
    "1234567893", ("I10", "E11.9"), "2026-10-31", "11", "99490", "AB", Decimal("66.13"),
    "national, not your locality", 1, Decimal("116.57"), 2405, (),
)  # fmt: skip


def table(*lines: ClaimSheetLine) -> list[dict[str, str]]:
    content = render_claim_lines(ClaimSheet("2026-10", "OPEN", "2026.1", lines))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_boxes_of_the_form_and_the_elements_of_the_transaction_are_named() -> None:
    named = " ".join(HEADER)
    for box in ("(1a;", "(2;", "(3;", "(21A;", "(24A;", "(24B;", "(24D;", "(24E;", "(24F;", "(24G;", "(24J;", "(26;",
                "(28;", "(31)"):  # fmt: skip
        assert box in named
    for element in ("CLM01", "CLM02", "CLM05-1", "HI01-2", "SV101-2", "SV102", "SV104", "SV107", "NM109", "DTP03"):
        assert element in named


def test_a_line_is_written_as_the_forms_want_it() -> None:
    (row,) = table(LINE)
    assert row["Diagnosis B (21B; HI02-2)"] == "E119"
    assert row["Medicare id (1a; NM109)"] == "1EG4TE5MK73"
    assert (row["Sex (3; DMG03)"], row["Charge (24F; SV102)"], row["Claim total (28; CLM02)"]) == (
        "F", "66.13", "116.57")  # fmt: skip
    assert row["Date of service from (24A; DTP03)"] == row["Date of service to (24A; DTP03)"] == "2026-10-31"
    assert (row["Counted time"], row["Charge is"]) == ("40:05", "national, not your locality")


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "a\r\n=1", 'x";=1'])
def test_a_hostile_name_stays_text_in_one_cell(name: str) -> None:
    (row,) = table(replace(LINE, family=name, missing=(name,)))
    for cell in row.values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))
    assert len(row) == len(HEADER)
    assert None not in row


def test_a_claim_without_diagnoses_still_has_all_its_cells() -> None:
    (row,) = table(replace(LINE, diagnoses=(), pointers="", missing=("two diagnoses with ICD-10 codes",)))
    assert (row["Diagnosis A (21A; HI01-2)"], row["Diagnosis B (21B; HI02-2)"]) == ("", "")
    assert row["Still missing"] == "two diagnoses with ICD-10 codes"


def test_somebody_who_watches_hears_the_end() -> None:
    seen = Remembers()
    render_claim_lines(ClaimSheet("2026-10", "OPEN", "2026.1", (LINE,) * 450), seen)
    assert seen.seen[-1] == (450, 450)
