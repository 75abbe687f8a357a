"""Replies to check-ins from a CSV file, as a texting service or a spreadsheet writes them.

In UTF-8, first line the names of the columns, in any order; what has other names is left alone:

    patient   MRN, or the program's own id
    date      day of the answer, such as 2026-10-19 or 10/19/2026
    question  the sign in the words of the plan, its id, or worse, medicine or new
    answer    yes, no or a little, in English or Spanish; empty for not answered
    words     what was said beside it; the column may be missing

All lines of one patient and one day are one check-in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ccm_desktop.domain.checkins import answer_of
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.text_files import read_text

COLUMNS = ("patient", "date", "question", "answer")
WORDS = "words"
_MOST_MEGABYTES = 5
_DAYS = ("%Y-%m-%d", "%m/%d/%Y")
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class FiledAnswer:
    """One line; `line` counts from 1."""

    line: int
    patient: str
    answered_on: str
    question: str
    answer: str
    """A key of `domain.checkins.ANSWERS`; empty for not answered."""
    words: str


def read_replies(path: Path) -> tuple[FiledAnswer, ...]:
    """All lines, or BadInput that names those that cannot be read; never a part."""
    text = read_text(path, "replies", _MOST_MEGABYTES)
    wrong: list[str] = []
    found = tuple(_answers(text, wrong))
    refuse(wrong)
    return found


def refuse(wrong: list[str]) -> None:
    """Tell the lines that are wrong, the first few of them; nothing for none."""
    if wrong:
        more = f"; and {len(wrong) - _MOST_TOLD} more" if len(wrong) > _MOST_TOLD else ""
        told = "; ".join(wrong[:_MOST_TOLD])
        raise BadInput("replies_wrong", f"{told}{more}.", "Correct the file. Nothing was recorded.")


def _answers(text: str, wrong: list[str]) -> Iterator[FiledAnswer]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise BadInput("replies_columns", f"Line 1: the columns {', '.join(missing)} are missing.",
                           f"The first line must name: {', '.join(COLUMNS)}. Nothing was recorded.")  # fmt: skip
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                wrong.append(f"line {rows.line_num} has {len(row)} cells instead of {len(names)}")
                continue
            cell = {name: text.strip() for name, text in zip(names, row, strict=True)}
            day, answer = _day(cell["date"]), answer_of(cell["answer"])
            faults = (
                (not cell["patient"], "names no patient"), (not day, "has no date such as 2026-10-19"),
                (not cell["question"], "names no question"),
                (bool(cell["answer"]) and not answer, "answers neither yes, no nor a little"),
            )  # fmt: skip
            fault = next((said for holds, said in faults if holds), "")
            if fault:
                wrong.append(f"line {rows.line_num} {fault}")
            else:
                yield FiledAnswer(rows.line_num, cell["patient"], day, cell["question"], answer, cell.get(WORDS, ""))
    except csv.Error as error:
        raise BadInput("replies_wrong", f"Line {rows.line_num}: the quotation marks do not match.",
                       "Save the table anew. Nothing was recorded.") from error  # fmt: skip


def _day(text: str) -> str:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return ""
