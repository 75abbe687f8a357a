"""Readings from a CSV file: columns `mrn`, `taken`, `kind`, `value`, and `unit` where it is not the usual one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ccm_desktop.domain.errors import BadInput, Problem
from ccm_desktop.domain.readings import KINDS, Measured, measured

COLUMNS = ("mrn", "taken", "kind", "value")
_FORMS = ("%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p")
_MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One sound line; `taken` in epoch seconds."""

    line: int
    mrn: str
    taken: int
    measured: Measured


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that cannot be taken, and why; never what stands in it."""

    line: int
    why: str


def read_readings(path: Path, zone: ZoneInfo) -> tuple[tuple[Row, ...], tuple[BadRow, ...]]:
    """Every line, sound or not, in their order. Times without an offset are the practice's."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput("readings_file", f"{path.name}: the file is larger than 20 MB.", "Split it.")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _sorted_out(csv.reader(stream, strict=True), path.name, zone)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("readings_file", f"{path.name}: the file cannot be read.",
                       "Give a CSV file in UTF-8.") from error  # fmt: skip
    except csv.Error as error:
        raise BadInput("readings_file", f"{path.name}: the file is no sound CSV.",
                       "Look for a quotation mark that is never closed.") from error  # fmt: skip


def _sorted_out(lines: Iterator[list[str]], name: str, zone: ZoneInfo) -> tuple[tuple[Row, ...], tuple[BadRow, ...]]:
    heads = [head.strip().casefold() for head in next(lines, [])]
    if not set(COLUMNS) <= set(heads) or len(set(heads)) < len(heads):
        raise BadInput("readings_columns", f"{name}, line 1: columns are missing or named twice.",
                       f"The first line must name {', '.join(COLUMNS)}, and may name unit.")  # fmt: skip
    rows, bad = [], []
    for number, cells in enumerate(lines, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            rows.append(_row(number, heads, cells, zone))
        except Problem as problem:
            bad.append(BadRow(number, str(problem)))
    return tuple(rows), tuple(bad)


def _row(number: int, heads: list[str], cells: list[str], zone: ZoneInfo) -> Row:
    if len(cells) != len(heads):
        raise BadInput("readings_row", f"It has {len(cells)} values where line 1 names {len(heads)} columns.")
    found = {head: cell.strip() for head, cell in zip(heads, cells, strict=True)}
    if not found["mrn"]:
        raise BadInput("readings_row", "The record number is missing.")
    return Row(number, found["mrn"], _instant(found["taken"], zone),
               measured(_kind(found["kind"]), found["value"], found.get("unit", "")))  # fmt: skip


def _kind(text: str) -> str:
    """By key, title or the word that begins it when it is typed."""
    wanted = text.casefold()
    for key, kind in KINDS.items():
        if wanted in (key, kind.title.casefold(), *kind.names):
            return key
    return text


def _instant(text: str, zone: ZoneInfo) -> int:
    at = _read(text)
    if at is None or at.year < 1980:
        raise BadInput("readings_row", "The time it was taken is not understood.",
                       "Write it like 2026-11-20 07:30 or 11/20/2026 7:30 AM.")  # fmt: skip
    local = at if at.tzinfo is not None else at.replace(tzinfo=zone)
    if at.tzinfo is None and local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at:
        raise BadInput("readings_row", "This time does not exist: clocks were moved forward then.")
    return int(local.timestamp())


def _read(text: str) -> datetime | None:
    """A day alone says no time, and none is made up."""
    try:
        return datetime.fromisoformat(text) if len(text) > len("2026-11-20") else None
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(text.upper(), form)  # noqa: DTZ007 - its zone is the practice's
        except ValueError:
            continue
    return None
