"""The dated rule set: families of codes, thresholds in whole seconds, caps and fees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Refusal


@dataclass(frozen=True, slots=True)
class Family:
    """A base code and its add-on. A month is billed from one family only (rules.md 1.5)."""

    key: str
    """staff | practitioner | complex"""
    base: str
    base_seconds: int
    addon: str
    addon_seconds: int
    addon_cap: int
    lane: str
    """all: staff and practitioner time together; practitioner: the practitioner's own time only."""

    def units(self, seconds: int) -> tuple[tuple[str, int], ...]:
        """Codes that so much time supports: full increments, no midpoint rule (rules.md 1.2)."""
        if seconds < self.base_seconds:
            return ()
        more = min(self.addon_cap, (seconds - self.base_seconds) // self.addon_seconds)
        return ((self.base, 1), (self.addon, more)) if more else ((self.base, 1),)

    def steps(self) -> tuple[tuple[int, str], ...]:
        """Every threshold with the code it adds."""
        addons = ((self.base_seconds + n * self.addon_seconds, self.addon) for n in range(1, self.addon_cap + 1))
        return ((self.base_seconds, self.base), *addons)

    def next_step(self, seconds: int) -> tuple[int, str] | None:
        """The first threshold not yet reached."""
        return next((step for step in self.steps() if step[0] > seconds), None)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one year. A month is judged by the set that covers it, never by another."""

    version: str
    effective_from: Month
    effective_to: Month
    staff: Family
    practitioner: Family
    complex: Family
    labels: Mapping[str, str]
    fees: Mapping[str, Mapping[str, Decimal]]
    initiating_visit_codes: frozenset[str]
    same_day_visit_codes: frozenset[str]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> RuleSet:
        """Read the content of a file of `resources/rules`."""
        families = {family["key"]: Family(**family) for family in data["families"]}
        return cls(
            version=data["version"],
            effective_from=Month.parse(data["effective_from"]),
            effective_to=Month.parse(data["effective_to"]),
            **families,
            labels=data["labels"],
            fees={
                name: {code: Decimal(amount) for code, amount in table.items()} for name, table in data["fees"].items()
            },
            initiating_visit_codes=frozenset(data["initiating_visit_codes"]),
            same_day_visit_codes=frozenset(data["same_day_visit_codes"]),
        )

    @property
    def families(self) -> tuple[Family, ...]:
        return self.staff, self.practitioner, self.complex

    def family_of(self, code: str) -> Family | None:
        """The family that a CCM code belongs to; None for any other service."""
        return next((f for f in self.families if code in (f.base, f.addon)), None)

    def fee(self, units: tuple[tuple[str, int], ...], schedule: str) -> Decimal:
        """What the codes pay by that fee table, in dollars."""
        table = self.fees.get(schedule)
        if table is None:
            raise Refusal("fee_schedule_unknown", f"There is no fee table named {schedule!r}.",
                          f"Use one of: {', '.join(self.fees)}.")  # fmt: skip
        return sum((table[code] * count for code, count in units), Decimal(0))

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
