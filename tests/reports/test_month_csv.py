"""The month's table as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.reports.tables import HEADER, render_month_csv, safe_cell
from tests.reports.report_samples import StopsAt, month, month_line, with_names


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("patients", [0, 1, 40, 350, 2000])
def test_the_table_reads_back_equal_to_the_input(patients: int) -> None:
    document = month(patients)
    header, *rows = _rows(render_month_csv(document))
    assert tuple(header) == HEADER
    assert [(row[1], row[3], int(row[5])) for row in rows] == [
        (line.patient_name, line.mrn, line.counted_seconds) for line in document.lines
    ]


def test_a_line_holds_what_the_report_shows() -> None:
    document = replace(month(0), lines=(month_line(4, 3725),))
    assert _rows(render_month_csv(document))[1] == [
        "October 2026", "Baker-0004, Ann", "1934-05-05", "M00004", "62:05", "3725", "99490 ×1; 99439 ×2",
        "Dr. Helen Park", "Billable", "CLOSED rev 1",
    ]  # fmt: skip


def test_the_file_begins_with_a_byte_order_mark_and_ends_lines_with_crlf() -> None:
    content = render_month_csv(month(3))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 4
    assert content.count(b"\n") == 4
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    "name",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"),
        *(
            "\t=1",
            "\r=1",
            "\n=1",
            "  =1",
            "\u00a0=1",
            "\u3000=1",
            "\u200b=1",
            "\ufeff=1",
            "\x00=1",
            "\t",
            "\rx",
        ),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_begins_with_an_apostrophe(name: str) -> None:
    assert _rows(render_month_csv(with_names(name)))[1][1].startswith("'")


@pytest.mark.parametrize("name", ["O'Brien", "Smith-Jones", "a=b", "1-2", "محمد", "李", "😀", 'say "hi"', "a,b;c", ""])
def test_a_harmless_name_stays_as_it_is(name: str) -> None:
    assert _rows(render_month_csv(with_names(name)))[1][1] == name


def test_control_characters_become_visible() -> None:
    assert safe_cell("a\x00b\nc\x1b\ud800") == "a⟨U+0000⟩b⟨U+000A⟩c⟨U+001B⟩⟨U+D800⟩"


@given(st.lists(st.text(), max_size=5))
def test_no_text_breaks_the_table_or_starts_a_formula(names: list[str]) -> None:
    rows = _rows(render_month_csv(with_names(*names)))
    assert [len(row) for row in rows] == [len(HEADER)] * (len(names) + 1)
    assert not any(cell.lstrip()[:1] in tuple("=+-@＝＋－＠") for row in rows[1:] for cell in row if cell.strip())


def test_cancelling_stops_the_work() -> None:
    with pytest.raises(Cancelled):
        render_month_csv(month(500), StopsAt(0))
