"""A second evaluator, deliberately naive: second by second, with a reason per second and no intervals.

Written from the rules and the contract of `ccm assess`. It shares the tables with the program and nothing else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.facts import Enrolment, Entry, Facts

STAFF, OWN = "CLINICAL_STAFF_CCM", "PRACTITIONER_CCM"
TOLD = {"services_and_availability", "cost_sharing", "one_practitioner", "right_to_stop"}
UNANSWERED = {"no_answer", "voicemail", "wrong_number", "busy"}


@dataclass
class Verdict:
    """What the naive evaluator says of a month."""

    codes: dict[str, int]
    blockers: set[str]
    seconds: Counter[str]
    """By reason."""
    exclusions: set[str]


def evaluate(facts: Facts, rules: RuleSet) -> Verdict:
    """Judge one patient-month."""
    fate, keys = every_second(facts, rules)
    seconds = Counter(fate.values())
    family = chosen_family(facts, rules, seconds)
    blockers = requirements(facts, rules, seconds) | neighbours(facts, rules, family)
    codes = codes_of(facts, rules, family, seconds) if family else {}
    if not blockers and not codes:
        any_units = any(codes_of(facts, rules, f, seconds) for f in open_families(facts))
        blockers = {"B_FAMILY_ALREADY_BILLED" if claimed(facts, rules) and any_units else "B_TIME_UNDER_20"}
    elif not blockers and facts.family_choice == "none" and not claimed(facts, rules):
        blockers = {"B_NOT_BILLED_BY_CHOICE"}
    return Verdict({} if blockers else codes, blockers, seconds, keys | {r for r in seconds if r not in (STAFF, OWN)})


def local(second: int, zone: ZoneInfo) -> date:
    """The practice's calendar day of a second."""
    return datetime.fromtimestamp(second, zone).date()


def every_second(facts: Facts, rules: RuleSet) -> tuple[dict[tuple[str, int], str], set[str]]:
    """The fate of every second of every entry inside the month; and keys of entries that have no second there."""
    first, after = bounds(facts)
    fate: dict[tuple[str, int], str] = {}
    keys: set[str] = set()
    open_to: dict[str, list[tuple[str, int]]] = {"staff": [], "own": []}
    for entry in facts.entries:
        inside = [s for s in range(entry.start, entry.end) if first <= s < after]
        if entry.end <= entry.start:
            keys.add("X_INVALID_ENTRY")
        elif not inside:
            keys.add("X_OTHER_MONTH")
        whole = whole_entry(entry, facts, rules) if inside else ""
        share = len(inside) // entry.patients if entry.activity == "group" else len(inside)
        broken = facts.practice.policies.consent_in_call == "next_entry" and facts.consent.at in inside[1:share]
        for place, second in enumerate(inside):
            reason = whole or ("X_SHARED_TIME" if place >= share else by_moment(second, facts, first, broken))
            if reason:
                fate[entry.id, second] = reason
            else:
                open_to["own" if entry.role == "practitioner" else "staff"].append((entry.id, second))
    taken: set[int] = set()
    for lane, counted in (("staff", STAFF), ("own", OWN)):
        for name, second in open_to[lane]:
            fate[name, second] = "X_OVERLAP" if second in taken else counted
            taken.add(second)
    return fate, keys


def bounds(facts: Facts) -> tuple[int, int]:
    """First second of the practice's calendar month, and of the next."""
    year, month, zone = facts.month.year, facts.month.number, facts.practice.zone
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    return int(datetime(year, month, 1, tzinfo=zone).timestamp()), int(following.timestamp())


def whole_entry(entry: Entry, facts: Facts, rules: RuleSet) -> str:
    """The first reason that takes the entry as a whole, or nothing."""
    policy = facts.practice.policies
    prior = entry.activity == "prior_authorization"
    by_hand = entry.source in ("manual", "recovered")
    answered = {"none": set(), "voicemail": {"voicemail"}, "all": UNANSWERED}[policy.unanswered_calls]
    reasons = [
        ("X_NONHUMAN", entry.role == "machine"),
        ("X_NONCLINICAL", entry.role == "non_clinical" or entry.activity == "scheduling"),
        ("X_OUTSIDE_US", entry.location != "us"),
        ("X_USED_ELSEWHERE", entry.program != "CCM"),
        ("X_NOT_PERFORMED", entry.activity in ("supervision", "signing")),
        ("X_PRIOR_AUTHORIZATION", prior and policy.prior_authorization == "exclude"),
        ("X_UNREVIEWED", by_hand and not entry.reviewed),
        ("X_UNREVIEWED", prior and policy.prior_authorization == "review" and not entry.reviewed),
        ("X_UNANSWERED", entry.outcome in UNANSWERED - answered),
        ("X_SAME_DAY_EM", on_visit_day(entry, facts, rules)),
    ]
    return next((reason for reason, applies in reasons if applies), "")


