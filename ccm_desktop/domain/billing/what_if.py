"""One patient-month under every family of codes, side by side; choosing less than the evidence supports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ccm_desktop.domain.billing.assessment import assess, blocked_by_neighbours
from ccm_desktop.domain.billing.codes import Family, RuleSet, Units
from ccm_desktop.domain.billing.evidence import Evidence, Option, claimed_families, is_complex
from ccm_desktop.domain.billing.facts import Facts
from ccm_desktop.domain.billing.requirements import lacking
from ccm_desktop.domain.errors import BadInput, Refusal

NOT_BILLED = "none"


@dataclass(frozen=True, slots=True)
class NextUnit:
    """The next code of a family and what it would bring."""

    code: str
    threshold: int
    """Seconds."""
    short_by: int
    """Seconds that are missing."""
    fee: Decimal
    """The whole month's fee with it."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A month billed under one family, or what that would need."""

    family: str
    """staff | practitioner | complex"""
    label: str
    units: Units
    """What the evidence supports; empty when it falls short."""
    fee: Decimal
    seconds: int
    """That count in the family's lane."""
    needs: tuple[str, ...]
    """Keys of what stands in the way: blockers of the month and of this family. Empty: lawful as it is."""
    next: NextUnit | None
    billed: bool
    """The one the rules (or a person's choice) take."""

    @property
    def lawful(self) -> bool:
        return not self.needs


def what_if(facts: Facts, rules: RuleSet) -> tuple[Alternative, ...]:
    """Every family, in the order staff, practitioner, complex."""
    decision = assess(facts, rules)
    evidence = decision.evidence
    missing = tuple(lacking(evidence))
    options = evidence.options
    billed = decision.family.key if decision.family else ""
    found = []
    for family in rules.families:
        option = options.get(family.key)
        if option is None:
            option = Option(family, (), Decimal("0.00"), evidence.seconds_for(family))
        needs = (*missing, *_needs(evidence, option))
        found.append(
            Alternative(
                family.key, family.label, option.units, option.fee, option.seconds, needs,
                _next(evidence, option), family.key == billed,
            )
        )  # fmt: skip
    return tuple(found)


def choose_lower(facts: Facts, rules: RuleSet, family: str) -> Facts:
    """The facts with a person's choice of family, or of not billing at all.

    Raises BadInput for a family that does not exist, Refusal for one that the evidence does not support:
    never higher than the evidence, and never beside a claim that is out (rules.md 5.6).
    """
    claimed = claimed_families(facts, rules)
    if claimed and family in (*(f.key for f in rules.families), NOT_BILLED) and family != claimed[0].key:
        raise Refusal("family_claimed",
                      f"A claim of {claimed[0].base} is out for this month, so it stays with those codes.",
                      "Replace the claim first; what was recorded wrongly of it can be withdrawn.")  # fmt: skip
    if family == NOT_BILLED:
        return replace(facts, family_choice=NOT_BILLED)
    alternatives = {found.family: found for found in what_if(facts, rules)}
    if family not in alternatives:
        raise BadInput("family_unknown", "There is no such family of codes.",
                       f"Use one of: {', '.join((*alternatives, NOT_BILLED))}.")  # fmt: skip
    if not alternatives[family].lawful:
        raise Refusal("family_not_supported", "The evidence of this month does not support these codes.",
                      "Mend what they need first, or choose other codes.")  # fmt: skip
    return replace(facts, family_choice=family)


def _needs(evidence: Evidence, option: Option) -> tuple[str, ...]:
    """What stands in the way of this family alone."""
    claimed = evidence.claimed()
    needs = list(blocked_by_neighbours(evidence, option))
    if claimed and claimed[0].key != option.family.key:
        needs.append("B_FAMILY_ALREADY_BILLED")
    if option.family.key == "complex" and not is_complex(evidence.facts):
        needs.append("N_COMPLEX_NOT_ATTESTED")
    if option.seconds < option.family.base_seconds:
        needs.append("N_TIME_SHORT")
    return tuple(needs)


def _next(evidence: Evidence, option: Option) -> NextUnit | None:
    family: Family = option.family
    step = family.next_step(option.seconds)
    if step is None:
        return None
    threshold, code = step
    fee = evidence.rules.fee(family.units(threshold), evidence.facts.practice.fee_schedule)
    return NextUnit(code, threshold, threshold - option.seconds, fee)
