"""Random patient-months, crowded around the edges where rules change: midnight, clock changes, consent, stays."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

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
from ccm_desktop.domain.billing.policies import POLICIES, Policies
from ccm_desktop.domain.calendar import Month

# Zones with and without clock changes, with half-hour offsets, and one whose clock changes by half an hour.
PLACES = tuple(
    ZoneInfo(name)
    for name in ("America/New_York", "Asia/Kolkata", "Australia/Adelaide", "America/St_Johns", "Australia/Lord_Howe")
)
MONTHS = tuple(Month(2026, n) for n in (3, 4, 10, 11, 12))
CODES = ("99214", "G0439", "99457", "99496", "99426", "G0557", "G0568", "G0181", "99375", "90960", "99358", "99091",
         "99483", "99421", "99367", "G0506", "G0511", "G0522", "99490", "99439", "99491", "99487", "99484")  # fmt: skip


def scaled(rules: RuleSet, by: int) -> RuleSet:
    """The same tables with thresholds divided, so that a month of minutes reaches every one of them."""
    families = {
        f.key: replace(f, base_seconds=f.base_seconds // by, addon_seconds=f.addon_seconds // by)
        for f in rules.families
    }
    return replace(rules, **families)  # type: ignore[arg-type]


def month(seed: int) -> Facts:
    """One random patient-month; the same for the same seed."""
    dice = Random(seed)
    zone, when = dice.choice(PLACES), dice.choice(MONTHS)
    opening = int(datetime(when.year, when.number, 1, tzinfo=zone).timestamp())
    closing = int(datetime(when.next.year, when.next.number, 1, tzinfo=zone).timestamp())
    moment = dice.choice([opening, closing, opening + 9 * 86_400, clock_change(opening, closing, zone)])
    visit_day = datetime.fromtimestamp(moment, zone).date()
    clean, smooth = dice.random() < 0.7, dice.random() < 0.5
    near = Near(dice, moment, dice.choice((1, 30)))
    began, earlier = enrolments(dice, clean, when, visit_day)
    return Facts(
        str(seed), when, Practice(zone, policies=policies(dice)), "dr",
        conditions(dice, clean), clean or dice.random() < 0.8,
        began, consent(near, opening, clean), plan(dice, clean),
        tuple(entry(near, n, smooth) for n in range(dice.randrange(9))),
        died_at=near.at(-200, 900) if dice.random() < 0.05 else None,
        inpatient=stays(near) if dice.random() < 0.3 else (),
        complex_mdm=decision_making(dice, visit_day),
        other_services=tuple(service(dice, when, visit_day) for _ in range(dice.choice((0, 0, 1, 2)))),
        in_guide=dice.random() < 0.03,
        family_choice=dice.choice(("", "", "", "", "staff", "practitioner", "complex", "none")),
        earlier=earlier,
        biller_is_practitioner=clean or dice.random() < 0.95,
    )  # fmt: skip


@dataclass(frozen=True)
class Near:
    """Instants around a moment, often in whole half-minutes so that edges meet exactly."""

    dice: Random
    moment: int
    tick: int

    def at(self, low: int, high: int) -> int:
        return self.moment + self.span(low, high)

    def span(self, low: int, high: int) -> int:
        return self.tick * self.dice.randrange(low // self.tick, high // self.tick + 1)


def clock_change(opening: int, closing: int, zone: ZoneInfo) -> int:
    """The first hour of the month with another offset, or the middle of the month."""
    offsets = [(at, datetime.fromtimestamp(at, zone).utcoffset()) for at in range(opening, closing, 1800)]
    return next((at for at, offset in offsets if offset != offsets[0][1]), (opening + closing) // 2)


def policies(dice: Random) -> Policies:
    if dice.random() < 0.6:
        return Policies()
    return Policies(**{p.key: dice.choice(list(p.choices)) for p in POLICIES if dice.random() < 0.4})


def entry(near: Near, number: int, smooth: bool) -> Entry:
    dice, start = near.dice, near.at(-250, 700)
    if smooth:
        role = dice.choice(("clinical_staff", "practitioner"))
        return Entry(f"t{number}", "p", role, start, start + near.span(near.tick, 330), outcome="reached")
    return Entry(
        f"t{number}", "p", dice.choice(("clinical_staff",) * 5 + ("practitioner",) * 4 + ("non_clinical", "machine")),
        start, start + dice.choice((0, -3, *[near.span(near.tick, 330)] * 12)),
        program=dice.choice(("CCM",) * 12 + ("RPM",)),
        activity=dice.choice(("call_patient",) * 9 + ("group", "scheduling", "supervision", "prior_authorization")),
        outcome=dice.choice(("reached",) * 8 + ("voicemail", "no_answer")),
        source=dice.choice(("timer",) * 6 + ("manual", "recovered", "import")), reviewed=dice.random() < 0.7,
        location=dice.choice(("us",) * 15 + ("ph",)), patients=dice.choice((1, 2, 3)),
        same_day_em_separate=dice.choice((None, None, True, False)),
    )  # fmt: skip


def conditions(dice: Random, clean: bool) -> tuple[Condition, ...]:
    two = (Condition("I10", True, "Hypertension"), Condition("E11.9", True, "Diabetes"))
    same = (Condition("E11.9", True, "Diabetes"), Condition("E11.2", True, "Diabetes"))
    return two if clean else dice.choice((two, two, two, same, two[:1], (two[0], Condition("J06", False))))


def enrolments(dice: Random, clean: bool, when: Month, day: date) -> tuple[Enrolment, tuple[Enrolment, ...]]:
    """The last enrolment of the month, and now and then one or two that ended in it before."""
    last = enrolment(dice, clean)
    days = sorted(
        day + timedelta(dice.choice((-2, -1, 0, 0, 1, 2))) for _ in range(2 * dice.choice((0, 0, 0, 0, 1, 2)))
    )
    if not days or not when.first_day <= days[0] <= days[-1] <= when.last_day:
        return last, ()
    starts, ends = [date(2026, 1, 10), *days[1::2]], days[::2]
    seen: dict[str, Any] = {"last_seen_on": date(2025, 12, 1), "new_patient": False} if clean else {}
    earlier = tuple(replace(last, started_on=a, ended_on=b, **seen) for a, b in zip(starts, ends, strict=False))
    return replace(last, started_on=starts[-1], **seen), earlier


def enrolment(dice: Random, clean: bool) -> Enrolment:
    seen = Enrolment(date(2026, 1, 10), last_seen_on=date(2025, 12, 1))
    if clean:
        return seen
    visit = Enrolment(
        date(2026, 1, 10), None, dice.random() < 0.5, date(2025, 1, 10) + timedelta(dice.randrange(-1, 2)),
        dice.choice(("G0439", "99214", "99211", "")), date(2026, 1, 5) + timedelta(dice.choice((0, -400, 300))),
        dice.choice(("dr", "dr", "dr-b")), dice.random() < 0.8, dice.random() < 0.9, dice.random() < 0.2,
        dice.random() < 0.5,
    )  # fmt: skip
    return dice.choice((seen, visit, visit))


def consent(near: Near, opening: int, clean: bool) -> Consent:
    dice = near.dice
    told = ("services_and_availability", "cost_sharing", "one_practitioner", "right_to_stop")
    at = opening - 10**6 if dice.random() < 0.6 else near.at(-300, 900)
    revoked = near.at(-300, 900) if dice.random() < 0.15 else None
    good = Consent("given", at, True, "dr", revoked, elements=dice.choice((None, told)))
    if clean:
        return good
    faults: tuple[dict[str, Any], ...] = (
        {}, {}, {"status": "declined"}, {"documented": False}, {"practitioner": "dr-b"}, {"at": None},
        {"revoked_at": opening}, {"program": "BHI"}, {"elements": told[:3]},
    )  # fmt: skip
    return replace(good, **dice.choice(faults))


def plan(dice: Random, clean: bool) -> CarePlan:
    good = CarePlan("current", True, 1)
    faults = (good, good, good, CarePlan("draft", True, 1), CarePlan("current", False, None), CarePlan("current"),
              CarePlan("current", True, 2**40))  # fmt: skip
    return good if clean else dice.choice(faults)


def stays(near: Near) -> tuple[tuple[int, int], ...]:
    starts = [near.at(-400, 700) for _ in range(near.dice.choice((1, 2)))]
    return tuple((at, at + near.span(near.tick, 300)) for at in starts)


def decision_making(dice: Random, day: date) -> DecisionMaking | None:
    if dice.random() < 0.5:
        return None
    return DecisionMaking(
        dice.choice(("moderate", "high", "low")), dice.choice(("dr", "dr", "dr", "rn")),
        dice.choice(("practitioner", "practitioner", "clinical_staff")), dice.choice((None, day)),
    )  # fmt: skip


def service(dice: Random, when: Month, visit_day: date) -> Service:
    days = (visit_day, visit_day, when.first_day, when.last_day, when.first_day - timedelta(days=1))
    return Service(dice.choice(CODES if dice.random() < 0.7 else ("99214", "99358")), dice.choice(days),
                   dice.choice(("same_practitioner", "same_practitioner", "same_practice", "other_practice")),
                   dice.choice(("billed", "billed", "planned", "claimed_by_us")))  # fmt: skip


assert {p.key for p in POLICIES} == {f.name for f in fields(Policies)}
