"""The two files of the CMS physician fee schedule: relative values (`PPRRVU2026_…csv`) and localities (`GPCI2026.csv`).

Both are read by their headings, because columns move from year to year (2026 added one). Bytes in,
values out; a file of which anything is in doubt is refused with line and reason, never used in part.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.billing.fees import Locality, RelativeValues
from ccm_desktop.domain.errors import BadInput

_RVU_TITLE = re.compile(r"\b(20\d\d)\s+National Physician Fee Schedule Relative Value File\b(.*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,4}(\.\d{1,6})?|\.\d{1,6}")
_HEADINGS_WITHIN = 40
"""Headings stand in the first lines; further down they are no longer looked for."""
_MOST_BYTES = 64_000_000
_RVU_COLUMNS = {
    "status": ("STATUS", "CODE"),
    "work": ("WORK", "RVU"),
    "pe": ("NON-FAC", "PE", "RVU"),
    "facility_pe": ("FACILITY", "PE", "RVU"),
    "mp": ("MP", "RVU"),
    "total": ("NON-FACILITY", "TOTAL"),
    "facility_total": ("FACILITY", "TOTAL"),
    "factor": ("FACTOR",),
}
"""The last words of each column's heading, read down the heading lines."""
_PAID = frozenset("ART")
"""Status codes with a price in this file: active, restricted, injection (RVU file documentation, attachment A)."""


@dataclass(frozen=True, slots=True)
class RelativeValueFile:
    """The codes asked for, and what they are multiplied with."""

    year: int
    release: str
    """`October Release`; empty where the file does not say."""
    factor: Decimal
    """Dollars per relative value unit."""
    values: tuple[RelativeValues, ...]


@dataclass(frozen=True, slots=True)
class LocalityFile:
    """All payment localities of a year."""

    year: int
    localities: tuple[Locality, ...]

    def find(self, wanted: str) -> Locality:
        """By contractor and number (`09102-04`) or by state and number (`FL-04`)."""
        area, _, number = wanted.strip().upper().rpartition("-")
        found = [one for one in self.localities if number and one.number == number.zfill(2) and area in one.areas]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput("locality_unclear", f"Two localities are written {_shown(wanted)}.",
                           f"Name one of: {', '.join(one.key for one in found)}.")  # fmt: skip
        near = [one.key for one in self.localities if area in one.areas][:12]
        raise BadInput(
            "locality_unknown",
            f"There is no locality {_shown(wanted)} in the locality file of {self.year}.",
            f"Of {area} there are: {', '.join(near)}." if near else "Write contractor and number, like 09102-04.",
        )


def read_relative_values(content: bytes, codes: Iterable[str]) -> RelativeValueFile:
    """Read a `PPRRVU…csv`; each of `codes` must stand in it exactly once without a modifier."""
    rows = _rows(content, "relative value file")
    title = next((m for _, row in rows[:_HEADINGS_WITHIN] for cell in row if (m := _RVU_TITLE.search(cell))), None)
    at = next((n for n, (_, row) in enumerate(rows[:_HEADINGS_WITHIN]) if row[:2] == ["HCPCS", "MOD"]), None)
    if title is None or at is None:
        raise _layout("This is not a CMS relative value file: its title or the heading HCPCS, MOD is missing.")
    column = _columns([row for _, row in rows[: at + 1]])
    width = len(rows[at][1])
    wanted = dict.fromkeys(codes)
    found: dict[str, RelativeValues] = {}
    factors: set[Decimal] = set()
    for line, row in rows[at + 1 :]:
        if len(row) != width:
            raise _fault(line, f"has {len(row)} columns where the headings have {width}: the file was cut or edited")
        if row[0] not in wanted or row[1]:
            continue
        if row[0] in found:
            raise _fault(line, f"code {row[0]} stands in the file twice")
        found[row[0]] = _values(line, row, column)
        factors.add(_positive(line, row[column["factor"]], "conversion factor"))
    missing = [code for code in wanted if code not in found]
    if missing:
        raise BadInput("fees_incomplete", f"The file does not have {', '.join(missing)}: it is only a part.",
                       "Use the whole file as CMS published it.")  # fmt: skip
    if len(factors) != 1:
        raise _layout("The file gives more than one conversion factor for the care management codes.")
    return RelativeValueFile(int(title[1]), _release(title[2]), factors.pop(), tuple(found[code] for code in wanted))


def read_localities(content: bytes) -> LocalityFile:
    """Read a `GPCI….csv`. The work index with the floor of 1.0 is taken where the file gives both."""
    rows = _rows(content, "locality file")
    at = next((n for n, (_, row) in enumerate(rows[:_HEADINGS_WITHIN]) if "LOCALITY NUMBER" in _upper(row)), None)
    if at is None:
        raise _layout("This is not a CMS locality file: the heading Locality Number is missing.")
    heading = _upper(rows[at][1])
    place = _locality_columns(heading)
    years = {found[0] for cell in heading if "GPCI" in cell and (found := re.findall(r"\b20\d\d\b", cell))}
    if len(years) != 1:
        raise _layout("The headings of the locality file do not name one year.")
    localities: dict[tuple[str, str, str], Locality] = {}
    for line, row in rows[at + 1 :]:
        if not any(row[1:]):
            continue  # a footnote
        if len(row) != len(heading):
            raise _fault(line, f"has {len(row)} columns where the headings have {len(heading)}: "
                               "the file was cut or edited")  # fmt: skip
        one = _locality(line, row, place)
        if localities.setdefault((one.mac, one.state, one.number), one) is not one:
            raise _fault(line, f"locality {one.key} stands in the file twice")
    if not localities:
        raise _layout("The locality file has headings but no locality.")
    return LocalityFile(int(years.pop()), tuple(localities.values()))


