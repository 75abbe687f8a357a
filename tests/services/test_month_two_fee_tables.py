"""A reopening of one patient after the fee table changed: the closing names both tables, and so does every sum."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.services.fee_tables import FeeSource
from ccm_desktop.services.month_snapshot import Snapshot
from tests.fee_files import VALUES, gpci_file, row, rvu_file
from tests.services.billable import closed_unasked, reopened
from tests.services.month_world import OCTOBER, MonthWorld

NATIONAL, MIAMI = "national-nonfacility-2026", "2026 October Release, MIAMI, FL (09102-04)"
BOTH = f"{MIAMI} and national, not your locality"


def take(world: MonthWorld, place: Path, work: str = "1.00") -> None:
    """Miami's table, with this value of work for 99490."""
    lines = [row(code, values=(work, "0.91", "0.24", "0.07")) if code == "99490" else row(code) for code in VALUES]
    (place / "rvu.csv").write_bytes(rvu_file(lines))
    (place / "gpci.csv").write_bytes(gpci_file())
    fees = world.office.fees
    fees.keep(fees.preview(FeeSource(place / "rvu.csv", place / "gpci.csv", "FL-04")), use=True)


def said(world: MonthWorld) -> str:
    return fee_words(*world.office.month_end.board(OCTOBER).fee_schedules)


def closing(world: MonthWorld, revision: int = 0) -> Snapshot:
    found = world.office.month_closing.snapshot(OCTOBER, revision)
    assert found is not None
    return found


@pytest.fixture
def mixed(closed: MonthWorld, tmp_path: Path) -> MonthWorld:
    """Rev 2: Adams by Miami's table, Baker as he was closed."""
    take(closed, tmp_path)
    reopened(closed.office, closed.patients[0])
    closed_unasked(closed.office)
    return closed


def test_the_head_names_the_table_of_the_kept_lines_too(mixed: MonthWorld) -> None:
    head = closing(mixed).head
    assert (head.fee_table, head.kept_fees) == (MIAMI, ((NATIONAL, ""),))
    assert [line.claim.fee_table for _, line in closing(mixed).lines] == [MIAMI, NATIONAL]


def test_a_closing_by_one_table_names_one_and_keeps_the_hash_it_had(mixed: MonthWorld) -> None:
    head = closing(mixed, 1).head
    assert (head.fee_table, head.kept_fees) == (NATIONAL, ())


def test_board_and_report_say_both(mixed: MonthWorld) -> None:
    assert said(mixed) == BOTH
    pdf = mixed.office.reporting.month_report(OCTOBER).render(Unobserved())
    printed = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert f"Fees by: {MIAMI} and {NATIONAL}." in printed
    assert "the practice's fee table and national, not your locality" in printed


def test_the_reopened_month_says_both_before_it_is_closed_again(closed: MonthWorld, tmp_path: Path) -> None:
    take(closed, tmp_path)
    reopened(closed.office, closed.patients[0])
    assert said(closed) == BOTH


def test_reopened_for_all_there_is_one_table_again(mixed: MonthWorld) -> None:
    reopened(mixed.office)
    closed_unasked(mixed.office)
    assert (closing(mixed).head.kept_fees, said(mixed)) == ((), MIAMI)


def test_two_versions_of_one_table_are_two(mixed: MonthWorld, tmp_path: Path) -> None:
    """Miami's table corrected, and only Baker reopened: Adams keeps the first version."""
    first = closing(mixed).head.fee_version
    take(mixed, tmp_path, "1.10")
    reopened(mixed.office, mixed.patients[1])
    closed_unasked(mixed.office)
    head = closing(mixed).head
    assert head.fee_version != first
    assert (head.fee_table, head.kept_fees) == (MIAMI, ((MIAMI, first),))
    assert said(mixed) == MIAMI


def test_a_table_that_no_billed_line_rests_on_is_not_named(closed: MonthWorld, tmp_path: Path) -> None:
    """Baker, the only one kept, is on hold."""
    first, second = closed.patients
    reopened(closed.office, second)
    closed.office.month_signing.hold(second, OCTOBER, "Asks about hospice")
    closed_unasked(closed.office)
    take(closed, tmp_path)
    reopened(closed.office, first)
    closed_unasked(closed.office)
    assert closing(closed).head.kept_fees == ()
