"""Claim numbers, identifiers, success, and what denials say of a check."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.claims import (
    Check,
    Checked,
    ClaimLine,
    DenialReasons,
    Reason,
    check_trends,
    claim_number,
    is_claim_number,
    is_mbi,
    is_npi,
    month_of,
    overall,
    success,
)

OCTOBER = Month(2026, 10)
TABLE = DenialReasons(
    {"252": Reason("252", "A document is needed", "records"), "29": Reason("29", "Filed too late", "")},
    {"records": Check("records", "Consent on file", frozenset({"B_CONSENT_MISSING"}))},
)


def line(number: int, status: str, reason: str = "", month: str = "2026-08", code: str = "99490") -> ClaimLine:
    return ClaimLine(f"k{number}", month, code, status, reason)


def test_a_claim_number_fits_its_box_says_its_month_and_is_another_for_every_patient_and_month() -> None:
    made = {claim_number(f"patient-{n}", month) for n in range(3000) for month in (OCTOBER, OCTOBER.next)}
    assert len(made) == 6000
    assert {len(number) for number in made} == {14}
    assert all(is_claim_number(number) for number in made)
    assert {str(month_of(number)) for number in made} == {"2026-10", "2026-11"}
    assert claim_number("patient-1", OCTOBER) == claim_number("patient-1", OCTOBER)


@pytest.mark.parametrize("text", ["", "C2610", "26463774", "C2613AAAAAAAAA", "C2600AAAAAAAAA", "c2610AAAAAAAAA"])
def test_a_number_of_other_services_names_no_month(text: str) -> None:
    assert month_of(text) is None


@pytest.mark.parametrize(
    ("npi", "sound"),
    [("1234567893", True), ("1234567890", False), ("1245319599", True), ("3234567893", False), ("123456789", False),
     ("12345678931", False), ("", False), ("123456789a", False)],
)  # fmt: skip
def test_an_npi_passes_its_check_digit(npi: str, sound: bool) -> None:
    assert is_npi(npi) is sound


def test_every_changed_digit_of_an_npi_is_seen() -> None:
    for place in range(1, 10):
        for digit in "0123456789":
            changed = f"{'1234567893'[:place]}{digit}{'1234567893'[place + 1 :]}"
            assert is_npi(changed) is (changed == "1234567893")


@pytest.mark.parametrize(
    ("mbi", "sound"),
    [("1EG4-TE5-MK73", True), ("1eg4te5mk73", True), ("1S00E00AA06", False), ("0EG4TE5MK73", False), ("", False),
     ("1EG4TE5MK7", False)],
)  # fmt: skip
def test_a_medicare_id_has_medicare_s_form(mbi: str, sound: bool) -> None:
    assert is_mbi(mbi) is sound


def test_success_leaves_unanswered_claims_out_of_the_rate_and_shows_them() -> None:
    lines = [line(1, "paid"), line(2, "partially_paid", "151"), line(3, "denied", "16"), line(4, "submitted"),
             line(5, "")]  # fmt: skip
    found = overall(lines)
    assert (found.answered, found.percent, found.unanswered) == (3, 66, 1)
    assert found.lines == ("k1", "k2", "k3", "k4")
    assert overall([line(1, "submitted")]).percent is None


def test_success_is_grouped_by_month_code_and_reason() -> None:
    lines = [line(1, "paid"), line(2, "denied", "16", "2026-09"), line(3, "denied", "16", code="99439")]
    assert [(g.group, g.paid, g.denied) for g in success(lines, "month")] == [("2026-08", 1, 1), ("2026-09", 0, 1)]
    assert [(g.group, g.paid, g.denied) for g in success(lines, "code")] == [("99439", 0, 1), ("99490", 1, 1)]
    assert [(g.group, g.lines) for g in success(lines, "reason")] == [("16", ("k2", "k3"))]


@pytest.mark.parametrize(
    ("then", "now", "verdict"),
    [((10, 100), (5, 100), "improved"), ((10, 100), (10, 50), "worse"), ((10, 100), (20, 200), "unchanged"),
     ((83, 187), (88, 199), "unchanged"),
     ((0, 0), (5, 100), "unknown"), ((5, 100), (0, 0), "unknown")],
)  # fmt: skip
def test_a_check_has_improved_when_a_smaller_share_fails_it(
    then: tuple[int, int], now: tuple[int, int], verdict: str
) -> None:
    checked = {"2026-08": {"records": Checked(*then)}, "2026-09": {"records": Checked(*now)}}
    lines = [line(1, "denied", "252"), line(2, "partially_paid", "252", "2026-09"), line(3, "paid", "252"),
             line(4, "denied", "29"), line(5, "denied", "unheard")]  # fmt: skip
    (trend,) = check_trends(lines, TABLE, checked, "2026-09")
    assert (trend.check, trend.denials, trend.since, trend.verdict) == ("records", 2, "2026-08", verdict)


def test_a_denial_of_the_newest_month_is_too_young_for_a_verdict() -> None:
    checked = {"2026-09": {"records": Checked(1, 10)}}
    (trend,) = check_trends([line(1, "denied", "252", "2026-09")], TABLE, checked, "2026-09")
    assert trend.verdict == "unknown"
