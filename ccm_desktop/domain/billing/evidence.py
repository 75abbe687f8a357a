"""What a month's time and facts support: seconds by lane, the families open to it, and what binds the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ccm_desktop.domain.billing.codes import Family, RuleSet, Units
from ccm_desktop.domain.billing.exclusions import PRACTITIONER, STAFF, Piece
from ccm_desktop.domain.billing.facts import Facts


@dataclass(frozen=True, slots=True)
class Option:
    """One family, with the codes that the evidence supports; none when it falls short."""

    family: Family
    units: Units
    fee: Decimal
    seconds: int
    """Of the family's lane."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One patient-month, counted."""

    facts: Facts
    rules: RuleSet
    pieces: tuple[Piece, ...]
    staff: int
    """Seconds counted in the staff lane."""
    practitioner: int
    """Seconds counted in the practitioner's lane."""
    options: Mapping[str, Option]
    """What each family open to the month would be billed with, by key."""

    @classmethod
    def of(cls, facts: Facts, rules: RuleSet, pieces: tuple[Piece, ...]) -> Evidence:
        """Add up what counts."""
        staff = sum([end - start for start, end, _, reason in pieces if reason == STAFF])
        own = sum([end - start for start, end, _, reason in pieces if reason == PRACTITIONER])
        options = {}
        for family in _open_families(facts, rules):
            seconds = _seconds_for(family, facts, staff, own)
            units = family.units(seconds)
            options[family.key] = Option(family, units, rules.fee(units, facts.practice.fee_schedule), seconds)
        return cls(facts, rules, pieces, staff, own, options)

    @property
    def counted(self) -> int:
        return self.staff + self.practitioner

    def seconds_for(self, family: Family) -> int:
        """What may be billed under that family: staff time never counts as the practitioner's own."""
        return _seconds_for(family, self.facts, self.staff, self.practitioner)

    def claimed(self) -> tuple[Family, ...]:
        """Families that we ourselves claimed already for this month, the first one first."""
        return claimed_families(self.facts, self.rules)

    def neighbours(self, option: Option | None) -> tuple[str, ...]:
        """Blockers and warnings from other services of the month, if that option is billed."""
        facts, policies = self.facts, self.facts.practice.policies
        billed_complex = option is not None and option.family.key == "complex" and bool(option.units)
        found = (
            self.rules.same_month.findings(facts.other_services, facts.month, policies, is_complex=billed_complex)
            if facts.other_services
            else ()
        )
        if not facts.in_guide:
            return found
        return (*found, "B_GUIDE_MODEL" if policies.with_guide == "block" else "W_GUIDE_MODEL")


def claimed_families(facts: Facts, rules: RuleSet) -> tuple[Family, ...]:
    """Families that we ourselves claimed already for this month, the first one first."""
    found: dict[str, Family] = {}
    for service in facts.other_services:
        ours = service.status == "claimed_by_us" or (service.status == "billed" and service.by == "same_practitioner")
        family = rules.family_of(service.code) if ours else None
        if family is not None and (service.on.year, service.on.month) == (facts.month.year, facts.month.number):
            found.setdefault(family.key, family)
    return tuple(found.values())


def _seconds_for(family: Family, facts: Facts, staff: int, own: int) -> int:
    if family.lane == "practitioner":
        return own
    return staff + own if facts.practice.policies.practitioner_as_staff == "yes" else staff


def _open_families(facts: Facts, rules: RuleSet) -> tuple[Family, ...]:
    """With the caps of the practice's policies; complex only when attested."""
    policies = facts.practice.policies
    own = rules.practitioner if policies.units_99437 == "capped" else rules.practitioner.uncapped()
    if not is_complex(facts):
        return rules.staff, own
    return rules.staff, own, rules.complex if policies.units_99489 == "capped" else rules.complex.uncapped()


def is_complex(facts: Facts) -> bool:
    """Moderate or high decision-making of the month, by the billing practitioner in person; never inferred."""
    mdm = facts.complex_mdm
    return (
        mdm is not None
        and mdm.level in ("moderate", "high")
        and mdm.role == "practitioner"
        and mdm.by == facts.billing_practitioner
        and mdm.within(facts.month)
    )


def choose(evidence: Evidence) -> Option | None:
    """The family billed (rules.md 5.6), or None when no time supports one.

    An own earlier claim binds. Then what a person chose, where the evidence supports it. Else attested
    complexity comes first, practitioner-only time goes by 99491, and in a mixed month the family that
    pays more is taken (tie: staff); the practice's policies may say otherwise for the first two.
    """
    options = evidence.options
    claimed = evidence.claimed()
    if claimed:
        bound = options.get(claimed[0].key)
        return bound if bound and bound.units else None
    wanted = options.get(evidence.facts.family_choice)
    if wanted is not None and wanted.units:
        return wanted
    found = _by_rule(evidence, options)
    return found if found.units else None


def _by_rule(evidence: Evidence, options: Mapping[str, Option]) -> Option:
    policies = evidence.facts.practice.policies
    staff, own = options["staff"], options["practitioner"]
    if (complex_month := options.get("complex")) and complex_month.units:
        if policies.complex_month == "complex":
            return complex_month
        return max((complex_month, staff, own), key=lambda option: option.fee)
    if evidence.staff == 0 and own.units and policies.practitioner_only_month == "practitioner":
        return own
    return own if own.fee > staff.fee else staff
