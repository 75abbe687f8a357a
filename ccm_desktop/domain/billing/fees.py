"""What a code pays by the physician fee schedule: relative values, locality, conversion factor (42 CFR 414.20-26)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

SHIPPED = "national-"
"""Names of the fee tables that come with the program begin so; no imported one may."""
NOT_YOURS = "national, not your locality"
_CENT = Decimal("0.01")
_ONE = Decimal(1)
FACILITY_SETTINGS = frozenset({"hospital_outpatient", "off_campus"})
"""Hospital-owned places of service, paid at the facility rate (rules.md 5.5)."""
NATIONAL_SETTINGS = frozenset({"rhc", "fqhc"})
"""Paid at the national non-facility rate wherever they are (rules.md 1.4)."""


@dataclass(frozen=True, slots=True)
class Locality:
    """A payment locality with its three geographic practice cost indices (GPCI)."""

    mac: str
    """The Medicare contractor, five digits."""
    state: str
    number: str
    """Two digits, unique within contractor and state."""
    name: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal

    @property
    def key(self) -> str:
        """`09102-04`, as claims and contractors write it."""
        return f"{self.mac}-{self.number}"

    @property
    def areas(self) -> tuple[str, str]:
        """What people put before the number: the contractor or the state."""
        return self.mac, self.state

    @property
    def title(self) -> str:
        """`MIAMI, FL (09102-04)`."""
        return f"{self.name}, {self.state} ({self.key})"


@dataclass(frozen=True, slots=True)
class RelativeValues:
    """One code of the fee schedule, in relative value units."""

    code: str
    work: Decimal
    practice_expense: Decimal
    """Non-facility."""
    facility_practice_expense: Decimal
    malpractice: Decimal

    def amount(self, factor: Decimal, locality: Locality | None, *, facility: bool) -> Decimal:
        """Dollars for one unit, rounded half-up to the cent once, at the end; no locality is the national rate.

        Exact: the context is wide enough for every digit of the published factors.
        """
        expense = self.facility_practice_expense if facility else self.practice_expense
        index = (
            (_ONE, _ONE, _ONE) if locality is None else (locality.work, locality.practice_expense, locality.malpractice)
        )
        with localcontext() as exact:
            exact.prec = 60
            units = self.work * index[0] + expense * index[1] + self.malpractice * index[2]
            return (units * factor).quantize(_CENT, ROUND_HALF_UP)


def fee_words(*schedules: str) -> str:
    """What stands beside every sum: the name of the practice's table, or that the figures are not its own.

    Of several tables each once.
    """
    named = (NOT_YOURS if not name or name.startswith(SHIPPED) else name for name in schedules)
    return " and ".join(dict.fromkeys(named))
