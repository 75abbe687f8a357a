"""A plain patient-month that supports 99490, to change in one place at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.facts import CarePlan, Condition, Consent, Enrolment, Entry, Facts, Practice
from ccm_desktop.domain.billing.policies import Policies
from ccm_desktop.domain.calendar import Month
from ccm_desktop.interop.rule_files import load_rules

BOOK = load_rules()
MONTH = Month(2026, 10)
RULES = BOOK.for_month(MONTH)
ZONE = ZoneInfo("America/New_York")
OPENING, CLOSING = MONTH.bounds(ZONE)
DAY = 86_400
NOON_9TH = OPENING + 8 * DAY + 12 * 3600


def facts(*entries: Entry, **changes: Any) -> Facts:
    """Everything in order: two conditions, consent, plan, seen within the year."""
    plain = Facts(
        "x", MONTH, Practice(ZONE), "dr", (Condition("I10", True), Condition("E11.9", True)), True,
        Enrolment(date(2026, 1, 1), last_seen_on=date(2025, 12, 1)), Consent("given", 1, True, "dr"),
        CarePlan("current", True, 1), entries,
    )  # fmt: skip
    return replace(plain, **changes)


def work(seconds: int, at: int = NOON_9TH, name: str = "e", role: str = "clinical_staff", **more: Any) -> Entry:
    """A piece of work in which the patient was reached."""
    return Entry(name, "p", role, at, at + seconds, outcome=more.pop("outcome", "reached"), **more)


def judge(*entries: Entry, policies: dict[str, str] | None = None, **changes: Any) -> Decision:
    """The decision, by the policies named and otherwise the conservative ones."""
    practice = Practice(ZONE, policies=Policies.of(policies or {}))
    return assess(facts(*entries, **{"practice": practice, **changes}), RULES)
