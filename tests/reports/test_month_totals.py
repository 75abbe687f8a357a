"""Totals of board, snapshot, PDF, CSV and claim lines are equal to the second and cent, whatever was logged."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from ccm_desktop.domain.billing.assessment import assess
from ccm_desktop.domain.billing.facts import CarePlan, Condition, Consent, Enrolment, Entry, Facts, Practice
from ccm_desktop.domain.calendar import Month, time_zone
from ccm_desktop.interop.rule_files import load_rules
from ccm_desktop.ledger import payload
from ccm_desktop.ledger.payloads.month_close import ClaimPart, ClosedLine
from ccm_desktop.models.queries.months import PatientRow
from ccm_desktop.reports import claim_lines as claim_lines_csv
from ccm_desktop.reports import documents, monthly_report, tables
from ccm_desktop.services.claim_lines import ClaimSource, billed_then, claim_lines
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_lines import closed_line_of, line_of, totals
from ccm_desktop.services.month_snapshot import frozen_line
from ccm_desktop.services.programme_paper import _sheet_line
from ccm_desktop.services.reporting import exclusions, report_line
from tests.reports.report_samples import IMPRINT, pages_of, without_spaces

MONTH, ZONE = Month(2026, 10), time_zone("America/New_York")
RULES = load_rules().for_month(MONTH)
OPENING, CLOSING = MONTH.bounds(ZONE)
SEEDS = 100


def patient(number: int) -> PatientRow:
    values: dict[str, object] = dict.fromkeys(PatientRow._fields, "")
    values |= {"id": f"{number:032x}", "family": f"Family{number}", "given": "Ann", "mrn": str(number)}
    return PatientRow(**values)  # type: ignore[arg-type]


def entries(chance: random.Random, number: int) -> tuple[Entry, ...]:
    """Some work, also overlapping, by hand, unanswered, outside the month or for another programme."""
    found: list[Entry] = []
    for n in range(chance.randrange(7)):
        start = chance.randrange(OPENING - 3_000, CLOSING + 1_000)
        if found and chance.random() < 0.3:
            start = found[-1].start + chance.randrange(-400, 400)
        lane = chance.choice(("clinical_staff", "clinical_staff", "practitioner", "non_clinical"))
        call = chance.random() < 0.4
        outcome = chance.choice(("reached", "voicemail")) if call else ""
        found.append(
            Entry(f"e{number}-{n}", chance.choice("pq"), lane, start, start + chance.randrange(1, 2_500),
                  chance.choice(("CCM", "CCM", "CCM", "RPM")), "call_patient" if call else "coordination", outcome,
                  chance.choice(("timer", "manual")), chance.random() < 0.5)
        )  # fmt: skip
    return tuple(found)


def facts(chance: random.Random, number: int) -> Facts:
    return Facts(
        str(number), MONTH, Practice(ZONE), "dr",
        (Condition("I10", True, "a"), Condition("E11.9", True, "b")), True,
        Enrolment(MONTH.previous.first_day, last_seen_on=MONTH.previous.first_day),
        Consent("given", OPENING - 9_000, chance.random() < 0.9, "dr"),
        CarePlan("current", True, OPENING - 8_000), entries(chance, number),
    )  # fmt: skip


def month(chance: random.Random) -> list[tuple[Assessed, MonthLine]]:
    found = [Assessed(patient(n), assess(facts(chance, n), RULES)) for n in range(chance.randrange(1, 6))]
    return [(one, line_of(one, {"dr": "Dr. A"}, "Asked" if chance.random() < 0.15 else "")) for one in found]


def seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def check(seed: int) -> None:
    judged = month(random.Random(seed))
    board = tuple(line for _, line in judged)
    stored = [payload.encode(frozen_line("closing", one, line, ("s",), claim(one, line))) for one, line in judged]
    kept: list[ClosedLine] = [payload.decode("month.closed_line", 2, text) for text in stored]  # type: ignore[misc]
    snapshot = tuple(closed_line_of(one.patient.id, line) for (one, _), line in zip(judged, kept, strict=True))
    assert snapshot == board
    assert totals(snapshot) == totals(board)
    pieces = [one.decision.pieces for one, _ in judged]
    document = documents.MonthReport(
        replace(IMPRINT, draft=False), tuple(map(report_line, snapshot)), (), (), exclusions(pieces),
        totals(snapshot).fee, (RULES.schedule("national-nonfacility-2026"),), "Ann", ("Dr. A",),
    )  # fmt: skip
    rows = list(csv.reader(io.StringIO(tables.render_month_csv(document).decode("utf-8-sig"), newline="")))[1:]
    by_csv = [(int(row[3]), int(row[5]), seconds(row[4]), row[6]) for row in rows]
    by_board = [(int(line.mrn), line.counted_seconds, line.counted_seconds, codes(line)) for line in board]
    assert by_csv == by_board
    text = without_spaces("".join(pages_of(monthly_report.render_month_report(document))))
    total, fee = totals(board), totals(board).fee
    assert _figure(text, "timecounted") == total.counted_seconds == sum(row[1] for row in by_csv)
    assert Decimal(re.search(r"\$([\d,]+\.\d\d)feetotal", text)[1].replace(",", "")) == fee  # type: ignore[index]
    lost = sum(p.seconds for found in pieces for p in found if not p.counted and p.reason != "X_OTHER_MONTH")
    assert _figure(text, "timenotcounted") == lost
    assert total.counted_seconds == sum(p.seconds for found in pieces for p in found if p.counted)
    check_claims(judged, kept)


def claim(one: Assessed, line: MonthLine) -> ClaimPart:
    return ClaimSource({}, {}, {}).part(one, line)


def check_claims(judged: list[tuple[Assessed, MonthLine]], kept: list[ClosedLine]) -> None:
    """Of the snapshot, and of what would be frozen now: codes, units, time and fee are the board's."""
    frozen = [billed_then(one.patient.id, line) for (one, _), line in zip(judged, kept, strict=True) if line.codes]
    found = [line for billed in frozen for line in claim_lines(MONTH, billed)]
    assert frozen == [ClaimSource({}, {}, {}).billed(one, line) for one, line in judged if line.codes]
    sheet = claim_lines_csv.ClaimSheet(str(MONTH), "CLOSED rev 1", RULES.version, tuple(map(_sheet_line, found)))
    text = claim_lines_csv.render_claim_lines(sheet).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for _, line in judged:
        mine = [row for row in rows if row["MRN"] == line.mrn]
        assert tuple((row["Code (24D; SV101-2)"], int(row["Units (24G; SV104)"])) for row in mine) == line.codes
        assert sum((Decimal(row["Charge (24F; SV102)"]) for row in mine), Decimal(0)) == line.fee
        assert {Decimal(row["Claim total (28; CLM02)"]) for row in mine} <= {line.fee}
        assert {seconds(row["Counted time"]) for row in mine} <= {line.counted_seconds}
    assert (
        sum((Decimal(row["Charge (24F; SV102)"]) for row in rows), Decimal(0))
        == totals(tuple(line for _, line in judged)).fee
    )


def codes(line: MonthLine) -> str:
    return "; ".join(f"{code} ×{units}" for code, units in line.codes)


def _figure(text: str, label: str) -> int:
    """Seconds of the last clock before its label on the cover."""
    return seconds(re.findall(r"\d+(?::\d\d)+", text[: text.index(label)])[-1])


@pytest.mark.parametrize("start", range(0, SEEDS, 10))
def test_board_snapshot_paper_and_table_agree(start: int) -> None:
    for seed in range(start, start + 10):
        check(seed)


@pytest.mark.slow
def test_board_snapshot_paper_and_table_agree_over_2000_months() -> None:
    for seed in range(2_000):
        check(seed)
