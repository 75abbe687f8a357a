"""Properties of the rules over random months, and their agreement with a second, naive evaluator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.explain import BLOCKERS, REASONS
from ccm_desktop.domain.billing.facts import Entry, Facts
from ccm_desktop.domain.billing.what_if import what_if
from ccm_desktop.domain.calendar import Month
from ccm_desktop.interop.rule_files import load_rules
from tests.domain import naive_rules, random_months

SHIPPED = load_rules().for_month(Month(2026, 10))
RULES = random_months.scaled(SHIPPED, 10)
"""Thresholds of a tenth: months of minutes reach them all, and the naive evaluator stays quick."""
NORMAL, MANY = 1_500, 20_000
RARE = {"B_G0511_SAME_MONTH", "B_99091_SAME_MONTH", "B_EVISIT_SAME_MONTH", "B_TEAM_CONFERENCE_SAME_MONTH",
        "B_99483_SAME_MONTH", "B_APCM_OTHER_PRACTICE", "B_PROLONGED_SAME_MONTH"}  # fmt: skip


@cache
def judged(seed: int) -> Decision:
    return assess(random_months.month(seed), RULES)


def normal() -> Iterator[Decision]:
    return (judged(seed) for seed in range(NORMAL))


def verdicts(decision: Decision) -> tuple[object, ...]:
    seconds: Counter[str] = Counter()
    for piece in decision.pieces:
        seconds[piece.reason] += piece.seconds
    return dict(decision.codes), set(decision.blockers), +seconds, set(decision.exclusions)


def agree(seeds: range) -> None:
    for seed in seeds:
        facts = random_months.month(seed)
        found = naive_rules.evaluate(facts, RULES)
        naive = (found.codes, found.blockers, +found.seconds, found.exclusions)
        assert verdicts(assess(facts, RULES)) == naive, f"month of seed {seed}"


def test_a_naive_evaluator_says_the_same() -> None:
    agree(range(NORMAL))


@pytest.mark.slow
def test_a_naive_evaluator_says_the_same_of_20_000_months() -> None:
    agree(range(NORMAL, NORMAL + MANY))


def test_the_random_months_reach_every_rule() -> None:
    reasons = {piece.reason for decision in normal() for piece in decision.pieces}
    assert reasons == set(REASONS)
    blockers = {key for decision in normal() for key in decision.blockers}
    assert blockers >= set(BLOCKERS) - RARE
    codes = Counter(code for decision in normal() for code, _ in decision.codes)
    assert min(codes[code] for code in ("99490", "99439", "99491", "99437", "99487", "99489")) >= 5


def test_every_second_has_exactly_one_reason() -> None:
    for decision in normal():
        opening, closing = decision.facts.month.bounds(decision.facts.practice.zone)
        for entry in decision.facts.entries:
            pieces = sorted(p for p in decision.pieces if p.entry == entry.id and p.seconds)
            at = max(entry.start, opening)
            for piece in pieces:
                assert piece.start == at
                at = piece.end
            assert at == min(entry.end, closing) or (not pieces and min(entry.end, closing) <= at)
        assert sum(p.seconds for p in decision.pieces) == decision.elapsed_seconds
        assert sum(p.seconds for p in decision.pieces if p.counted) == decision.counted_seconds


def test_no_two_families_are_ever_combined() -> None:
    for decision in normal():
        families = {RULES.family_of(code) for code, _ in decision.codes}
        assert len(families) <= 1
        bases = {family.base for family in RULES.families}
        assert not decision.codes or decision.codes[0][0] in bases
        for alternative in what_if(decision.facts, RULES):
            assert len({RULES.family_of(code) for code, _ in alternative.units}) <= 1


def test_entering_time_twice_changes_nothing() -> None:
    for decision in normal():
        twice = (*decision.facts.entries, *(e._replace(id=f"{e.id}-again") for e in decision.facts.entries))
        again = assess(replace(decision.facts, entries=twice), RULES)
        assert again.codes == decision.codes
        assert again.blockers == decision.blockers
        assert (again.staff_seconds, again.practitioner_seconds) == (
            decision.staff_seconds, decision.practitioner_seconds,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["clinical_staff", "practitioner"])
def test_more_time_never_lowers_the_fee_of_a_family(role: str) -> None:
    for number, decision in enumerate(normal()):
        more = assess(replace(decision.facts, entries=(*decision.facts.entries, added(decision, number, role))), RULES)
        before, after = decision.evidence.options, more.evidence.options
        for key in ("staff", "complex", *(("practitioner",) if role == "practitioner" else ())):
            if key in before:
                assert after[key].fee >= before[key].fee


def added(decision: Decision, number: int, role: str) -> Entry:
    """A plain piece of work beside, within or after the month's own."""
    anchor = decision.facts.entries[0].start if decision.facts.entries else decision.facts.month.bounds(
        decision.facts.practice.zone)[0]  # fmt: skip
    return Entry("more", "p", role, anchor + number % 400, anchor + number % 400 + 200, outcome="reached")


def test_what_is_blocked_or_short_is_never_billed() -> None:
    for decision in normal():
        assert bool(decision.codes) != bool(decision.blockers)
        assert (decision.fee > 0) == bool(decision.codes)
        assert (decision.service_date is not None) == bool(decision.codes)


def test_the_date_of_service_lies_in_the_month_on_or_after_the_time_was_met_and_not_after_death() -> None:
    for decision in normal():
        day, died = decision.service_date, decision.facts.died_at
        if day is None:
            continue
        assert Month.of(day) == decision.facts.month
        if died is not None:
            assert day <= naive_rules.local(died, decision.facts.practice.zone)
        until = [p.seconds for p in decision.pieces if p.counted
                 and naive_rules.local(p.start, decision.facts.practice.zone) <= day]  # fmt: skip
        assert sum(until) >= RULES.family_of(decision.codes[0][0]).base_seconds  # type: ignore[union-attr]


def test_what_if_agrees_with_the_decision() -> None:
    for decision in normal():
        found = what_if(decision.facts, RULES)
        billed = [alternative for alternative in found if alternative.billed]
        assert [(a.units, a.fee, a.lawful) for a in billed] == (
            [(decision.codes, decision.fee, True)] if decision.codes else []
        )  # fmt: skip
        if decision.codes:
            others = {(a.family, a.units, a.fee) for a in found if a.lawful and not a.billed}
            assert set(decision.alternatives) == others


def test_whatever_is_chosen_among_the_lawful_is_billed() -> None:
    for decision in normal():
        for alternative in what_if(decision.facts, RULES):
            chosen: Facts = replace(decision.facts, family_choice=alternative.family)
            codes = assess(chosen, RULES).codes
            if alternative.lawful:
                assert codes == alternative.units
            else:
                assert RULES.family_of(codes[0][0]).key != alternative.family if codes else True  # type: ignore[union-attr]
