"""Other services of the same month (rules.md 1.5), the words of every key, and what the year's tables say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import ccm_desktop.domain.billing as billing
from ccm_desktop.domain.billing import explain
from ccm_desktop.domain.billing.assessment import assess
from ccm_desktop.domain.billing.facts import Consent, DecisionMaking, Practice, Service
from ccm_desktop.domain.billing.what_if import choose_lower, what_if
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from tests.domain.billing_samples import BOOK, CLOSING, NOON_9TH, OPENING, RULES, ZONE, facts, judge, work

MDM = DecisionMaking("moderate", "dr", "practitioner")
OWN, GROUP, ELSEWHERE = "same_practitioner", "same_practice", "other_practice"
NEVER_TOGETHER = {
    "B_PCM_SAME_PRACTITIONER": "99424 99425 99426 99427",
    "B_APCM_SAME_PRACTICE": "G0556 G0557 G0558 G0568 G0569 G0570",
    "B_CPO_G0181_G0182": "G0181 G0182",
    "B_CPO_99374_99380": "99374 99375 99376 99377 99378 99379 99380",
    "B_ESRD_SAME_PRACTITIONER": " ".join(str(code) for code in range(90951, 90971)),
}
SEPARATE = {
    "W_TCM_SEPARATE_TIME": "99495 99496",
    "W_RPM_SEPARATE_TIME": "99453 99445 99454 99470 99457 99458",
    "W_RTM_SEPARATE_TIME": "98975 98976 98977 98978 98980 98981",
    "W_BHI_SEPARATE_TIME": "99484 99492 99493 99494",
    "W_G0506_TIME_SEPARATE": "G0506",
    "W_99091_SAME_MONTH": "99091",
    "W_EVISIT_SAME_MONTH": "99421 99422 99423 98970 98971 98972",
    "W_TEAM_CONFERENCE_SAME_MONTH": "99366 99367 99368",
    "W_99483_SAME_MONTH": "99483",
    "W_PROLONGED_SAME_MONTH": "99358 99359",
    "W_G0511_RETIRED": "G0511",
    "W_G0512_RETIRED": "G0512",
}
ALLOWED = "99214 G0402 G0438 G0439 99497 99498 G0019 G0022 G0023 G0024 G2211"
MUTED = {"W_SAME_DAY_EM", "W_APCM_ADDON_WITHOUT_BASE", "W_APCM_CONSENT_NEEDED"}


def service(code: str, by: str = OWN, status: str = "billed", on: date = date(2026, 10, 20)) -> Service:
    return Service(code, on, by, status)


def each(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, key) for key, codes in table.items() for code in codes.split()]


@pytest.mark.parametrize(("code", "key"), each(NEVER_TOGETHER))
def test_what_the_practice_never_bills_beside(code: str, key: str) -> None:
    for by in (OWN, GROUP):
        for status in ("billed", "planned", "claimed_by_us"):
            decision = judge(work(1500), other_services=(service(code, by, status),))
            assert decision.blockers == (key,)
            assert decision.codes == ()
    elsewhere = judge(work(1500), other_services=(service(code, ELSEWHERE),))
    assert elsewhere.codes == (("99490", 1),)
    assert any(warning.split("_")[1] == key.split("_")[1] for warning in elsewhere.warnings)
    assert judge(work(1500), other_services=(service(code, on=date(2026, 9, 30)),)).codes


@pytest.mark.parametrize(("code", "key"), each(SEPARATE))
def test_what_only_asks_for_separate_minutes(code: str, key: str) -> None:
    decision = judge(work(1500), other_services=(service(code),))
    assert (decision.codes, set(decision.warnings) - MUTED) == ((("99490", 1),), {key})
    assert not judge(work(1500), other_services=(service(code, ELSEWHERE),)).warnings


@pytest.mark.parametrize("code", ALLOWED.split())
def test_what_has_no_bearing(code: str) -> None:
    assert not judge(work(1500), other_services=(service(code),)).warnings


@pytest.mark.parametrize("code", ["99490", "99439", "99491", "99437", "99487", "99489"])
@pytest.mark.parametrize("by", [GROUP, ELSEWHERE])
def test_only_one_practitioner_bills_ccm_in_a_month(code: str, by: str) -> None:
    decision = judge(work(3600), other_services=(service(code, by),), complex_mdm=MDM)
    assert decision.blockers == ("B_DUP_CCM_OTHER_PRACTITIONER",)


def test_a_plan_of_another_practice_is_a_warning() -> None:
    decision = judge(work(1500), other_services=(service("99490", ELSEWHERE, "planned"),))
    assert (decision.codes, decision.warnings) == ((("99490", 1),), ("W_PLANNED_ELSEWHERE",))


@pytest.mark.parametrize(
    ("policy", "code", "by", "blocker"),
    [("with_99091", "99091", OWN, "B_99091_SAME_MONTH"), ("with_99483", "99483", OWN, "B_99483_SAME_MONTH"),
     ("with_e_visits", "98971", OWN, "B_EVISIT_SAME_MONTH"), ("apcm_elsewhere", "G0557", ELSEWHERE,
     "B_APCM_OTHER_PRACTICE"), ("with_team_conference", "99367", OWN, "B_TEAM_CONFERENCE_SAME_MONTH"),
     ("with_prolonged", "99358", OWN, "B_PROLONGED_SAME_MONTH"), ("with_guide", "G0522", ELSEWHERE, "B_GUIDE_MODEL")],
)  # fmt: skip
def test_a_practice_may_choose_to_block(policy: str, code: str, by: str, blocker: str) -> None:
    assert judge(work(1500), other_services=(service(code, by),)).codes
    decision = judge(work(1500), policies={policy: "block"}, other_services=(service(code, by),))
    assert decision.blockers == (blocker,)


def test_the_guide_flag() -> None:
    assert "W_GUIDE_MODEL" in judge(work(1500), in_guide=True).warnings
    assert judge(work(1500), policies={"with_guide": "block"}, in_guide=True).blockers == ("B_GUIDE_MODEL",)


@pytest.mark.parametrize("code", ["99358", "99359"])
def test_prolonged_service_blocks_complex_codes_only(code: str) -> None:
    beside: dict[str, Any] = {"complex_mdm": MDM, "other_services": (service(code),)}
    assert judge(work(3600), **beside).blockers == ("B_99358_WITH_COMPLEX",)
    assert judge(work(3599), **beside).codes == (("99490", 1), ("99439", 1))
    lower = choose_lower(facts(work(3600), **beside), RULES, "staff")
    assert assess(lower, RULES).codes == (("99490", 1), ("99439", 2))


@pytest.mark.parametrize(
    ("codes", "key"),
    [("99445 99454", "W_RPM_DEVICE_TWICE"), ("99470 99457", "W_RPM_MANAGEMENT_TWICE"),
     ("G0557 G0568 99492", "W_APCM_ADDON_TWICE"), ("G0557 G0569 99493", "W_APCM_ADDON_TWICE"),
     ("G0557 G0570 99484", "W_G0570_WITH_99484"), ("G0570", "W_APCM_ADDON_WITHOUT_BASE"),
     ("G0506 G0506", "W_G0506_REPEATED")],
)  # fmt: skip
def test_neighbours_that_do_not_go_together(codes: str, key: str) -> None:
    both = tuple(service(code) for code in codes.split())
    assert key in judge(work(1500), other_services=both).warnings
    assert key not in judge(work(1500), other_services=both[:1]).warnings or key == "W_APCM_ADDON_WITHOUT_BASE"
    assert key not in judge(work(1500), other_services=(service("G0557"), *both[-1:])).warnings


def test_g0570_beside_99484_may_be_accepted() -> None:
    both = (service("G0557"), service("G0570"), service("99484"))
    warnings = judge(work(1500), policies={"apcm_behavioral_addon": "allow"}, other_services=both).warnings
    assert "W_G0570_WITH_99484" not in warnings


def test_g0506_matters_in_every_month() -> None:
    old = service("G0506", on=date(2026, 1, 5))
    assert "W_G0506_TIME_SEPARATE" in judge(work(1500), other_services=(old,)).warnings


def test_the_bundle_of_rural_clinics_ended_in_2025() -> None:
    for month, codes, keys in ((9, (), ("B_G0511_SAME_MONTH",)), (10, (("99490", 1),), ())):
        on = date(2025, month, 20)
        at = int((on - date(1970, 1, 1)) / timedelta(seconds=1)) + 50_000
        found = facts(work(1500, at), month=Month(2025, month), other_services=(service("G0511", on=on),))
        decision = assess(found, BOOK.for_month(found.month))
        assert (decision.codes, decision.blockers) == (codes, keys)
        assert ("W_G0511_RETIRED" in decision.warnings) == (month == 10)


@pytest.mark.parametrize("claimed", ["99490", "99439"])
def test_an_own_claim_binds_the_family(claimed: str) -> None:
    for status in ("claimed_by_us", "billed"):
        decision = judge(work(3600), complex_mdm=MDM, other_services=(service(claimed, status=status),))
        assert decision.codes == (("99490", 1), ("99439", 2))
        assert {"W_BASE_ALREADY_CLAIMED", "W_COMPLEX_BLOCKED_BY_PRIOR_CLAIM"} <= set(decision.warnings)
        assert decision.alternatives == ()


def test_an_own_claim_of_a_family_no_longer_met_blocks() -> None:
    decision = judge(work(3600), other_services=(service("99491", status="claimed_by_us"),))
    assert decision.blockers == ("B_FAMILY_ALREADY_BILLED",)
    two = (service("99490", status="claimed_by_us"), service("99491", status="claimed_by_us"))
    assert "W_TWO_FAMILIES_CLAIMED" in judge(work(3600), other_services=two).warnings
    last_month = service("99491", status="claimed_by_us", on=date(2026, 9, 30))
    assert judge(work(3600), other_services=(last_month,)).codes


def test_every_key_has_words_and_a_citation_and_every_word_a_key() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(billing.__path__[0]).glob("*.py")
                     if path.name != "explain.py")  # fmt: skip
    used = set(re.findall(r'"([BXWN]_[A-Z0-9_]{3,})"', source)) | BOOK.sets[0].same_month.keys
    tables = (explain.REASONS, explain.BLOCKERS, explain.WARNINGS, explain.NEEDS)
    known = {key: words for table in tables for key, words in table.items()}
    assert used == set(known) - {"CLINICAL_STAFF_CCM", "PRACTITIONER_CCM"}
    for words in known.values():
        assert words.text
        assert words.cite
        assert words.fix in ("", "consent", "conditions", "care_plan", "time", "visit", "services", "complexity")
    assert set(explain.BLOCKERS) == {key for key in known if key.startswith("B_")}
    assert set(explain.WARNINGS) == {key for key in known if key.startswith("W_")}


def test_the_matrix_marks_agree_with_what_its_rows_do() -> None:
    for row in RULES.same_month.rows:
        keys = {effect.key[0] for effect in (row.own, row.practice) if effect}
        assert row.mark in RULES.same_month.marks
        assert row.cite
        assert keys <= {"X": {"B"}, "XP": {"B"}, "T": {"W"}, "A": {"W"}, "-": {"W"}}[row.mark]
        blocked = {effect.block for effect in row.effects if effect.policy}
        assert all(key.startswith("B_") for key in blocked)
        assert (row.own_complex is not None) == bool(row.mark_complex)


def test_a_month_is_judged_by_the_rules_that_cover_it() -> None:
    assert BOOK.for_month(Month(2025, 12)).version == "2025.1"
    assert BOOK.for_month(Month(2026, 1)).version == "2026.1"
    assert BOOK.version("2025.1").covers(Month(2025, 1))
    for month in (Month(2024, 12), Month(2027, 1)):
        assert not BOOK.covers(month)
        with pytest.raises(Refusal, match=r"No rule tables for .*from 2025-01 to 2025-12 and from 2026-01"):
            BOOK.for_month(month)
    with pytest.raises(Refusal, match=r"rules 2031\.1 are not installed"):
        BOOK.version("2031.1")
    changed = replace(RULES, fees={"ours": RULES.fees["national-nonfacility-2026"]})
    book = BOOK.replacing(changed)
    assert book.version("2026.1") is changed
    assert book.version("2025.1") is BOOK.version("2025.1")


def test_fees_of_2025_are_those_of_2025() -> None:
    rules = BOOK.version("2025.1")
    every = tuple((code, 1) for family in rules.families for code in (family.base, family.addon))
    # 60.49 + 45.93 + 82.16 + 57.58 + 131.65 + 70.52, the national non-facility figures of that year.
    assert rules.fee(every, "national-nonfacility-2026") == Decimal("448.33")
    assert rules.schedule("national-nonfacility-2026") == "national-nonfacility-2025"
    with pytest.raises(Refusal, match="no fee table named 'ours'"):
        rules.fee(every, "ours")


@pytest.mark.parametrize(("setting", "place"), [("office", "11"), ("rhc", "72"), ("fqhc", "50"),
                                                ("hospital_outpatient", "22"), ("off_campus", "19")])  # fmt: skip
def test_place_of_service(setting: str, place: str) -> None:
    decision = judge(work(1500), practice=Practice(ZONE, setting=setting))
    assert decision.place_of_service == place
    assert ("W_FEE_NOT_FACILITY" in decision.warnings) == (place in ("22", "19"))
    assert ("W_RHC_FQHC_CLAIM" in decision.warnings) == (place in ("72", "50"))


def test_on_a_tie_the_staff_codes_are_taken() -> None:
    tie = {**RULES.fees["national-nonfacility-2026"], "99491": RULES.fees["national-nonfacility-2026"]["99490"]}
    mixed = facts(work(300), work(1800, NOON_9TH + 3600, "own", "practitioner"))
    assert assess(mixed, replace(RULES, fees={"national-nonfacility-2026": tie})).codes == (("99490", 1),)
    assert assess(mixed, RULES).codes == (("99491", 1),)


@pytest.mark.parametrize(
    ("consent", "blockers"),
    [(Consent("given", 1, True, "dr", elements=("cost_sharing",)), ("B_CONSENT_INCOMPLETE",)),
     (Consent("given", 1, True, "dr", program="BHI"), ("B_CONSENT_MISSING",)),
     (Consent("given", OPENING + 5, True, "dr", OPENING - 5), ()),
     (Consent("given", OPENING, True, "dr", OPENING), ("B_CONSENT_REVOKED",)),
     (Consent("given", CLOSING + 5, True, "dr"), ("B_CONSENT_AFTER_SERVICE",))],
)  # fmt: skip
def test_consent(consent: Consent, blockers: tuple[str, ...]) -> None:
    assert judge(work(1500), consent=consent).blockers == blockers


def test_nothing_counts_after_death() -> None:
    decision = judge(work(1500), work(600, NOON_9TH + 9000, "late"), died_at=NOON_9TH + 1300)
    assert decision.counted_seconds == 1300
    assert decision.exclusions == ("X_AFTER_DEATH",)
    assert decision.service_date == date(2026, 10, 9)
    assert "W_DECEASED_DOS" in decision.warnings
    two = judge(work(2400), died_at=NOON_9TH + 2400)
    assert (two.codes, two.service_date) == ((("99490", 1), ("99439", 1)), date(2026, 10, 9))


def test_a_late_entry_is_labelled() -> None:
    assert "W_LATE_ENTRY" not in judge(work(1500, entered_at=NOON_9TH + 1500 + 86_400)).warnings
    assert "W_LATE_ENTRY" in judge(work(1500, entered_at=NOON_9TH + 1501 + 86_400)).warnings


def test_nobody_chooses_more_than_the_evidence() -> None:
    found = facts(work(3600), complex_mdm=MDM)
    assert [(a.family, a.lawful) for a in what_if(found, RULES)] == [
        ("staff", True), ("practitioner", False), ("complex", True),
    ]  # fmt: skip
    for family in ("practitioner", "wishful"):
        with pytest.raises((Refusal, BadInput)):
            choose_lower(found, RULES, family)
    with pytest.raises(Refusal):
        choose_lower(facts(work(3600)), RULES, "complex")
    assert assess(choose_lower(found, RULES, "none"), RULES).blockers == ("B_NOT_BILLED_BY_CHOICE",)


def test_a_choice_that_the_evidence_no_longer_supports_is_dropped_with_a_warning() -> None:
    decision = judge(work(3600), family_choice="complex")
    assert decision.codes == (("99490", 1), ("99439", 2))
    assert "W_CHOICE_NOT_SUPPORTED" in decision.warnings


def test_what_each_family_would_need() -> None:
    staff, own, complex_month = what_if(facts(work(2400)), RULES)
    assert (staff.needs, own.needs, complex_month.needs) == (
        (), ("N_TIME_SHORT",), ("N_COMPLEX_NOT_ATTESTED", "N_TIME_SHORT"),
    )  # fmt: skip
    ahead = staff.next
    assert ahead is not None
    assert (ahead.code, ahead.short_by, ahead.fee) == ("99439", 1200, Decimal("167.01"))
    blocked = what_if(facts(work(2400), significant_risk=False), RULES)
    assert all("B_CONDITIONS_UNDER_2" in alternative.needs for alternative in blocked)
