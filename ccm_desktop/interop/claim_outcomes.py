"""Claim outcomes from files: our own CSV, and the payment advice X12 835 (005010X221A1).

CSV, in UTF-8, first line the names of the columns, in any order:

    claim    the claim number as on our claim lines, 14 characters
    code     procedure code, such as 99490
    status   submitted, paid, partially_paid or denied
    date     2026-11-20
    amount   dollars paid, such as 66.13; may be empty
    reason   CARC number of a denial or partial payment, such as 16; may be empty
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ccm_desktop.domain.claims import ROUTINE, STATUSES, is_claim_number
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.interop.text_files import read_text

COLUMNS = ("claim", "code", "status", "date", "amount", "reason")
_MOST_MEGABYTES = 20
_AMOUNT = re.compile(r"\d{1,7}(\.\d{1,2})?")
_CODE = re.compile(r"[0-9A-Z]{5}")
_CARC = re.compile(r"[A-Z]?\d{1,3}")
_REVERSED = "22"


@dataclass(frozen=True, slots=True)
class FiledOutcome:
    """One outcome as a file tells it; `place` names the line or segment."""

    place: str
    claim: str
    code: str
    status: str
    happened_on: str
    amount: str
    reason: str


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """What a file holds."""

    source: str
    """csv | 835"""
    outcomes: tuple[FiledOutcome, ...]
    foreign: int = 0
    """Claims of other services in a payment advice: not ours to record."""


def read_outcomes(path: Path) -> OutcomeFile:
    """Read a CSV or an 835, whichever it is; BadInput names the line or segment that is wrong."""
    text = read_text(path, "outcomes", _MOST_MEGABYTES)
    return _read_835(text) if text.startswith("ISA") else _read_csv(text)


def check_outcome(found: FiledOutcome) -> None:
    """Refuse what no claim can have, naming the place."""
    if found.status not in STATUSES:
        raise _wrong(found.place, "the status is not known", f"Use one of: {', '.join(STATUSES)}.")
    if _CODE.fullmatch(found.code) is None:
        raise _wrong(found.place, "the code is not a procedure code", "Write it like 99490.")
    try:
        date.fromisoformat(found.happened_on)
    except ValueError:
        raise _wrong(found.place, "the date cannot be read", "Write it like 2026-11-20.") from None
    if found.amount and _AMOUNT.fullmatch(found.amount) is None:
        raise _wrong(found.place, "the amount cannot be read", "Write dollars like 66.13.")
    if found.reason and _CARC.fullmatch(found.reason) is None:
        raise _wrong(found.place, "the reason is not a CARC number", "Write it like 16 or B20.")
    if found.status == "denied" and not found.reason:
        raise _wrong(found.place, "a denial has no reason", "Add the CARC number of the payer's answer.")
    if found.status in ("paid", "partially_paid") and not found.amount:
        raise _wrong(found.place, "a payment has no amount", "Add the dollars paid; 0 when the patient owes all.")


def _wrong(place: str, what: str, next_step: str) -> BadInput:
    where = f"{place}: {what}." if place else f"{what[:1].upper()}{what[1:]}."
    return BadInput("outcome_wrong", where, f"{next_step} Nothing was recorded.")


def _read_csv(text: str) -> OutcomeFile:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[FiledOutcome] = []
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            raise BadInput("outcomes_columns", f"Line 1: the columns {', '.join(missing)} are missing.",
                           f"The first line must name: {', '.join(COLUMNS)}. Nothing was recorded.")  # fmt: skip
        for row in rows:
            place = f"Line {rows.line_num}"
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(names):
                raise _wrong(place, f"it has {len(row)} cells instead of {len(names)}", "Correct the line.")
            cell = {name: text.strip() for name, text in zip(names, row, strict=True)}
            one = FiledOutcome(
                place, cell["claim"].upper(), cell["code"].upper(), cell["status"].casefold().replace(" ", "_"),
                cell["date"], cell["amount"].removeprefix("$").replace(",", ""), cell["reason"].upper(),
            )  # fmt: skip
            check_outcome(one)
            found.append(one)
    except csv.Error as error:
        raise _wrong(f"Line {rows.line_num}", "the quotation marks do not match", "Save the table anew.") from error
    return OutcomeFile("csv", tuple(found))


Segment = tuple[int, list[str]]


def _read_835(text: str) -> OutcomeFile:
    """Separators from the ISA segment; claims whose number is not ours are counted and left alone."""
    if len(text) < 106:
        raise BadInput("remittance_cut", "The 835 ends within its first segment.", "Fetch the file again.")
    element, component, terminator = text[3], text[104], text[105]
    segments = [part.strip() for part in text.split(terminator)]
    numbered = [(n, part.split(element)) for n, part in enumerate(segments, start=1) if part]
    kinds = {parts[0] for _, parts in numbered}
    if not {"BPR", "SE", "IEA"} <= kinds:
        raise BadInput("remittance_cut", "The 835 is not whole: its payment or its end is missing.",
                       "Fetch the file again.")  # fmt: skip
    paid_on = ""
    found: list[FiledOutcome] = []
    foreign = 0
    for claim in _claims(numbered):
        if isinstance(claim, str):
            paid_on = claim
        elif not is_claim_number(_at(claim[0], 1)):
            foreign += 1
        else:
            found += _outcomes_of(claim, paid_on, component)
    for one in found:
        check_outcome(one)
    return OutcomeFile("835", tuple(found), foreign)


def _claims(segments: list[Segment]) -> Iterator[list[Segment] | str]:
    """The payment date of each transaction, then its claims, each with its lines and adjustments."""
    claim: list[Segment] = []
    for number, parts in segments:
        if parts[0] in ("CLP", "SE", "ST", "LX"):
            if claim:
                yield claim
            claim = [(number, parts)] if parts[0] == "CLP" else []
        elif parts[0] == "BPR":
            day = parts[16] if len(parts) > 16 else ""
            yield f"{day[:4]}-{day[4:6]}-{day[6:8]}"
        elif claim and parts[0] in ("SVC", "CAS"):
            claim.append((number, parts))


def _outcomes_of(claim: list[Segment], paid_on: str, component: str) -> list[FiledOutcome]:
    head = claim[0]
    if _at(head, 2) == _REVERSED:
        raise _wrong(f"Segment {head[0]}", "it takes back an earlier payment", "Type what became of that claim.")
    lines: list[list[Segment]] = []
    above: list[Segment] = []
    for segment in claim[1:]:
        if segment[1][0] == "SVC":
            lines.append([segment])
        elif lines:
            lines[-1].append(segment)
        else:
            above.append(segment)
    return [_outcome(head, line, above, paid_on, component) for line in lines]


def _outcome(head: Segment, line: list[Segment], above: list[Segment], paid_on: str, component: str) -> FiledOutcome:
    """Paid, when the payer or the patient owes something and nothing but routine was cut."""
    service = line[0]
    place = f"Segment {service[0]}"
    procedure = _at(service, 1).split(component)
    if len(procedure) < 2:
        raise _wrong(place, "the service has no procedure code", "Ask the payer for a whole file.")
    paid = _decimal(_at(service, 3), place)
    adjustments = [a for segment in (*line[1:], *above) for a in _adjustments(segment)]
    owed = sum((_decimal(amount, place) for group, _, amount in adjustments if group == "PR"), Decimal(0))
    cut = [carc for group, carc, _ in adjustments if group != "PR" and carc not in ROUTINE]
    status = "denied" if paid + owed <= 0 or (paid <= 0 and cut) else "partially_paid" if cut else "paid"
    reason = cut[0] if cut else ""
    if status == "denied" and not reason:
        reason = next((carc for _, carc, _ in adjustments), "")
    return FiledOutcome(place, _at(head, 1), procedure[1], status, paid_on, f"{max(paid, Decimal(0)):.2f}", reason)


def _adjustments(segment: Segment) -> Iterator[tuple[str, str, str]]:
    """Group, CARC and amount of up to six adjustments of a CAS segment."""
    parts = segment[1]
    group = parts[1] if len(parts) > 1 else ""
    for place in range(2, len(parts), 3):
        if parts[place]:
            yield group, parts[place], parts[place + 1] if place + 1 < len(parts) else "0"


def _at(segment: Segment, place: int) -> str:
    return segment[1][place].strip() if len(segment[1]) > place else ""


def _decimal(text: str, place: str) -> Decimal:
    try:
        value = Decimal(text or "0")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise _wrong(place, "an amount cannot be read", "Ask the payer for a whole file.")
    return value
