"""By which fee table a month is judged: the practice's own where one covers it, else the shipped national figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.fees import FACILITY_SETTINGS, NATIONAL_SETTINGS, fee_words
from ccm_desktop.domain.calendar import Month
from ccm_desktop.ledger.payloads.fees import FeeChoice, FeeTable
from ccm_desktop.ledger.payloads.practice import PracticeProfile
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.services.context import PRACTICE


@dataclass(frozen=True, slots=True)
class Prices:
    """The rules of a month with the fee table that holds in it."""

    rules: RuleSet
    schedule: str
    """Name of the table, as `RuleSet.fee` takes it."""
    version: str
    """Operation that holds the table as it was; empty for shipped figures. A closed month keeps it."""

    @property
    def words(self) -> str:
        """What stands beside every sum: the table's name, or `national, not your locality`."""
        return fee_words(self.schedule)


def prices_of(reader: Reader, practice: PracticeProfile, rules: RuleSet, month: Month) -> Prices:
    """What holds in that month, whose rules these are, from one view of the file."""
    for held in chosen(reader):
        if covers(held.value, month) and applies(held.value, practice):
            amounts = amounts_of(held.value, practice.setting)
            return Prices(rules.with_fees(held.value.name, amounts), held.value.name, held.heads[0])
    return Prices(rules, rules.schedule(practice.fee_schedule), "")


def chosen(reader: Reader) -> tuple[Held[FeeTable], ...]:
    """The tables in use."""
    found = (reader.held(FeeTable, table) for table in choice_of(reader).value.tables)
    return tuple(held for held in found if held is not None)


def choice_of(reader: Reader) -> Held[FeeChoice]:
    """Which tables are in use; none before the first choice."""
    return reader.held(FeeChoice, PRACTICE) or Held(FeeChoice(), ())


def covers(table: FeeTable, month: Month) -> bool:
    """Whether the table holds in that month."""
    return Month.parse(table.effective_from) <= month <= Month.parse(table.effective_to)


def overlap(one: FeeTable, other: FeeTable) -> bool:
    """Whether both hold in some month."""
    return one.effective_from <= other.effective_to and other.effective_from <= one.effective_to


def applies(table: FeeTable, practice: PracticeProfile) -> bool:
    """Rural health clinics and health centers are paid the national rate, whatever the locality (rules.md 1.4)."""
    return not (table.locality and practice.setting in NATIONAL_SETTINGS)


def amounts_of(table: FeeTable, setting: str) -> Mapping[str, Decimal]:
    """Dollars by code: the facility rate where the practice belongs to a hospital (rules.md 5.5)."""
    amounts = table.facility_amounts if setting in FACILITY_SETTINGS else table.amounts
    return {code: Decimal(amount) for code, amount in amounts.items()}
