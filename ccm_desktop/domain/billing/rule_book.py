"""All rule sets that are installed: a month is judged by the one that covers it, a closed one by its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Refusal


def no_rules(month: Month) -> str:
    """What every screen says of a month that no installed rules cover."""
    return f"No rule tables for {month.year}"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Rule sets, oldest first."""

    sets: tuple[RuleSet, ...]

    def covers(self, month: Month) -> bool:
        """Whether rules for that month are installed."""
        return any(rules.covers(month) for rules in self.sets)

    def for_month(self, month: Month) -> RuleSet:
        """The newest rules that cover the month; raises Refusal where there are none."""
        found = [rules for rules in self.sets if rules.covers(month)]
        if not found:
            raise Refusal(
                "month_outside_rules",
                f"{no_rules(month)}: the installed ones hold {self._span}.",
                "Install the tables of that year; time is kept and is judged once they are there.",
            )
        return found[-1]

    def version(self, name: str) -> RuleSet:
        """The rules of that version, by which a closed month was judged; raises Refusal when not installed."""
        found = next((rules for rules in self.sets if rules.version == name), None)
        if found is None:
            raise Refusal(
                "rules_unknown",
                f"The rules {name} are not installed; there are {', '.join(r.version for r in self.sets)}.",
                "Install the rule tables of that version.",
            )
        return found

    def require(self, month: Month) -> None:
        """Refuse a month that no rules cover: nothing is ever guessed."""
        self.for_month(month)

    def replacing(self, rules: RuleSet) -> RuleBook:
        """The same book with another copy of one version, such as one with the practice's own fee table."""
        return replace(self, sets=tuple(rules if r.version == rules.version else r for r in self.sets))

    @property
    def _span(self) -> str:
        return " and ".join(f"from {rules.effective_from} to {rules.effective_to}" for rules in self.sets)
