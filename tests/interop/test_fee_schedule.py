"""Reading the two files of the physician fee schedule: the published layout, and every way it can be wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ccm_desktop.domain.billing.fees import Locality, RelativeValues
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.fee_schedule import read_localities, read_relative_values
from tests.fee_files import LOCALITIES, VALUES, gpci_file, heading, row, rvu_file

CODES = tuple(VALUES)


def refused(content: bytes) -> BadInput:
    with pytest.raises(BadInput) as found:
        read_relative_values(content, CODES)
    return found.value


def refused_places(content: bytes) -> BadInput:
    with pytest.raises(BadInput) as found:
        read_localities(content)
    return found.value


def test_the_published_layout_is_read_whatever_lines_stand_above_it() -> None:
    found = read_relative_values(rvu_file(), CODES)
    assert (found.year, found.release, found.factor) == (2026, "October Release", Decimal("33.4009"))
    assert {one.code for one in found.values} == set(CODES)
    assert next(one for one in found.values if one.code == "99490") == RelativeValues(
        "99490", Decimal("1.00"), Decimal("0.91"), Decimal("0.24"), Decimal("0.07")
    )


def test_the_layout_before_2026_has_a_column_less() -> None:
    def without_24th(line: str) -> str:
        cells = line.split(",")
        return ",".join(cells[:23] + cells[24:])

    lines = rvu_file(year=2025).decode().splitlines()
    older = "\r\n".join(without_24th(line) for line in lines).encode()
    found = read_relative_values(older, CODES)
    assert (found.year, found.factor) == (2025, Decimal("33.4009"))


def test_headings_on_one_line_a_mark_at_the_front_and_quoted_cells_are_read_too() -> None:
    one_line = (
        "HCPCS,MOD,DESCRIPTION,STATUS CODE,NOT USED,WORK RVU,NON-FAC PE RVU,NA INDICATOR,FACILITY PE RVU,NA INDICATOR,"
        "MP RVU,NON-FACILITY TOTAL,FACILITY TOTAL,PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,"
        "ASST SURG,CO- SURG,TEAM SURG,PRIC IND,ENDO BASE,CONV FACTOR,DIAG,FLAG,FAMILY,A,B,C"
    )
    rows = [row(code).replace("Our own words", '"Words, with a comma"') for code in CODES]
    text = "\n".join([heading()[0], one_line, *rows])
    assert len(read_relative_values(text.encode("utf-8-sig"), CODES).values) == 6


def test_a_line_with_a_modifier_is_another_price_and_is_passed_over() -> None:
    lines = [row("99490", "TC", values=("9.00", "9.00", "9.00", "9.00")), *(row(code) for code in CODES)]
    found = read_relative_values(rvu_file(lines), CODES)
    assert next(one for one in found.values if one.code == "99490").work == Decimal("1.00")


def test_columns_are_found_by_their_headings_not_by_their_place() -> None:
    def turned(line: str) -> str:
        cells = line.split(",")
        cells[6], cells[8] = cells[8], cells[6]
        return ",".join(cells)

    lines = [*heading()[:3], *map(turned, [*heading()[3:], *(row(code) for code in CODES)])]
    found = read_relative_values("\n".join(lines).encode(), CODES)
    assert found.values[CODES.index("99490")].practice_expense == Decimal("0.91")


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        ([row(c) for c in CODES if c != "99489"], "fees_incomplete", "99489"),
        ([*(row(c) for c in CODES), row("99490")], "fees_malformed", "Line 12: code 99490 stands in the file twice"),
        ([*(row(c) for c in CODES), "99999,,cut of"], "fees_malformed", "Line 12: has 3 columns"),
        ([row("99437").replace("0.82", "0.8?2", 1)], "fees_malformed", "Line 6: NON-FAC PE RVU is not a number"),
        ([row("99437").replace("0.82", "-0.82", 1)], "fees_malformed", "Line 6: NON-FAC PE RVU is not a number"),
        ([row("99437").replace("0.82", "1e9", 1)], "fees_malformed", "Line 6: NON-FAC PE RVU is not a number"),
        ([row("99437", factor="0.0000")], "fees_malformed", "Line 6: conversion factor is zero"),
        ([row("99437", values=("0.00",) * 4)], "fees_malformed", "Line 6: the total of code 99437 is zero"),
        ([row("99437", factor="NA")], "fees_malformed", "Line 6: conversion factor is not a number"),
        ([row("99437").replace("0.82", "0.83", 1)], "fees_malformed", "do not add up to NON-FACILITY TOTAL"),
        ([row("99437").replace("0.43", "0.44", 1)], "fees_malformed", "do not add up to FACILITY TOTAL"),
        ([row("99437").replace(",A,", ",D,", 1)], "fees_malformed", "is not paid by this file (status 'D')"),
        ([*(row(c) for c in CODES[1:]), row("99437", factor="33.5675")], "fees_layout", "more than one conversion"),
        ([*(row(c) for c in CODES), '99999,"never closed'], "fees_malformed", "Line 12"),
        ([row("99437").replace("Our own", '"Our" own')], "fees_malformed", "Line 6: is not written as CSV"),
    ],
)
def test_a_relative_value_file_in_doubt_is_refused_with_line_and_reason(
    lines: list[str], code: str, words: str
) -> None:
    problem = refused(rvu_file(lines))
    assert problem.code == code
    assert words in problem.what


@pytest.mark.parametrize("part", [0.3, 0.55, 0.75, 0.9])
def test_no_beginning_of_the_file_passes_for_the_whole(part: float) -> None:
    whole = rvu_file()
    assert refused(whole[: int(len(whole) * part)]).code in ("fees_malformed", "fees_incomplete", "fees_layout")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fees_layout"),
        (b"a,b,c\n1,2,3\n", "fees_layout"),
        (b"PK\x03\x04\0\0", "fees_not_csv"),
        (gpci_file(), "fees_layout"),
        (rvu_file().replace(b"NON-FAC,NA", b"PE,NA"), "fees_layout"),
        (rvu_file().replace(b"National Physician", b"Local Physician"), "fees_layout"),
        (rvu_file().replace(b"BASE,FACTOR", b"BASE,RATE"), "fees_layout"),
        (rvu_file().replace(b"BASE,FACTOR", b"FACTOR,FACTOR"), "fees_layout"),
    ],
)
def test_another_layout_is_refused(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_localities_are_read_with_footnotes_passed_over() -> None:
    found = read_localities(gpci_file())
    assert found.year == 2026
    assert [one.key for one in found.localities] == ["09102-03", "09102-04", "02102-01", "09202-20"]
    assert found.localities[2] == Locality(
        "02102", "AK", "01", "ALASKA", Decimal("1.500"), Decimal("1.065"), Decimal("0.551")
    )
    assert found.find("09102-04") is found.find("fl-4") is found.localities[1]


def test_zeros_that_a_spreadsheet_dropped_are_put_back() -> None:
    (one,) = read_localities(gpci_file(["2102,AK,1,ALASKA,1.5,1.065,.551"])).localities
    assert (one.key, one.malpractice) == ("02102-01", Decimal("0.551"))


def test_the_work_index_with_the_floor_is_taken_where_both_are_given() -> None:
    both = "PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor)"
    (one,) = read_localities(gpci_file(["10112,AL,00,ALABAMA,0.981,1.000,0.875,0.566"], work=both)).localities
    assert one.work == Decimal("1.000")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["09102,FL,04,MIAMI,0.000,1.025,2.309"], "Line 4: work GPCI is zero"),
        ([*LOCALITIES, LOCALITIES[1]], "Line 8: locality 09102-04 stands in the file twice"),
        ([LOCALITIES[0].replace("1.604", "n/a")], "Line 4: MP GPCI is not a number"),
        (["09102,FL,04,MIAMI,1.000,1.025"], "Line 4: has 6 columns"),
        (["MAC,FL,04,MIAMI,1.000,1.025,2.309"], "Line 4: does not begin with the contractor's number"),
        ([], "no locality"),
    ],
)
def test_a_locality_file_in_doubt_is_refused_with_line_and_reason(lines: list[str], words: str) -> None:
    assert words in refused_places(gpci_file(lines)).what


@pytest.mark.parametrize("content", [b"", rvu_file(), gpci_file().replace(b"2026 MP GPCI", b"2025 MP GPCI")])
def test_a_file_that_is_no_locality_file_is_refused(content: bytes) -> None:
    assert refused_places(content).code == "fees_layout"


@pytest.mark.parametrize("wanted", ["", "FL", "FL-", "09102-99", "TX-04", "99999-04", "-04"])
def test_a_locality_that_does_not_exist_is_refused(wanted: str) -> None:
    with pytest.raises(BadInput) as found:
        read_localities(gpci_file()).find(wanted)
    assert found.value.code == "locality_unknown"


def test_a_locality_of_two_contractors_must_be_named_by_contractor() -> None:
    lines = ["01112,CA,75,REST OF CALIFORNIA,1.017,1.096,0.536", "01182,CA,75,REST OF CALIFORNIA,1.017,1.096,0.536"]
    with pytest.raises(BadInput, match="01112-75, 01182-75"):
        read_localities(gpci_file(lines)).find("CA-75")
