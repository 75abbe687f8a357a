"""The dated rule set: families of codes, thresholds in whole seconds, caps, fees and the same-month matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from ccm_desktop.domain.billing.neighbours import Neighbour, SameMonth
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Refusal

Units = tuple[tuple[str, int], ...]
"""Codes with their units."""
UNCAPPED = 2**31
_NOTHING = Decimal("0.00")
_DATED = re.compile(r"(.+)-(\d{4})")


@dataclass(frozen=True, slots=True)
class Family:
    """A base code and its add-on. A month is billed from one family only (rules.md 1.5)."""

    key: str
    """staff | practitioner | complex"""
    label: str
    base: str
    base_seconds: int
    addon: str
    addon_seconds: int
    addon_cap: int
    cap_cite: str
    lane: str
    """all: staff and practitioner time together; practitioner: the practitioner's own time only."""
    review_at_cap: bool = False
    """So many units are looked at before they are billed."""

    def units(self, seconds: int) -> Units:
        """Codes that so much time supports: full increments, no midpoint rule (rules.md 1.2)."""
        if seconds < self.base_seconds:
            return ()
        more = min(self.addon_cap, (seconds - self.base_seconds) // self.addon_seconds)
        return ((self.base, 1), (self.addon, more)) if more else ((self.base, 1),)

    def next_step(self, seconds: int) -> tuple[int, str] | None:
        """The first threshold not yet reached, and the code that it adds; None past the cap."""
        if seconds < self.base_seconds:
            return self.base_seconds, self.base
        number = (seconds - self.base_seconds) // self.addon_seconds + 1
        if number > self.addon_cap:
            return None
        return self.base_seconds + number * self.addon_seconds, self.addon

    @property
    def last_step(self) -> int:
        """Seconds beyond which nothing more can be billed."""
        return self.base_seconds + self.addon_cap * self.addon_seconds

    def uncapped(self) -> Family:
        """The same, where the practice bills every unit that the time supports."""
        return replace(self, addon_cap=UNCAPPED)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one year. A month is judged by the set that covers it, never by another."""

    version: str
    effective_from: Month
    effective_to: Month
    source: str
    notes: tuple[str, ...]
    staff: Family
    practitioner: Family
    complex: Family
    labels: Mapping[str, str]
    fees: Mapping[str, Mapping[str, Decimal]]
    """Dollars by schedule and code."""
    other_fees: Mapping[str, Decimal]
    """National dollars of neighbouring codes, for orientation only."""
    same_month: SameMonth
    minimum_conditions: int
    seen_within_days: int
    """How long before the start of CCM a visit spares the initiating visit."""
    late_entry_seconds: int
    """Entered so long after the work ended, an entry is labelled late."""
    initiating_visit_codes: frozenset[str]
    same_day_visit_codes: frozenset[str]
    place_of_service: Mapping[str, str]
    """By the practice's setting."""

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any], same_month: SameMonth) -> RuleSet:
        """Read the content of a year's file of `resources/rules`."""
        families = {family["key"]: Family(**family) for family in data["families"]}
        return cls(
            version=data["version"],
            effective_from=Month.parse(data["effective_from"]),
            effective_to=Month.parse(data["effective_to"]),
            source=data["source"],
            notes=tuple(data["notes"]),
            **families,
            labels=data["labels"],
            fees={name: _dollars(table) for name, table in data["fees"].items()},
            other_fees=_dollars(data["other_fees"]),
            same_month=same_month,
            minimum_conditions=data["minimum_conditions"],
            seen_within_days=data["seen_within_days"],
            late_entry_seconds=data["late_entry_seconds"],
            initiating_visit_codes=frozenset(data["initiating_visit_codes"]),
            same_day_visit_codes=frozenset(data["same_day_visit_codes"]),
            place_of_service=data["place_of_service"],
        )

    @property
    def neighbours(self) -> tuple[Neighbour, ...]:
        """The rows of the same-month matrix that hold while these rules do."""
        return self.same_month.in_force(self.effective_from.first_day, self.effective_to.last_day)

    @property
    def families(self) -> tuple[Family, ...]:
        return self.staff, self.practitioner, self.complex

    def family_of(self, code: str) -> Family | None:
        """The family that a CCM code belongs to; None for any other service."""
        return next((f for f in self.families if code in (f.base, f.addon)), None)

    def schedule(self, name: str) -> str:
        """The fee table of that name, or the one of these rules' year where the name is of another year.

        Raises Refusal when there is none: a fee is never guessed.
        """
        if name in self.fees:
            return name
        dated = _DATED.fullmatch(name)
        of_year = f"{dated[1]}-{self.effective_from.year}" if dated else ""
        if of_year in self.fees:
            return of_year
        raise Refusal("fee_schedule_unknown", f"The rules {self.version} have no fee table named {name!r}.",
                      f"Use one of: {', '.join(self.fees)}.")  # fmt: skip

    def fee(self, units: Units, schedule: str) -> Decimal:
        """What the codes pay by that fee table, in dollars."""
        table = self.fees.get(schedule) or self.fees[self.schedule(schedule)]
        return sum((table[code] * count for code, count in units), _NOTHING) if units else _NOTHING

    def with_fees(self, name: str, amounts: Mapping[str, Decimal]) -> RuleSet:
        """The same rules with one more fee table."""
        return replace(self, fees={**self.fees, name: amounts})

    def covers(self, month: Month) -> bool:
        """Whether these rules were in force in that month."""
        return self.effective_from <= month <= self.effective_to

    def require(self, month: Month) -> None:
        """Refuse a month that these tables do not cover: nothing is ever guessed."""
        if not self.covers(month):
            raise Refusal(
                "month_outside_rules",
                f"The rules {self.version} do not cover {month}; they hold from {self.effective_from}"
                f" to {self.effective_to}.",
                "Install the rule tables of that year.",
            )


def _dollars(table: Mapping[str, str]) -> dict[str, Decimal]:
    return {code: Decimal(amount) for code, amount in table.items()}