def on_visit_day(entry: Entry, facts: Facts, rules: RuleSet) -> bool:
    """Whether a visit of the billing practitioner on that day keeps the entry from counting."""
    visits = {
        s.on for s in facts.other_services
        if s.code in rules.same_day_visit_codes and s.by == "same_practitioner" and s.status != "planned"
    }  # fmt: skip
    days = {local(entry.start, facts.practice.zone), local(entry.end - 1, facts.practice.zone)}
    if not visits & days:
        return False
    if facts.practice.policies.same_day_visit == "count":
        return entry.same_day_em_separate is False
    return facts.practice.policies.same_day_visit == "exclude" or entry.same_day_em_separate is not True


def by_moment(second: int, facts: Facts, first: int, broken: bool) -> str:
    """The first reason that takes this second, or nothing.

    `broken`: consent came in the midst of the entry, of which by policy nothing counts then.
    """
    consent, policy = facts.consent, facts.practice.policies
    usable = consent.status == "given" and consent.documented and consent.at is not None
    if facts.earlier and not any(on_the_roll(second, e, facts) for e in (facts.enrolment, *facts.earlier)):
        return "X_NOT_ENROLLED"
    if any(a <= second < b for a, b in facts.inpatient):
        return "X_INPATIENT"
    if usable and consent.at is not None and (broken or second < consent.at):
        return "X_PRECONSENT"
    revoked = withdrawn(facts)
    to_month_end = revoked is not None and revoked > first and policy.after_revocation == "month_end"
    if revoked is not None and second >= revoked and not to_month_end:
        return "X_AFTER_REVOCATION"
    return "X_AFTER_DEATH" if facts.died_at is not None and second >= facts.died_at else ""


def on_the_roll(second: int, enrolment: Enrolment, facts: Facts) -> bool:
    """Whether that day lies in the enrolment; before the first and after the last only a person is asked."""
    day, everyone = local(second, facts.practice.zone), (facts.enrolment, *facts.earlier)
    started = [e.started_on for e in everyone if e.started_on]
    open_end = enrolment.ended_on is None or all(e.ended_on and e.ended_on <= enrolment.ended_on for e in everyone)
    from_start = enrolment.started_on is None or enrolment.started_on == min(started)
    after_start = from_start or (enrolment.started_on is not None and enrolment.started_on <= day)
    return after_start and (open_end or (enrolment.ended_on is not None and day <= enrolment.ended_on))


def withdrawn(facts: Facts) -> int | None:
    """When the consent in force ended; an older withdrawal ended an older consent."""
    at, revoked = facts.consent.at, facts.consent.revoked_at
    return None if revoked is None or (at is not None and revoked < at) else revoked


def requirements(facts: Facts, rules: RuleSet, seconds: Counter[str]) -> set[str]:
    """What is missing, other than time."""
    plan, found = facts.care_plan, {consent_fault(facts, seconds)}
    distinct = {c.family or c.icd10 for c in facts.conditions if c.expected_12_months}
    if len(distinct) < 2 or not facts.significant_risk:
        found.add("B_CONDITIONS_UNDER_2")
    if plan.status != "current":
        found.add("B_CARE_PLAN_MISSING")
    else:
        in_time = plan.copy_given_at is not None and plan.copy_given_at < bounds(facts)[1]
        electronic_copy = "" if in_time else "B_CARE_PLAN_COPY_NOT_GIVEN"
        found.add(electronic_copy if plan.electronic else "B_CARE_PLAN_NOT_ELECTRONIC")
    for e in (facts.enrolment, *facts.earlier):
        if not seen(e) and not visited(e, facts, rules):
            found.add("B_INIT_VISIT_MISSING")
    if not facts.biller_is_practitioner:
        found.add("B_BILLER_NOT_PRACTITIONER")
    return found - {""}


def consent_fault(facts: Facts, seconds: Counter[str]) -> str:
    consent, revoked = facts.consent, withdrawn(facts)
    if (consent.status, consent.documented, consent.program) != ("given", True, "CCM") or consent.at is None:
        return "B_CONSENT_MISSING"
    if consent.practitioner != facts.billing_practitioner:
        return "B_CONSENT_NEW_PRACTITIONER"
    if revoked is not None and revoked <= bounds(facts)[0]:
        return "B_CONSENT_REVOKED"
    if consent.elements is not None and TOLD - set(consent.elements):
        return "B_CONSENT_INCOMPLETE"
    all_before = seconds[STAFF] + seconds[OWN] == 0 and seconds["X_PRECONSENT"] > 0
    return "B_CONSENT_AFTER_SERVICE" if all_before else ""


def seen(e: Enrolment) -> bool:
    """Not new, and seen within a year before the start."""
    if e.new_patient or e.last_seen_on is None or e.started_on is None:
        return False
    return (e.started_on - e.last_seen_on).days <= 365


