"""Tables as CSV that open unharmed in a spreadsheet."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from io import StringIO

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import Imprint, MonthLine, MonthReport
from ccm_desktop.reports.wording import clock, codes

HEADER = (
    "Month",
    "Patient",
    "Date of birth",
    "MRN",
    "Counted time",
    "Counted seconds",
    "Codes",
    "Practitioner",
    "State",
    "Month state",
)

_BOM = "\ufeff"
# A spreadsheet runs a cell that begins so, some of them also after white space.
_FORMULA = re.compile(r"[\s\x00-\x20\u200b-\u200f\ufeff]*[=+\-@＝＋－＠﹢﹣﹦﹫]|[\t\r\n]")


def render_month_csv(document: MonthReport, progress: Progress | None = None) -> bytes:
    """The month's table; the same figures as the PDF."""
    return render_table(HEADER, [_cells(document.imprint, line) for line in document.lines], progress)


def render_table(header: Sequence[str], rows: Sequence[Sequence[str]], progress: Progress | None = None) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark."""
    progress = progress or Unobserved()
    text = StringIO(newline="")
    # Every cell is quoted, so that a spreadsheet which splits at semicolons finds no second cell in a name.
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(header)
    for number, row in enumerate(rows, start=1):
        table.writerow(map(safe_cell, row))
        if number % 200 == 0:
            progress.report(number, len(rows))
    progress.report(len(rows), len(rows))
    return (_BOM + text.getvalue()).encode("utf-8")


def _cells(imprint: Imprint, line: MonthLine) -> Sequence[str]:
    return (
        imprint.month_title,
        line.patient_name,
        line.born.isoformat() if line.born else "",
        line.mrn,
        clock(line.counted_seconds),
        str(line.counted_seconds),
        codes(line.codes, "; "),
        line.practitioner,
        line.state,
        imprint.state,
    )


def safe_cell(text: str) -> str:
    """The text as a cell that is never run as a formula, its control characters visible."""
    visible = "".join(
        f"⟨U+{ord(letter):04X}⟩" if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text
    )
    return "'" + visible if _FORMULA.match(text) else visible
