"""The price of a code: exact products, one rounding, half-up to the cent."""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.billing.fees import Locality, RelativeValues

FACTOR = Decimal("33.4009")
STAFF = RelativeValues("99490", Decimal("1.00"), Decimal("0.91"), Decimal("0.24"), Decimal("0.07"))


def place(work: str, expense: str, malpractice: str) -> Locality:
    return Locality("09102", "FL", "04", "MIAMI", Decimal(work), Decimal(expense), Decimal(malpractice))


@pytest.mark.parametrize(
    ("facility", "dollars"),
    [(False, "66.13"), (True, "43.76")],  # rules.md 1.3: the published national amounts of 99490 in 2026
)
def test_without_a_locality_it_is_the_national_amount(facility: bool, dollars: str) -> None:
    assert STAFF.amount(FACTOR, None, facility=facility) == Decimal(dollars)


def test_each_part_is_multiplied_with_its_own_index() -> None:
    # By hand: 1.00*1.5 + 0.91*1.065 + 0.07*0.551 = 2.50772; times 33.4009 = 83.7601…
    assert STAFF.amount(FACTOR, place("1.5", "1.065", "0.551"), facility=False) == Decimal("83.76")


def test_half_a_cent_goes_up_and_is_rounded_once() -> None:
    one = RelativeValues("99490", Decimal("0.5"), Decimal(0), Decimal(0), Decimal(0))
    assert one.amount(Decimal("0.01"), None, facility=False) == Decimal("0.01")
    assert one.amount(Decimal("0.0099"), None, facility=False) == Decimal("0.00")


def test_the_amount_does_not_depend_on_the_precision_somebody_set() -> None:
    before = getcontext().prec
    getcontext().prec = 3
    try:
        assert STAFF.amount(FACTOR, None, facility=False) == Decimal("66.13")
    finally:
        getcontext().prec = before


def fixed(most: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(0, most).map(lambda n: Decimal(n).scaleb(-places))


@given(*[fixed(9999, 2)] * 4, *[fixed(3000, 3)] * 3, fixed(999999, 4), st.booleans())
def test_it_agrees_with_fractions(
    work: Decimal, pe: Decimal, facility_pe: Decimal, mp: Decimal, gw: Decimal, gp: Decimal, gm: Decimal,
    factor: Decimal, facility: bool,
) -> None:  # fmt: skip
    expense = facility_pe if facility else pe
    exact = (Fraction(work) * Fraction(gw) + Fraction(expense) * Fraction(gp) + Fraction(mp) * Fraction(gm)) * Fraction(
        factor
    )
    cents = int(exact * 100 + Fraction(1, 2))  # never negative, so this is half-up
    locality = place(str(gw), str(gp), str(gm))
    assert RelativeValues("x", work, pe, facility_pe, mp).amount(factor, locality, facility=facility) == Decimal(
        cents
    ).scaleb(-2)