def visited(e: Enrolment, facts: Facts, rules: RuleSet) -> bool:
    """A qualifying initiating visit."""
    policy = facts.practice.policies
    right_person = e.visit_by == facts.billing_practitioner or (
        e.visit_by_group_member and policy.visit_by_group_member == "yes"
    )
    right_place = policy.visit_by_telehealth == "yes" if e.visit_by_telehealth else e.visit_face_to_face
    right_time = e.visit_on is None or (
        (e.visit_on.year, e.visit_on.month) <= (facts.month.year, facts.month.number)
        and (e.started_on is None or (e.started_on - e.visit_on).days <= 365)
    )
    return (
        e.visit_code in rules.initiating_visit_codes and right_person and right_place and right_time
        and e.visit_ccm_discussed
    )  # fmt: skip


def neighbours(facts: Facts, rules: RuleSet, family: str) -> set[str]:
    """Blockers from the matrix, row by row and service by service."""
    found = set()
    for row in rules.same_month.rows:
        for s in facts.other_services:
            same_month = (s.on.year, s.on.month) == (facts.month.year, facts.month.number)
            if s.code not in row.codes or not row.begins <= s.on <= row.ends or not (same_month or row.any_month):
                continue
            if row.key == "ccm" and s.status == "claimed_by_us":
                continue
            elsewhere = s.by == "other_practice"
            effect = row.elsewhere if elsewhere else row.own if s.by == "same_practitioner" else row.practice
            if not elsewhere and family == "complex" and row.own_complex:
                effect = row.own_complex
            if effect is None or (elsewhere and s.status == "planned"):
                continue
            blocks = effect.policy and getattr(facts.practice.policies, effect.policy) == "block"
            found.add(effect.block if blocks else effect.key)
    if facts.in_guide and facts.practice.policies.with_guide == "block":
        found.add("B_GUIDE_MODEL")
    return {key for key in found if key.startswith("B_")}


def open_families(facts: Facts) -> list[str]:
    """Complex only with the billing practitioner's own attested decision-making."""
    mdm = facts.complex_mdm
    attested = mdm and mdm.level in ("moderate", "high") and mdm.role == "practitioner"
    mine = mdm is not None and mdm.by == facts.billing_practitioner
    if mdm is not None and mdm.on is not None and (mdm.on.year, mdm.on.month) != (facts.month.year, facts.month.number):
        return ["staff", "practitioner"]
    return ["staff", "practitioner", "complex"] if attested and mine else ["staff", "practitioner"]


def codes_of(facts: Facts, rules: RuleSet, family: str, seconds: Counter[str]) -> dict[str, int]:
    """Units by counting up, one full step after the other."""
    table = {f.key: f for f in rules.families}[family]
    policy = facts.practice.policies
    left = seconds[OWN] if family == "practitioner" else seconds[STAFF] + seconds[OWN]
    if family != "practitioner" and policy.practitioner_as_staff == "no":
        left = seconds[STAFF]
    if left < table.base_seconds:
        return {}
    codes = {table.base: 1}
    left -= table.base_seconds
    capped = {"practitioner": policy.units_99437, "complex": policy.units_99489}.get(family, "capped") == "capped"
    while left >= table.addon_seconds and not (capped and codes.get(table.addon, 0) == table.addon_cap):
        codes[table.addon] = codes.get(table.addon, 0) + 1
        left -= table.addon_seconds
    return codes


def claimed(facts: Facts, rules: RuleSet) -> str:
    """The family that we claimed already for this month."""
    for s in facts.other_services:
        ours = s.status == "claimed_by_us" or (s.status == "billed" and s.by == "same_practitioner")
        if ours and (s.on.year, s.on.month) == (facts.month.year, facts.month.number):
            for family in rules.families:
                if s.code in (family.base, family.addon):
                    return family.key
    return ""


def chosen_family(facts: Facts, rules: RuleSet, seconds: Counter[str]) -> str:
    """S1 to S4, behind an own claim and a person's choice; empty when no family is met."""
    met = {f: codes_of(facts, rules, f, seconds) for f in open_families(facts)}
    met = {family: codes for family, codes in met.items() if codes}
    before = claimed(facts, rules)
    if before:
        return before if before in met else ""
    if facts.family_choice in met:
        return facts.family_choice
    prices = rules.fees["national-nonfacility-2026"]
    pays = {family: sum(prices[code] * n for code, n in codes.items()) for family, codes in met.items()}
    policy = facts.practice.policies
    if "complex" in met and policy.complex_month == "complex":
        return "complex"
    if "complex" not in met and seconds[STAFF] == 0 and policy.practitioner_only_month == "practitioner":
        return "practitioner" if "practitioner" in met else next(iter(met), "")
    order = ["complex", "staff", "practitioner"]  # on a tie the first
    return max((f for f in order if f in met), key=lambda f: pays[f], default="")
