"""Tables: what stands above one is never alone on its page, and no line of a row is lost."""

from __future__ import annotations

import pytest

from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.layout import Sheets

_COLUMNS = (Column("First", 60), Column("Second", 200))


@pytest.mark.parametrize("lines", [2, 12, 30, 49, 60, 130])
def test_the_first_row_begins_below_what_stands_above_it(lines: int) -> None:
    sheets = Sheets()
    sheets.y -= sheets.room - 190
    sheets.text("Above the table.")
    Grid(sheets, _COLUMNS).rows([Row(("one", "\n".join(f"line {number}" for number in range(lines))))])
    first = [words.text for words in sheets.pages[0].words]
    assert {"Above the table.", "First", "one", "line 0"} <= set(first)
    every = [words.text for page in sheets.pages for words in page.words]
    assert [text for text in every if text.startswith("line ")] == [f"line {number}" for number in range(lines)]


def test_a_later_row_that_fits_a_page_is_never_torn() -> None:
    sheets = Sheets()
    tall = Row(("two", "\n".join(f"line {number}" for number in range(30))))
    Grid(sheets, _COLUMNS).rows([Row(("one", "short")), tall, tall])
    for page in sheets.pages:
        texts = [words.text for words in page.words]
        assert texts.count("line 0") == texts.count("line 29")