def _rows(content: bytes, what: str) -> list[tuple[int, list[str]]]:
    """Line number and trimmed cells of every line that is not empty."""
    if len(content) > _MOST_BYTES or b"\0" in content:
        raise BadInput("fees_not_csv", f"The {what} is not a CSV file.",
                       "Unpack the ZIP of CMS and choose the file that ends with .csv.")  # fmt: skip
    # CMS writes Windows-1252; its code page has five holes, which stand in no number.
    text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "cp1252", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, row) for row in map(_trimmed, reader) if any(row)]
    except csv.Error as error:
        raise _fault(reader.line_num, "is not written as CSV: the file was cut or edited") from error


def _trimmed(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _columns(headings: Sequence[Sequence[str]]) -> dict[str, int]:
    """Where each column stands: its heading is split over several lines, one word below the other."""
    last = headings[-1]
    words = [
        [word for row in headings if place < len(row) for word in row[place].upper().split()]
        for place in range(len(last))
    ]
    found = {}
    for name, ending in _RVU_COLUMNS.items():
        places = [place for place, said in enumerate(words) if tuple(said[-len(ending) :]) == ending]
        if len(places) != 1:
            raise _layout(f"The relative value file has {len(places)} columns headed {' '.join(ending)}, not one.")
        found[name] = places[0]
    return found


def _values(line: int, row: Sequence[str], column: dict[str, int]) -> RelativeValues:
    """One code; its parts must add up to the totals that CMS prints beside them."""
    if row[column["status"]] not in _PAID:
        raise _fault(line, f"code {row[0]} is not paid by this file (status {_shown(row[column['status']])})")

    def number(name: str) -> Decimal:
        return _number(line, row[column[name]], " ".join(_RVU_COLUMNS[name]))

    values = RelativeValues(row[0], number("work"), number("pe"), number("facility_pe"), number("mp"))
    for expense, total in (("pe", "total"), ("facility_pe", "facility_total")):
        if number("work") + number(expense) + number("mp") != number(total):
            raise _fault(line, f"the parts of code {row[0]} do not add up to {' '.join(_RVU_COLUMNS[total])}")
    _positive(line, row[column["total"]], f"the total of code {row[0]}")
    return values


def _locality_columns(heading: Sequence[str]) -> dict[str, int]:
    def places(*parts: str) -> list[int]:
        return [n for n, cell in enumerate(heading) if all(part in cell for part in parts)]

    found = {}
    for name, choices in {
        "mac": (places("MEDICARE ADMINISTRATIVE CONTRACTOR"),),
        "state": (places("STATE"),),
        "number": (places("LOCALITY NUMBER"),),
        "name": (places("LOCALITY NAME"),),
        "work": (places("PW GPCI", "(WITH 1.0"), places("PW GPCI")),
        "pe": (places("PE GPCI"),),
        "mp": (places("MP GPCI"),),
    }.items():
        one = next((choice[0] for choice in choices if len(choice) == 1), None)
        if one is None:
            raise _layout(f"The locality file has no single column for {_LOCALITY_WORDS[name]}.")
        found[name] = one
    return found


_LOCALITY_WORDS = {
    "mac": "the contractor (MAC)", "state": "the state", "number": "the locality number",
    "name": "the locality name", "work": "the work GPCI", "pe": "the PE GPCI", "mp": "the MP GPCI",
}  # fmt: skip


def _locality(line: int, row: Sequence[str], place: dict[str, int]) -> Locality:
    mac, number = row[place["mac"]], row[place["number"]]
    if not (mac.isdecimal() and len(mac) <= 5 and number.isdecimal() and len(number) <= 2):
        raise _fault(line, "does not begin with the contractor's number and a locality number")
    return Locality(
        mac.zfill(5),  # a spreadsheet drops leading zeros
        row[place["state"]].upper(),
        number.zfill(2),
        row[place["name"]].rstrip("*").strip(),
        *(
            _positive(line, row[place[name]], _LOCALITY_WORDS[name].removeprefix("the "))
            for name in ("work", "pe", "mp")
        ),
    )


def _number(line: int, text: str, what: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise _fault(line, f"{what} is not a number")
    return Decimal(text)


def _positive(line: int, text: str, what: str) -> Decimal:
    """What everything is multiplied with: nought would let every service go unpaid."""
    found = _number(line, text, what)
    if not found:
        raise _fault(line, f"{what} is zero")
    return found


def _release(text: str) -> str:
    found = re.search(r"\b(\w+) Release\b", text, re.IGNORECASE)
    return f"{found[1].title()} Release" if found else ""


def _upper(row: Sequence[str]) -> list[str]:
    return [cell.upper() for cell in row]


def _shown(text: str) -> str:
    return repr(text[:12])


def _fault(line: int, what: str) -> BadInput:
    return BadInput("fees_malformed", f"Line {line}: {what}.", "Use the file as CMS published it.")


def _layout(what: str) -> BadInput:
    return BadInput("fees_layout", what, "Use PPRRVU….csv and GPCI….csv as CMS published them.")
