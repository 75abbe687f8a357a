"""The rules alone: 5,000 patient-months with 40 entries each, and twice and four times as many entries."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from benchmarks._world import MONTH, ZONE
from ccm_desktop.domain.billing.assessment import assess
from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.facts import (
    CarePlan,
    Condition,
    Consent,
    DecisionMaking,
    Enrolment,
    Entry,
    Facts,
    Practice,
    Service,
)
from ccm_desktop.interop.rule_files import load_rules

PATIENTS, ENTRIES = 5_000, 40
OPENING, CLOSING = MONTH.bounds(ZONE)
PLAIN = Facts(
    "", MONTH, Practice(ZONE), "dr", (Condition("I10", True), Condition("E11.9", True)), True,
    Enrolment(date(2026, 1, 2), last_seen_on=date(2025, 12, 1)), Consent("given", OPENING - 10**6, True, "dr"),
    CarePlan("current", True, OPENING - 10**5), (),
)  # fmt: skip


def months(entries: int) -> list[Facts]:
    """Patient-months of which every fifth has a stay, late consent, complexity and neighbours."""
    found = []
    for number in range(PATIENTS):
        step = (CLOSING - OPENING) // entries
        made = tuple(
            Entry(
                f"t{n}", "rn", "practitioner" if n % 7 == 0 else "clinical_staff",
                OPENING + n * step + number % 97, OPENING + n * step + number % 97 + 40 + 13 * (n % 5),
                outcome="voicemail" if n % 11 == 0 else "reached",
            )
            for n in range(entries)
        )  # fmt: skip
        facts = replace(PLAIN, entries=made)
        if number % 5 == 0:
            facts = replace(
                facts, consent=replace(facts.consent, at=OPENING + 86_400),
                inpatient=((OPENING + 5 * 86_400, OPENING + 7 * 86_400),),
                complex_mdm=DecisionMaking("high", "dr", "practitioner"),
                other_services=(Service("99214", date(2026, 10, 9), "same_practitioner", "billed"),
                                Service("99457", date(2026, 10, 20), "same_practitioner", "billed")),
            )  # fmt: skip
        found.append(facts)
    return found


def seconds(found: list[Facts], rules: RuleSet) -> float:
    """The best of three runs, with all that a month-end board asks of a decision."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for facts in found:
            decision = assess(facts, rules)
            _ = (decision.codes, decision.fee, decision.warnings, decision.exclusions, decision.next)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print each figure and its ratio to the first."""
    rules = load_rules().for_month(MONTH)
    first = 0.0
    for times in (1, 2, 4):
        took = seconds(months(ENTRIES * times), rules)
        first = first or took
        aim = " (aim 1.5 s)" if times == 1 else ""
        print(f"{PATIENTS:,} patient-months of {ENTRIES * times} entries: {took:.2f} s{aim}; {took / first:.1f} times"
              f" the first for {times} times the entries")  # fmt: skip


if __name__ == "__main__":
    main()
